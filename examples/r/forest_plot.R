#!/usr/bin/env Rscript
# From the service to a forest plot and an evidence table.
#
#   Rscript forest_plot.R http://localhost:8080 achilles-tendinopathy.prp.tendon out
#
# Writes out/forest-plot.pdf and out/evidence-table.csv, and estimates the mean itself where the service gives one.
# Needs Debian's r-base-core and r-cran-jsonlite. With metafor the same is rma(yi, vi, method = "REML", test = "knha").
library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 3) stop("usage: forest_plot.R service item folder")
service <- arguments[1]; item <- arguments[2]; folder <- arguments[3]
live <- startsWith(service, "http")
dir.create(folder, showWarnings = FALSE, recursive = TRUE)

# Random effects by restricted maximum likelihood, interval by Hartung and Knapp.
pool <- function(yi, vi) {
    k <- length(yi)
    restricted <- function(tau2) {
        w <- 1 / (vi + tau2)
        mu <- sum(w * yi) / sum(w)
        -0.5 * (sum(log(vi + tau2)) + log(sum(w)) + sum(w * (yi - mu)^2))
    }
    best <- optimize(restricted, c(0, 10 * (var(yi) + max(vi))), maximum = TRUE, tol = 1e-10)$maximum
    tau2 <- if (restricted(0) >= restricted(best)) 0 else best
    w <- 1 / (vi + tau2)
    mu <- sum(w * yi) / sum(w)
    error <- sqrt(sum(w * (yi - mu)^2) / (k - 1) / sum(w))
    t <- qt(0.975, k - 1)
    spread <- t * sqrt(error^2 + tau2)
    c(estimate = mu, low = mu - t * error, high = mu + t * error, predictionLow = mu - spread, predictionHigh = mu + spread, tauSquared = tau2)
}

forest <- function(plot, title) {
    rows <- plot$rows
    n <- nrow(rows)
    log <- plot$isLogarithmic
    par(mar = c(5, 12, 3, 1))
    plot(range(rows$low, rows$high, plot$noEffect), c(-n - 1, 0), type = "n", log = if (log) "x" else "", yaxt = "n", ylab = "",
         xlab = paste0("<- ", plot$leftFavours, "   ", plot$effectMeasure, "   ", plot$rightFavours, " ->"), main = title, cex.main = 0.8)
    counted <- is.na(rows$notCounted)
    abline(v = plot$noEffect, col = "gray70")
    segments(rows$low, -seq_len(n), rows$high, -seq_len(n), col = ifelse(counted, "black", "gray45"))
    points(rows$estimate, -seq_len(n), pch = ifelse(!counted, 4, ifelse(is.na(rows$weight), 0, 15)))
    labels <- paste0(rows$study$label, ifelse(counted, "", paste0(" (", rows$notCounted, ")")))
    axis(2, at = -seq_len(n), labels = substr(labels, 1, 28), las = 1, tick = FALSE, cex.axis = 0.7)
    if (!is.null(plot$pooled)) {
        with(plot$pooled, polygon(c(low, estimate, high, estimate), -n - 1 + c(0, 0.3, 0, -0.3), col = "steelblue"))
        axis(2, at = -n - 1, labels = "Pooled", las = 1, tick = FALSE, cex.axis = 0.7)
    }
}

base <- paste0(service, "/v1/evidence/", URLencode(item, reserved = TRUE))
answer <- fromJSON(if (live) paste0(base, "/forest-plot") else item)
plot <- answer$plot
if (is.null(plot)) {
    cat(answer$reason$message, "\n")
    quit(status = 0)
}

pdf(file.path(folder, "forest-plot.pdf"), width = 8, height = 2.5 + 0.3 * nrow(plot$rows))
forest(plot, paste0(answer$evidence$condition$name, ": ", plot$measure$name, ", release ", answer$release, if (is.null(plot$pooled)) paste0("; not pooled: ", plot$poolingRefused$code)))
invisible(dev.off())

if (live) {
    studies <- fromJSON(base)$studies
    table <- studies[c("id", "title", "year", "design", "participants", "direction", "ocebmLevel", "verification", "standing", "notCounted", "summary", "url")]
    table$comparators <- vapply(studies$comparators, paste, "", collapse = "; ")
    write.csv(table, file.path(folder, "evidence-table.csv"), row.names = FALSE, na = "")
    cat("studies", nrow(table), "\n")
}

cat("rows", nrow(plot$rows), "\n")
if (is.null(plot$pooled)) {
    cat("refused", plot$poolingRefused$code, "\n")
} else {
    rows <- plot$rows[!is.na(plot$rows$weight), ]
    stopifnot(rows$ciLevel == 95)
    scale <- if (plot$isLogarithmic) log else identity
    mean <- pool(scale(rows$estimate), ((scale(rows$high) - scale(rows$low)) / 2 / qnorm(0.975))^2)
    printed <- ifelse(plot$isLogarithmic & names(mean) != "tauSquared", exp(mean), mean)
    cat(sprintf("pooled %s %.10g %.10g\n", names(mean), printed, unlist(plot$pooled[names(mean)])), sep = "")
}
