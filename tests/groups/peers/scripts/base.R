# Tests and corrections of base R, from JSON on stdin; JSON on stdout.
suppressMessages(library(jsonlite))
input <- fromJSON(file("stdin"), simplifyVector = TRUE, simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
pair <- function(x) {
  t <- matrix(c(x[1], x[2] - x[1], x[3], x[4] - x[3]), 2)
  exact <- sapply(c("greater", "less", "two.sided"), function(a) fisher.test(t, alternative = a)$p.value)
  list(fisher = unname(exact), chisq = unname(suppressWarnings(chisq.test(t, correct = FALSE))$statistic),
    p = suppressWarnings(chisq.test(t, correct = FALSE))$p.value)
}
one <- function(x) list(
  wilson = suppressWarnings(prop.test(x[1], x[2], correct = FALSE))$conf.int[1:2],
  exact = binom.test(x[1], x[2])$conf.int[1:2])
strata <- input$strata
tables <- array(unlist(lapply(strata, function(x) c(x[1], x[3], x[2] - x[1], x[4] - x[3]))), dim = c(2, 2, length(strata)))
mh <- mantelhaen.test(tables, correct = FALSE)
write_json(list(
  pairs = lapply(input$pairs, pair), ones = lapply(input$ones, one),
  adjusted = lapply(c("holm", "BH", "BY"), function(m) p.adjust(input$p, m)),
  mh = c(mh$estimate, mh$statistic, mh$p.value),
  tails = sapply(input$chi, function(x) pchisq(x[1], x[2], lower.tail = FALSE)),
  normal = qnorm(input$shares), quantiles = unname(quantile(input$values, input$shares, type = 7)),
  spearman = cor(input$values, input$others, method = "spearman")
), stdout(), auto_unbox = TRUE, digits = NA)
