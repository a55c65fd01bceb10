# From an address to an evidence table: the studies of one evidence item, as a systematic review would list them.
#
# Usage: Rscript evidence_table.R [service] [evidence item]
# Needs base R only. Writes evidence-table.csv and prints what was counted.
arguments <- commandArgs(trailingOnly = TRUE)
service <- if (length(arguments) > 0) arguments[1] else "http://localhost:8080"
item <- if (length(arguments) > 1) arguments[2] else "discogenic-low-back-pain.prp.intervertebral-disc"

# An empty cell is a fact that was not read or does not apply.
read <- function(path) {
  read.csv(paste0(service, path, "format=csv&guard=off"), na.strings = "", encoding = "UTF-8", stringsAsFactors = FALSE)
}
studies <- read(paste0("/v1/evidence/", item, "/studies?"))
studies$counted <- studies$counted == "true"
dictionary <- read("/v1/dictionary?table=evidence_study&")
stopifnot(identical(names(studies), dictionary$column))

table <- with(studies, data.frame(
  study = ifelse(is.na(authors), study, paste(sub(";.*", "", authors), year)),
  design = paste0(design, " (", ocebm_level, ")"),
  population, comparator = comparator_ids, n = participants, follow_up_months, direction,
  counts = ifelse(counted, "yes", paste("no:", not_counted)), limitations
))
write.csv(table, "evidence-table.csv", row.names = FALSE, na = "")

cat(item, ": ", nrow(studies), " studies, ", sum(studies$counted), " counted, ", sum(studies$participants[studies$counted], na.rm = TRUE),
  " participants as printed\n", sep = "")
print(table(studies$design, studies$direction))
