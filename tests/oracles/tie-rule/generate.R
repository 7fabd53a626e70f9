# Expected values for the exact test over strata. Run: Rscript tests/oracles/tie-rule/generate.R > tests/oracles/tie-rule/expected.json
# mantelhaen.test(exact = TRUE): conditional exact test of conditional independence in 2 x 2 x K tables.
options(digits = 17)
set.seed(4)
one <- function(k, most) {
  n <- sample(2:most, k, replace = TRUE)
  members <- sapply(n, function(x) sample(0:x, 1))
  drawn <- sapply(n, function(x) sample(0:x, 1))
  seen <- mapply(function(n, m, d) rhyper(1, m, n - m, d), n, members, drawn)
  table <- array(0, c(2, 2, k))
  table[1, 1, ] <- seen
  table[1, 2, ] <- members - seen
  table[2, 1, ] <- drawn - seen
  table[2, 2, ] <- n - members - drawn + seen
  p <- function(side) mantelhaen.test(table, exact = TRUE, alternative = side)$p.value
  sprintf('{"n":[%s],"members":[%s],"drawn":[%s],"seen":[%s],"twoSided":%.17g,"upper":%.17g,"lower":%.17g}',
    paste(n, collapse = ","), paste(members, collapse = ","), paste(drawn, collapse = ","), paste(seen, collapse = ","),
    p("two.sided"), p("greater"), p("less"))
}
cases <- c(one(3, 8), one(12, 6), one(30, 12), one(80, 5), one(5, 200), one(200, 30))
cat(sprintf('{"tool":"R %s.%s, stats::mantelhaen.test(exact = TRUE)","cases":[\n%s\n]}\n', R.version$major, R.version$minor, paste(cases, collapse = ",\n")))
