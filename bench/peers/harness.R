# Runs the tasks of a peer script on request: one line of JSON in, one line of JSON (after "@@") out.
# A task takes its arguments, loads its data (not timed) and returns a function without arguments that does the work (timed).
suppressPackageStartupMessages(library(jsonlite))

read_npy <- function(path) {
  file <- file(path, "rb")
  on.exit(close(file))
  readBin(file, "raw", 8)
  size <- readBin(file, "integer", 1, size = 2, signed = FALSE, endian = "little")
  header <- rawToChar(readBin(file, "raw", size))
  type <- sub(".*'descr': '([^']*)'.*", "\\1", header)
  shape <- as.numeric(strsplit(gsub("[ ]", "", sub(".*'shape': \\(([^)]*)\\).*", "\\1", header)), ",")[[1]])
  n <- prod(shape)
  values <- switch(type,
    "<f8" = readBin(file, "double", n, endian = "little"),
    "<i4" = readBin(file, "integer", n, endian = "little"),
    "<u2" = readBin(file, "integer", n, size = 2, signed = FALSE, endian = "little"),
    "|u1" = readBin(file, "integer", n, size = 1, signed = FALSE)
  )
  if (length(shape) > 1) matrix(values, nrow = shape[1]) else values
}

needs <- function(package) {
  if (!requireNamespace(package, quietly = TRUE)) {
    message <- sprintf("the R package %s is not installed here, and Debian has no package of it", package)
    stop(structure(class = c("notInstalled", "error", "condition"), list(message = message, call = NULL)))
  }
}

serve <- function(tasks, packages) {
  work <- NULL
  input <- file("stdin", "r")
  while (length(line <- readLines(input, n = 1)) > 0) {
    message <- fromJSON(line, simplifyVector = TRUE)
    answer <- tryCatch({
      if (!is.null(message$open)) {
        work <- do.call(tasks[[message$open]], as.list(message$arguments))
        versions <- vapply(packages[[message$open]], function(one) paste(one, packageVersion(one)), "")
        list(versions = paste(c(paste0("R ", getRversion()), versions), collapse = ", "))
      } else {
        gc(FALSE)
        begin <- proc.time()
        value <- work()
        spent <- proc.time() - begin
        list(seconds = spent[["elapsed"]], cpu = sum(spent[c(1, 2, 4, 5)], na.rm = TRUE), value = value)
      }
    }, error = function(problem) list(
      error = conditionMessage(problem),
      missing = inherits(problem, c("notInstalled", "packageNotFoundError"))
    ))
    cat("@@", toJSON(answer, auto_unbox = TRUE, digits = NA, null = "null"), "\n", sep = "")
    flush(stdout())
  }
}
