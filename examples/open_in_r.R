# Opens what a run has written: the parquet tables with arrow, summary.csv with base R.
# install.packages("arrow")
# Rscript examples/open_in_r.R outputs/ambition_levels-goteborgsregionen

library(arrow)

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments)) arguments[1] else "outputs/ambition_levels-goteborgsregionen"

runs <- as.data.frame(read_parquet(file.path(folder, "trajectories.parquet")))
places <- as.data.frame(read_parquet(file.path(folder, "municipalities.parquet")))
# Semicolons and decimal commas where the run was in Swedish (language=sv), commas and points where in English.
summary_file <- file.path(folder, "summary.csv")
read_summary <- if (grepl(";", readLines(summary_file, n = 1))) read.csv2 else read.csv
summary_table <- read_summary(summary_file, fileEncoding = "UTF-8-BOM")

# Seeds are averaged within a world first; the spread is then over worlds.
end <- runs[runs$year == max(runs$year), ]
worlds <- aggregate(capacity_mean ~ strategy + budget + world, data = end, FUN = mean)
spread <- aggregate(
  capacity_mean ~ strategy + budget,
  data = worlds,
  FUN = function(x) quantile(x, c(0.05, 0.5, 0.95))
)
print(spread)

# Gain of each municipality, all runs.
places$gain <- places$capacity_end - places$capacity_start
print(aggregate(gain ~ name + strategy + budget, data = places, FUN = median))

print(head(summary_table))

# What the columns mean, and their units, stand in the file itself (install.packages("jsonlite")).
if (requireNamespace("jsonlite", quietly = TRUE)) {
  schema <- read_parquet(file.path(folder, "trajectories.parquet"), as_data_frame = FALSE)$schema
  print(jsonlite::fromJSON(schema$metadata$columns)$capacity_mean)
}
