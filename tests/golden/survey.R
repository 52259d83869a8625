# Works out strata_expected.csv from strata.csv, without this project's code.
#   Rscript survey.R        (Debian: apt-get install r-cran-survey), in this folder
# Totals are estimated together and figures are smooth functions of them (svycontrast), so
# the covariances come from the survey package and not from a formula of ours.
suppressMessages(library(survey))

cells <- read.csv("strata.csv", comment.char = "#")
figures <- list(
  a = quote(xa / na),
  b = quote(xb / nb),
  c = quote(xc / nc),
  d = quote(xd / nd),
  equal = quote((xa / na + xb / nb + xc / nc) / 3),
  uneven = quote(0.5 * xa / na + 0.2 * xb / nb + 0.3 * xc / nc)
)

expected <- do.call(rbind, lapply(unique(cells$case), function(case) {
  rows <- cells[cells$case == case, ]
  for (item in c("a", "b", "c", "d")) {
    has <- !is.na(rows[[item]])
    rows[[paste0("n", item)]] <- as.numeric(has)
    rows[[paste0("x", item)]] <- ifelse(has, rows[[item]], 0)
  }
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~population, data = rows)
  totals <- svytotal(~ xa + xb + xc + xd + na + nb + nc + nd, design)
  do.call(rbind, lapply(names(figures), function(figure) {
    estimate <- svycontrast(totals, figures[[figure]])
    data.frame(case = case, figure = figure,
               value = sprintf("%.12f", coef(estimate)),
               standard_error = sprintf("%.12f", SE(estimate)))
  }))
}))

out <- file("strata_expected.csv", "w")
writeLines(sprintf("# made by survey.R with %s, survey %s",
                   R.version.string, packageVersion("survey")), out)
write.csv(expected, out, row.names = FALSE, quote = FALSE)
close(out)
