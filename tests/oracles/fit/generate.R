# Expected values for tests/fit: brglm2 (Firth), MASS (profile intervals), glmnet (ridge). Reads input.csv, writes expected-r.json.
suppressMessages({ library(MASS); library(brglm2); library(glmnet) })
all <- read.csv("input.csv")
num <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ","), "]")
obj <- function(...) { a <- list(...); paste0("{", paste(sprintf('"%s":%s', names(a), unlist(a)), collapse = ","), "}") }
form <- y ~ x + z + l1 + l2
firth <- function(d) {
  m <- glm(form, family = binomial, data = d, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 10000, slowit = 1)
  obj(estimates = num(coef(m)), se = num(sqrt(diag(vcov(m)))))
}
small <- all[all$set == "small", ]
separated <- all[all$set == "separated", ]
tight <- glm.control(epsilon = 1e-15, maxit = 200)
m <- glm(form, family = binomial, data = small, control = tight)
# confint: profile on a fine grid, then a spline; sharpened by solving the deviance equation itself.
X <- model.matrix(m); y <- small$y
profile_deviance <- function(j, b) {
  r <- glm.fit(X[, -j, drop = FALSE], y, family = binomial(), offset = X[, j] * b, control = tight)
  r$deviance - m$deviance
}
bound <- function(j, side) {
  q <- qchisq(0.95, 1); se <- sqrt(vcov(m)[j, j]); e <- coef(m)[j]
  uniroot(function(b) profile_deviance(j, b) - q, sort(c(e + side * 0.5 * se, e + side * 8 * se)), tol = 1e-12)$root
}
grid <- suppressMessages(confint(m))
k <- seq_along(coef(m))
term <- drop1(glm(y ~ x + z + factor(l1 + 2 * l2), family = binomial, data = small, control = tight), test = "LRT")[-1, ]
sds <- function(v) sqrt(mean((v - mean(v))^2))
G <- X[, -1]
ridge <- function(lambda) {
  g <- glmnet(G, y, family = "binomial", alpha = 0, lambda = lambda, thresh = 1e-20, maxit = 1e7)
  obj(lambda = sprintf("%.15g", lambda), estimates = num(as.numeric(coef(g))))
}
writeLines(obj(
  tools = sprintf('"%s, MASS %s, brglm2 %s, glmnet %s"', R.version.string, packageVersion("MASS"), packageVersion("brglm2"), packageVersion("glmnet")),
  firthSmall = firth(small), firthSeparated = firth(separated),
  profile = obj(lower = num(sapply(k, bound, -1)), upper = num(sapply(k, bound, 1)), gridLower = num(grid[, 1]), gridUpper = num(grid[, 2])),
  likelihoodRatio = obj(df = num(term$Df), statistic = num(term$LRT), p = num(term[["Pr(>Chi)"]])),
  ridge = paste0("[", ridge(0.3), ",", ridge(0.02), "]")
), "expected-r.json")
