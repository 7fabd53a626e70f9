# DeLong's test by pROC on the rows of input.json, taken as independent.
suppressMessages(library(pROC))
library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
rows <- fromJSON(file.path(here, "input.json"))
one <- roc(rows$label, rows$first, direction = "<", quiet = TRUE)
two <- roc(rows$label, rows$second, direction = "<", quiet = TRUE)
test <- roc.test(one, two, method = "delong", paired = TRUE)
write_json(list(first = as.numeric(auc(one)), second = as.numeric(auc(two)), seFirst = sqrt(var(one)), seSecond = sqrt(var(two)),
  z = unname(test$statistic), p = test$p.value, lower = test$conf.int[1], upper = test$conf.int[2],
  version = as.character(packageVersion("pROC"))), file.path(here, "proc.json"), auto_unbox = TRUE, digits = NA, pretty = TRUE)
