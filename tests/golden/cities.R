# Works out cities_expected.csv without this project's code, from five made-up cities that it
# writes as well (cities.csv), each with a design of its own.
#   Rscript cities.R      (Debian: apt-get install r-cran-survey), in this folder
suppressMessages(library(survey))
set.seed(20261129)
found <- NULL

put <- function(rows, file, from) {
  out <- file(file, "w")
  writeLines(paste("#", from), out)
  write.csv(rows, out, row.names = FALSE, quote = FALSE, na = "")
  close(out)
}

# People ----------------------------------------------------------------------------------
people <- function(city, sizes, asked, gaps = c(0.1, 0.25, 0.05)) {
  do.call(rbind, lapply(seq_along(sizes), function(h) {
    n <- asked[h]
    answer <- function(level, spread, gap) ifelse(
      runif(n) < gap, NA, round(pmin(100, pmax(0, rnorm(n, level, spread))), 2))
    level <- runif(1, 55, 88)
    contact <- rbinom(n, 1, 0.75)
    data.frame(
      city = city, stratum = sprintf("g%02d", h), population = sizes[h],
      sex = sample(c("P", "L"), n, TRUE, c(0.55, 0.45)),
      grade = sample(c("II", "III", "IV"), n, TRUE, c(0.3, 0.5, 0.2)),
      a = answer(level, 15, gaps[1]), b = answer(level - 9, 20, gaps[2]),
      c = answer(level + 4, 8, gaps[3]),
      contact = contact, gave = ifelse(contact == 1, rbinom(n, 1, 0.2), NA))
  }))
}
silent <- people("gaps", c(300, 150, 80, 45, 900), c(60, 40, 25, 12, 70), c(0.5, 0.6, 0.3))
silent$b[silent$stratum == "g03"] <- NA                      # a group that was not asked b
silent$c[silent$a > 75 & runif(nrow(silent)) < 0.6] <- NA    # not at random
cities <- list(
  tiny = people("tiny", sample(12:30, 12, TRUE), rep(c(2, 3, 5), 4)),
  census = people("census", c(14, 28, 300, 21, 150, 60), c(14, 28, 40, 21, 30, 59)),
  lone = people("lone", c(40, 25, 1, 90, 33, 17), c(12, 1, 1, 20, 1, 6), c(0, 0, 0)),
  gaps = silent,
  uneven = people("uneven", c(30, 4200, 64, 950, 2100, 120, 36, 500), rep(30, 8)))
put(do.call(rbind, cities), "cities.csv", "people made up at random by cities.R, seed 20261129")

# Figures ---------------------------------------------------------------------------------
keep <- function(city, figure, value, error, df, effect = NA) {
  reach <- qt(0.975, df) * error
  found <<- rbind(found, data.frame(
    city = city, figure = figure, value = sprintf("%.12f", value),
    standard_error = sprintf("%.12f", error), degrees = sprintf("%.10f", df),
    low = sprintf("%.12f", value - reach), high = sprintf("%.12f", value + reach),
    design_effect = ifelse(is.na(effect), "", sprintf("%.12f", effect))))
}
told <- function(city, figure, estimate, df, effect = NA)
  keep(city, figure, coef(estimate)[[1]], SE(estimate)[[1]], df, effect)
kish <- function(design) { w <- weights(design); w <- w[w > 0]; length(w) * sum(w^2) / sum(w)^2 }

for (name in names(cities)) {
  rows <- cities[[name]]
  rows$n <- ave(rows$population, rows$stratum, FUN = length)
  zero <- function(x) ifelse(is.na(x), 0, x)
  one <- function(x) as.numeric(!is.na(x))
  rows <- transform(rows, za = zero(a), zb = zero(b), zc = zero(c), zg = zero(gave),
                    na = one(a), nb = one(b), nc = one(c), ng = one(gave))
  design <- svydesign(id = ~1, strata = ~stratum, weights = ~ I(population / n),
                      fpc = ~population, data = rows)
  # A lone stratum's own spread is a matter of convention: three of them, else the first.
  for (lonely in if (name == "lone") c("adjust", "average", "certainty") else "adjust") {
    options(survey.lonely.psu = lonely)
    put_as <- function(figure) if (name == "lone") paste(figure, lonely, sep = "_") else figure
    on <- subset(design, !is.na(a))
    told(name, put_as("mean"), svymean(~a, on), degf(on), kish(on))
    told(name, put_as("total"), svytotal(~za, design), degf(on), kish(on))
    sums <- svytotal(~ za + na + zb + nb + zc + nc, design)
    some <- subset(design, !is.na(a) | !is.na(b) | !is.na(c))
    told(name, put_as("composite"),
         svycontrast(sums, quote(0.5 * za / na + 0.3 * zb / nb + 0.2 * zc / nc)),
         degf(some), kish(some))
    pair <- subset(design, !is.na(a) | !is.na(c))
    told(name, put_as("gap"), svycontrast(sums, quote(zc / nc - za / na)), degf(pair))
    told(name, put_as("prevalence"), svyratio(~zg, ~contact, design),
         degf(subset(design, contact == 1)))
    wom <- subset(design, sex == "P" & !is.na(a))
    # subset() forgets strata that nobody of the domain is in, which "average" would count.
    domain <- if (name == "lone") svyratio(~ I(za * (sex == "P")), ~ I(na * (sex == "P")), design)
              else svymean(~a, wom)
    told(name, put_as("domain"), domain, degf(wom), kish(wom))
    by <- svyby(~a, ~sex, on, svymean, covmat = TRUE)
    told(name, put_as("domains_apart"), svycontrast(by, c(L = -1, P = 1)), degf(on))
  }
  if (name == "lone") next
  everyone <- sum(tapply(rows$population, rows$stratum, max))
  whole <- svydesign(id = ~1, strata = ~stratum, weights = ~ I(population / n),
                     fpc = ~population, data = rows)
  met <- degf(subset(whole, contact == 1))
  grades <- data.frame(grade = c("II", "III", "IV"), Freq = everyone * c(0.28, 0.5, 0.22))
  post <- postStratify(whole, ~grade, grades)
  told(name, "post_stratified", svymean(~zg, post), degf(whole))
  # calibrate() takes the residual weighted as drawn; rake() takes it unweighted
  raked <- calibrate(whole, ~ sex + grade, calfun = "raking", epsilon = 1e-14, maxit = 200,
    population = c(`(Intercept)` = everyone, sexP = everyone * 0.53,
                   gradeIII = everyone * 0.5, gradeIV = everyone * 0.22))
  told(name, "raked", svymean(~zg, raked), degf(whole))
  told(name, "raked_ratio", svyratio(~zg, ~contact, raked), met)
}

# Two offices of one city, and two years: independent, degrees after Satterthwaite ----------
apart <- function(figure, one, df1, other, df2) {
  v <- c(SE(one)^2, SE(other)^2)
  keep("two", figure, coef(one)[[1]] - coef(other)[[1]], sqrt(sum(v)),
       sum(v)^2 / sum(v^2 / c(df1, df2)))
}
options(survey.lonely.psu = "fail")
mean_of <- function(city, strata = NULL) {
  rows <- cities[[city]]
  all <- svydesign(id = ~1, strata = ~stratum, fpc = ~population, data = rows)
  part <- if (is.null(strata)) subset(all, !is.na(a))
          else subset(all, !is.na(a) & stratum %in% strata)
  list(svymean(~a, part), degf(part))
}
g <- mean_of("uneven", c("g01", "g02")); h <- mean_of("uneven", c("g05", "g07"))
apart("offices", g[[1]], g[[2]], h[[1]], h[[2]])
g <- mean_of("uneven"); h <- mean_of("tiny")
apart("years", g[[1]], g[[2]], h[[1]], h[[2]])

put(found, "cities_expected.csv", paste0(
  "survey ", packageVersion("survey"), " of R ", getRversion(), ", through cities.R"))
