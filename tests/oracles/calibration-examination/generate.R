# Expected values of the calibration examination: smooth curve, beta calibration, slope corrected for optimism, nested folds.
suppressMessages({ library(rms); library(jsonlite) })
set.seed(20261122)
tight <- glm.control(epsilon = 1e-15, maxit = 100)
people <- 250
person <- rep(seq_len(people), sample(1:5, people, TRUE))
n <- length(person)
eta <- rnorm(people, -0.8, 1.1)[person] + rnorm(n, sd = 0.3)
label <- rbinom(n, 1, plogis(0.2 + 0.7 * eta + 0.15 * pmax(eta, 0)^2 + rnorm(people, sd = 0.5)[person]))
p <- plogis(eta)
x <- log(p) - log1p(-p)

dd <- data.frame(x = x, label = label)
fit <- lrm(label ~ rcs(x, 5), data = dd, x = TRUE, y = TRUE, eps = 1e-13, maxit = 100, tol = 1e-14)
robust <- robcov(fit, person)
V <- vcov(robust) * people / (people - 1)
b <- coef(fit)
grid <- seq(sort(x)[10], sort(x)[n - 9], length.out = 40)
X <- cbind(1, rcspline.eval(grid, knots = fit$Design$parms$x, inclx = TRUE))
mid <- as.numeric(X %*% b)
se <- sqrt(rowSums((X %*% V) * X))
z <- qnorm(0.975)
away <- abs(plogis(as.numeric(cbind(1, rcspline.eval(x, knots = fit$Design$parms$x, inclx = TRUE)) %*% b)) - p)
B <- cbind(1, rcspline.eval(x, knots = fit$Design$parms$x, inclx = TRUE))
scores <- rowsum((label - p) * B, person)
chisq <- as.numeric(colSums(scores) %*% solve(crossprod(scores)) %*% colSums(scores))
smooth <- list(knots = as.numeric(fit$Design$parms$x), predicted = plogis(grid), observed = plogis(mid),
  lower = plogis(mid - z * se), upper = plogis(mid + z * se), ici = mean(away), e50 = median(away),
  e90 = as.numeric(quantile(away, 0.9)), largest = max(away), chiSquare = chisq, df = length(b),
  p = pchisq(chisq, length(b), lower.tail = FALSE))

betafit <- function(x, y, w = rep(1, length(x))) {
  low <- plogis(x, log.p = TRUE); high <- -plogis(-x, log.p = TRUE)
  f <- coef(glm(y ~ low + high, family = binomial, weights = w, control = tight))
  if (f[2] < 0) { g <- coef(glm(y ~ high, family = binomial, weights = w, control = tight)); return(c(g[1], 0, g[2])) }
  if (f[3] < 0) { g <- coef(glm(y ~ low, family = binomial, weights = w, control = tight)); return(c(g[1], g[2], 0)) }
  f
}
beta <- as.numeric(betafit(x, label))
# a sample in which the slope on ln p comes out negative
turned <- rbinom(n, 1, plogis(-1 - 0.8 * plogis(x, log.p = TRUE) + 2 * -plogis(-x, log.p = TRUE)))
betaturned <- as.numeric(betafit(x, turned))

# refits on weighted people, measured on all
k <- 4
Z <- matrix(rnorm(n * k), n, k) * 0.5 + eta * 0.6
Z <- round(Z * 2) / 2
outcome <- rbinom(n, 1, plogis(-1 + 0.6 * Z[, 1] + 0.4 * Z[, 2]))
weights <- lapply(1:5, function(i) tabulate(sample(people, people, TRUE), people))
measured <- t(sapply(weights, function(w) {
  f <- suppressWarnings(glm(outcome ~ Z, family = binomial, weights = w[person], control = tight))
  e <- as.numeric(cbind(1, Z) %*% coef(f))
  both <- coef(glm(outcome ~ e, family = binomial, control = tight))
  large <- coef(glm(outcome ~ 1 + offset(e), family = binomial, control = tight))
  c(slope = both[[2]], intercept = large[[1]], interceptAtSlope = both[[1]])
}))

# nested folds of people
fold <- (seq_len(people) %% 4)[person]
model <- function(out) { keep <- !(fold %in% out); coef(glm(outcome[keep] ~ Z[keep, ], family = binomial, control = tight)) }
at <- function(coefs) as.numeric(cbind(1, Z) %*% coefs)
prob <- list(none = numeric(n), intercept = numeric(n), platt = numeric(n), beta = numeric(n))
for (f in 0:3) {
  held <- fold == f
  v <- rep(NA, n)
  for (g in setdiff(0:3, f)) v[fold == g] <- at(model(c(f, g)))[fold == g]
  own <- at(model(f))[held]
  vx <- v[!held]; vy <- outcome[!held]
  prob$none[held] <- plogis(own)
  prob$intercept[held] <- plogis(own + coef(glm(vy ~ 1 + offset(vx), family = binomial, control = tight)))
  ab <- coef(glm(vy ~ vx, family = binomial, control = tight)); prob$platt[held] <- plogis(ab[1] + ab[2] * own)
  bb <- betafit(vx, vy); prob$beta[held] <- plogis(bb[1] + bb[2] * plogis(own, log.p = TRUE) - bb[3] * plogis(-own, log.p = TRUE))
}
loss <- function(q) -ifelse(outcome == 1, log(q), log1p(-q))
nested <- lapply(names(prob), function(m) {
  d <- loss(prob$none) - loss(prob[[m]])
  r <- rowsum(d - mean(d), person)
  list(method = m, logLoss = mean(loss(prob[[m]])), brier = mean((prob[[m]] - outcome)^2), gain = mean(d),
    standardError = sqrt(people / (people - 1) * sum(r^2)) / n)
})
# slope among the first hundred people
part <- person <= 100
first <- data.frame(x = x[part], label = label[part])
ps <- robcov(lrm(label ~ x, data = first, x = TRUE, y = TRUE, eps = 1e-13, maxit = 100), person[part])
partSlope <- list(estimate = coef(ps)[[2]], standardError = sqrt(vcov(ps)[2, 2] * 100 / 99))

write_json(list(probability = p, label = label, person = person - 1, turned = turned, columns = Z, outcome = outcome, fold = fold, weights = weights),
  "input.json", digits = NA, auto_unbox = TRUE)
write_json(list(versions = list(R = R.version.string, rms = as.character(packageVersion("rms"))), smooth = smooth, beta = beta,
  betaTurned = betaturned, optimism = as.data.frame(measured), nested = nested, partSlope = partSlope), "expected.json", digits = NA, auto_unbox = TRUE)
