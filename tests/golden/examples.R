# Works out examples_expected.csv without this project's code, from three tables that it writes
# as well: two of the survey package's own (schools of California, Lumley), one city made up.
#   Rscript examples.R      (Debian: apt-get install r-cran-survey), in this folder
suppressMessages(library(survey))
data(api)
found <- NULL

# Intervals have the degrees of freedom of those who stand behind the figure.
keep <- function(case, figure, estimate, design, interval = NULL) {
  if (is.null(interval)) interval <- confint(estimate, df = degf(design))
  found <<- rbind(found, data.frame(
    case = case, figure = figure,
    value = sprintf("%.12f", coef(estimate)[[1]]),
    standard_error = sprintf("%.12f", SE(estimate)[[1]]),
    degrees = degf(design),
    low = sprintf("%.12f", interval[[1]]), high = sprintf("%.12f", interval[[2]])))
}
put <- function(rows, file, from) {
  out <- file(file, "w")
  writeLines(paste("#", from), out)
  write.csv(rows, out, row.names = FALSE, quote = FALSE, na = "")
  close(out)
}

# The package's own examples ------------------------------------------------------------
columns <- c("stype", "sch.wide", "dnum", "pw", "fpc", "api99", "api00", "api.stu", "enroll")
put(apistrat[columns], "api_strata.csv", "columns of data set apistrat of R package survey")
put(apiclus1[columns], "api_clusters.csv", "columns of data set apiclus1 of R package survey")

strata <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
keep("api_strata", "mean", svymean(~api00, strata), strata)
keep("api_strata", "total", svytotal(~enroll, strata), strata)
keep("api_strata", "ratio", svyratio(~api.stu, ~enroll, strata), strata)
wide <- subset(strata, sch.wide == "Yes")
keep("api_strata", "domain", svymean(~api00, wide), wide)
by <- svyby(~api00, ~sch.wide, strata, svymean, covmat = TRUE)
keep("api_strata", "difference", svycontrast(by, c(No = -1, Yes = 1)), strata)
both <- svymean(~ api00 + api99, strata)
keep("api_strata", "composite", svycontrast(both, c(0.7, 0.3)), strata)
loose <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
keep("api_strata_endless", "mean", svymean(~api00, loose), loose)

clusters <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
goals <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
keep("api_clusters", "mean", svymean(~api00, clusters), clusters)
keep("api_clusters", "total", svytotal(~enroll, clusters), clusters)
post <- postStratify(clusters, ~stype, types)
keep("api_post", "mean", svymean(~api00, post), post)
keep("api_post", "total", svytotal(~enroll, post), post)
exactly <- list(maxit = 1000, epsilon = 1e-15)
raked <- suppressWarnings(rake(clusters, list(~stype, ~sch.wide), list(types, goals), exactly))
keep("api_raked", "mean", svymean(~api00, raked), raked)
keep("api_raked", "total", svytotal(~enroll, raked), raked)

# A city ----------------------------------------------------------------------------------
set.seed(20261128)
sizes <- c(dinas = 90, kecamatan = 400, badan = 35, kelurahan = 1200, uptd = 60)
asked <- c(dinas = 30, kecamatan = 40, badan = 20, kelurahan = 55, uptd = 1)
city <- do.call(rbind, lapply(names(sizes), function(name) {
  n <- asked[[name]]
  level <- 60 + 8 * match(name, names(sizes)) %% 25
  contact <- rbinom(n, 1, 0.7)
  data.frame(
    stratum = name, population = sizes[[name]],
    sex = sample(c("P", "L"), n, TRUE, c(0.55, 0.45)),
    grade = sample(c("II", "III", "IV"), n, TRUE, c(0.3, 0.5, 0.2)),
    a = ifelse(runif(n) < 0.1, NA, round(pmin(100, pmax(0, rnorm(n, level, 15))), 2)),
    b = ifelse(runif(n) < 0.3, NA, round(pmin(100, pmax(0, rnorm(n, level - 9, 20))), 2)),
    contact = contact,
    gave = ifelse(contact == 1, rbinom(n, 1, 0.15), NA))
}))
put(city, "city.csv", "people made up at random by examples.R")

of_city <- function(rows) svydesign(id = ~1, strata = ~stratum, fpc = ~population, data = rows)
several <- city[city$stratum != "uptd", ]
whole <- of_city(several)
has <- function(name) subset(whole, !is.na(several[[name]]))
keep("city", "mean_a", svymean(~a, has("a")), has("a"))
contact <- subset(whole, contact == 1)
keep("city", "prevalence", svymean(~gave, contact), contact)
logit <- svyciprop(~gave, contact, method = "logit", df = degf(contact))
keep("city_logit", "prevalence", svymean(~gave, contact), contact, attr(logit, "ci"))
ratio <- update(whole, one = ifelse(is.na(gave), 0, 1), yes = ifelse(is.na(gave), 0, gave))
keep("city", "prevalence_as_ratio", svyratio(~yes, ~one, ratio), contact)

filled <- transform(several, na = as.numeric(!is.na(a)), nb = as.numeric(!is.na(b)),
                    xa = ifelse(is.na(a), 0, a), xb = ifelse(is.na(b), 0, b))
totals <- svytotal(~ xa + na + xb + nb, of_city(filled))
keep("city", "gap", svycontrast(totals, quote(xa / na - xb / nb)),
     subset(whole, !is.na(several$a) | !is.na(several$b)))
complete <- subset(whole, !is.na(several$a) & !is.na(several$b))
keep("city_listwise", "composite", svycontrast(svymean(~ a + b, complete), c(0.5, 0.5)), complete)

people <- sum(unique(several$population))
sexes <- data.frame(sex = c("L", "P"), Freq = people * c(0.48, 0.52))
grades <- data.frame(grade = c("II", "III", "IV"), Freq = people * c(0.25, 0.55, 0.20))
contacts <- update(whole, yes = ifelse(is.na(gave), 0, gave))
post <- postStratify(contacts, ~grade, grades)
keep("city_post", "share", svymean(~yes, post), post)
# calibrate() takes the residual weighted as drawn; rake() takes it unweighted
raked <- calibrate(contacts, ~ sex + grade, calfun = "raking", epsilon = 1e-14, maxit = 200,
  population = c(`(Intercept)` = people, sexP = people * 0.52,
                 gradeIII = people * 0.55, gradeIV = people * 0.20))
keep("city_raked", "share", svymean(~yes, raked), raked)
keep("city_raked", "ratio", svyratio(~yes, ~contact, raked), contact)

for (lone in c("adjust", "average", "certainty")) {
  options(survey.lonely.psu = lone)
  all <- update(of_city(city), yes = ifelse(is.na(gave), 0, gave))
  keep(paste0("city_", lone), "share", svymean(~yes, all), all)
}

# Student's quantiles -----------------------------------------------------------------------
for (degrees in c(1, 2, 3, 4, 5, 9, 10, 29, 30, 101, 1000)) {
  found <- rbind(found, data.frame(case = "quantile", figure = degrees,
    value = sprintf("%.12f", qt(0.975, degrees)), standard_error = "", degrees = degrees,
    low = "", high = ""))
}
put(found, "examples_expected.csv",
    sprintf("made by examples.R with %s, survey %s", R.version.string, packageVersion("survey")))
