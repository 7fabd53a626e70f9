# Fits, intervals and tests on rows of people, from JSON on stdin; JSON on stdout.
suppressMessages({ library(jsonlite); library(rms); library(sandwich); library(pROC); library(glmnet); library(brglm2) })
input <- fromJSON(file("stdin"))
rows <- as.data.frame(input$rows)
rows$week <- factor(rows$week)
tight <- glm.control(epsilon = 1e-15, maxit = 200)
form <- label ~ first + second + week
plain <- glm(form, family = binomial, data = rows, control = tight)
big <- lrm(form, data = rows, x = TRUE, y = TRUE, eps = 1e-14, tol = 1e-16, maxit = 100)
# robcov has no small-sample factor; vcovCL of type HC0 has G / (G - 1)
robust <- robcov(big, cluster = rows$person)
clustered <- vcovCL(plain, cluster = rows$person, type = "HC0", cadjust = TRUE)
errors <- function(v) unname(sqrt(diag(v)))

alone <- rows[!duplicated(rows$person), ]
one <- roc(alone$label, alone$first, direction = "<", quiet = TRUE)
two <- roc(alone$label, alone$second, direction = "<", quiet = TRUE)
delong <- roc.test(one, two, method = "delong", paired = TRUE)

few <- rows[input$few + 1, ]
few$week <- NULL
firth <- glm(label ~ first + second, family = binomial, data = few, method = "brglmFit", type = "AS_mean",
  epsilon = 1e-13, maxit = 10000, slowit = 1)

X <- model.matrix(plain)[, -1]
path <- function(alpha, lambda) {
  as.numeric(coef(glmnet(X, rows$label, family = "binomial", alpha = alpha, lambda = lambda, thresh = 1e-18, maxit = 1e6)))
}

p <- rows$probability
eta <- qlogis(p)
slope <- glm(label ~ eta, family = binomial, data = data.frame(label = rows$label, eta), control = tight)
large <- glm(rows$label ~ 1, family = binomial, offset = eta, control = tight)
distinct <- sort(unique(p))
sums <- sapply(distinct, function(x) sum(rows$label[p == x]))
sizes <- sapply(distinct, function(x) sum(p == x))

write_json(list(
  versions = sapply(c("rms", "pROC", "glmnet", "brglm2"), function(name) as.character(packageVersion(name))),
  r = paste(R.version$major, R.version$minor, sep = "."),
  glm = list(estimates = unname(coef(plain)), errors = errors(vcov(plain)), loglik = as.numeric(logLik(plain))),
  lrm = list(estimates = unname(coef(big)), robust = errors(robust$var)),
  clustered = errors(clustered),
  delong = list(auc = c(as.numeric(auc(one)), as.numeric(auc(two))), se = c(sqrt(var(one)), sqrt(var(two))),
    z = unname(delong$statistic), p = delong$p.value, interval = delong$conf.int[1:2],
    ci = as.numeric(ci.auc(one, method = "delong"))[c(1, 3)]),
  firth = list(estimates = unname(coef(firth)), errors = errors(vcov(firth))),
  lasso = lapply(input$lambdas, function(l) path(1, l)), ridge = lapply(input$lambdas, function(l) path(0, l)),
  calibration = list(estimate = c(coef(large), coef(slope)[2]), se = c(errors(vcov(large)), errors(vcov(slope))[2])),
  isoreg = isoreg(rep(distinct, sizes), unlist(mapply(function(s, n) rep(s / n, n), sums, sizes)))$yf[cumsum(sizes)],
  distinct = distinct
), stdout(), auto_unbox = TRUE, digits = NA)
