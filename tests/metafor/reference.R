#!/usr/bin/env Rscript
# Writes reference.json: what metafor says about sets of effects. Run it again only to add a set or to try a newer metafor.
#   apt-get install r-cran-metafor; Rscript reference.R
suppressPackageStartupMessages(library(metafor))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))

sets <- list()
add <- function(name, source, yi, vi) sets[[length(sets) + 1]] <<- list(name = name, source = source, yi = yi, vi = vi)

bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
add("bcg", "dat.bcg of metafor: BCG vaccine against tuberculosis, log risk ratio (Colditz 1994)", bcg$yi, bcg$vi)
bcgOr <- escalc(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
add("bcg-odds", "dat.bcg of metafor, log odds ratio", bcgOr$yi, bcgOr$vi)
normand <- escalc(measure = "MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
add("normand", "dat.normand1999 of metafor: length of stay after stroke, mean difference", normand$yi, normand$vi)
add("raudenbush", "dat.raudenbush1985 of metafor: teacher expectancy, standardized mean difference", dat.raudenbush1985$yi, dat.raudenbush1985$vi)
add("hackshaw", "dat.hackshaw1998 of metafor: passive smoking, log odds ratio, little heterogeneity", dat.hackshaw1998$yi, dat.hackshaw1998$vi)
add("no-heterogeneity", "made: three effects nearer to each other than chance would put them", c(-0.30, -0.25, -0.35), c(0.04, 0.05, 0.06))
add("all-equal-but-one", "made: four effects, variance between studies zero", c(1.1, 1.1, 1.1, 1.0), c(0.2, 0.3, 0.1, 0.4))
add("three-far-apart", "made: three effects far apart", c(-2.5, 0.4, 3.1), c(0.09, 0.16, 0.25))
add("two", "made: two effects", c(0.2, 0.9), c(0.05, 0.04))
add("one-heavy", "made: one precise study among four small ones", c(0.05, 0.9, 1.2, -0.4, 0.7), c(0.0001, 0.5, 0.7, 0.9, 0.4))
add("large-units", "made: 6-minute walk in metres", c(35, 60, -5, 22, 48, 30), c(225, 400, 169, 100, 900, 324))

# Of this evidence base, as printed: mean difference with a 95 % interval. The arithmetic is what is compared here;
# the service itself pools none of these together.
interval <- function(estimate, low, high) list(yi = estimate, vi = ((high - low) / (2 * qnorm(0.975)))^2)
visa <- interval(c(5.5, -0.9, -1.3, -2.7), c(-4.9, -12.4, -17.8, -8.8), c(15.8, 10.6, 15.2, 3.3))
add("achilles-visa-a", "de-jonge-2011-achilles-one-year.1, de-vos-2010-achilles-jama.1, krogh-2016-achilles.1, kearney-2021-atm.1", visa$yi, visa$vi)
li <- interval(c(-1.84, -0.25, -0.64, -0.09), c(-2.57, -0.40, -0.79, -0.66), c(-1.10, -0.10, -0.49, 0.47))
add("pain-of-reviews", "xu-2026-frozen-shoulder-prp-steroid.2, li-2023-multiple-prp-vs-ha-meta.1 and .2, muthu-2025-epidural-prp-meta.1", li$yi, li$vi)
events <- escalc(measure = "RR", ai = c(3, 30, 15), n1i = c(19, 125, 23), ci = c(7, 95, 15), n2i = c(14, 125, 23))
add("conversion-to-surgery", "kraeutler-2021-hip.1, hernigou-2018-onfh-30y.2, hauzeur-2018-onfh.1: log risk ratio from events", events$yi, events$vi)

figures <- lapply(sets, function(set) {
    fit <- rma(yi = set$yi, vi = set$vi, method = "REML", test = "knha", control = list(threshold = 1e-14, maxiter = 100000, stepadj = 0.5))
    forecast <- predict(fit)
    list(name = set$name, source = set$source, yi = as.numeric(set$yi), vi = as.numeric(set$vi),
         estimate = as.numeric(fit$beta), standardError = fit$se, low = fit$ci.lb, high = fit$ci.ub, p = fit$pval,
         tauSquared = fit$tau2, iSquared = fit$I2 / 100, q = fit$QE, qP = fit$QEp, factor = fit$s2w,
         predictionLow = forecast$pi.lb, predictionHigh = forecast$pi.ub, weights = as.numeric(weights(fit)) / 100)
})

# Effects from arms, for the figures that the service computes itself.
md <- escalc(measure = "MD", m1i = c(7.51, 77.8, 17.7), sd1i = c(0.78, 19.3, 3.7), n1i = c(47, 26, 20), m2i = c(5.91, 78, 29.5), sd2i = c(0.54, 17.9, 3.8), n2i = c(47, 23, 19))
arms <- list(
    means = lapply(seq_len(nrow(md)), function(i) list(
        mean1 = c(7.51, 77.8, 17.7)[i], sd1 = c(0.78, 19.3, 3.7)[i], n1 = c(47, 26, 20)[i], mean2 = c(5.91, 78, 29.5)[i], sd2 = c(0.54, 17.9, 3.8)[i], n2 = c(47, 23, 19)[i],
        yi = as.numeric(md$yi[i]), vi = as.numeric(md$vi[i]))),
    events = do.call(c, lapply(c("RR", "OR"), function(measure) {
        a <- c(3, 30, 24, 28, 21); n1 <- c(19, 125, 28, 28, 21); b <- c(7, 95, 0, 0, 13); n2 <- c(14, 125, 27, 27, 22)
        es <- escalc(measure = measure, ai = a, n1i = n1, ci = b, n2i = n2, add = 1/2, to = "only0", drop00 = TRUE)
        lapply(seq_along(a), function(i) list(measure = measure, events1 = a[i], n1 = n1[i], events2 = b[i], n2 = n2[i], yi = as.numeric(es$yi[i]), vi = as.numeric(es$vi[i])))
    })))

json <- function(x) {
    if (is.list(x) && !is.null(names(x))) paste0("{", paste0('"', names(x), '": ', vapply(x, json, ""), collapse = ", "), "}")
    else if (is.list(x)) paste0("[\n  ", paste0(vapply(x, json, ""), collapse = ",\n  "), "\n]")
    else if (is.character(x)) paste0('"', x, '"')
    else if (length(x) == 1) format(x, digits = 15)
    else paste0("[", paste0(vapply(x, format, "", digits = 15), collapse = ", "), "]")
}
out <- list(metafor = as.character(packageVersion("metafor")), sets = figures, means = arms$means, events = arms$events)
writeLines(json(out), file.path(here, "reference.json"))
