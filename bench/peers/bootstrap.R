# Bootstraps of parts of the five numbers.
source("harness.R")

serve(
  list(
    proc = function(probability, label, person, known, replicates) {
      needs("pROC")
      suppressPackageStartupMessages(library(pROC))
      p <- read_npy(probability)
      y <- read_npy(label)
      curve <- roc(y, p, quiet = TRUE, direction = "<")
      function() {
        ci.auc(curve, method = "bootstrap", boot.n = replicates, progress = "none")
        list(point = list(auc = as.numeric(auc(curve))))
      }
    },
    rms = function(probability, label, person, known, replicates) {
      needs("rms")
      suppressPackageStartupMessages(library(rms))
      p <- read_npy(probability)
      rows <- data.frame(y = read_npy(label), x = log(p / (1 - p)))
      who <- read_npy(person)
      fit <- lrm(y ~ x, data = rows, x = TRUE, y = TRUE, eps = 1e-12)
      function() {
        bootcov(fit, cluster = who, B = replicates)
        list(point = list(slope = unname(coef(fit)[2])))
      }
    }
  ),
  list(proc = "pROC", rms = "rms")
)
