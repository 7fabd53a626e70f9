# Logistic regression with standard errors on binned indicators.
source("harness.R")

load_rows <- function(codes, outcome, levels) {
  columns <- lapply(seq_along(codes), function(j) factor(read_npy(codes[j]), levels = seq_len(levels[j]) - 1))
  names(columns) <- paste0("x", seq_along(codes) - 1)
  rows <- as.data.frame(columns)
  rows$y <- read_npy(outcome)
  rows
}

report <- function(estimates, errors) list(estimates = unname(estimates), errors = unname(errors))

serve(
  list(
    glm = function(codes, outcome, levels) {
      rows <- load_rows(codes, outcome, levels)
      function() {
        fit <- glm(y ~ ., family = binomial(), data = rows)
        report(coef(fit), sqrt(diag(vcov(fit))))
      }
    },
    fixest = function(codes, outcome, levels) {
      needs("fixest")
      rows <- load_rows(codes, outcome, levels)
      formula <- reformulate(setdiff(names(rows), "y"), "y")
      function() {
        fit <- fixest::feglm(formula, family = binomial(), data = rows, vcov = "iid")
        report(coef(fit), fixest::se(fit))
      }
    },
    speedglm = function(codes, outcome, levels) {
      needs("speedglm")
      rows <- load_rows(codes, outcome, levels)
      function() {
        fit <- speedglm::speedglm(y ~ ., family = binomial(), data = rows)
        report(coef(fit), sqrt(diag(vcov(fit))))
      }
    }
  ),
  list(glm = character(), fixest = "fixest", speedglm = "speedglm")
)
