# Reads the structures of a release with rsdmx and holds the SDMX-CSV files
# against their code lists.
suppressMessages(library(rsdmx))
folder <- commandArgs(TRUE)[1]
message <- readSDMX(file.path(folder, "release.xml"), isURL = FALSE)
lists <- slot(slot(message, "codelists"), "codelists")
structures <- slot(slot(message, "datastructures"), "datastructures")
codes <- list()
for (l in lists) codes[[slot(l, "id")]] <- sapply(slot(l, "Code"), function(c) slot(c, "id"))
files <- list.files(folder, pattern = "\\.sdmx\\.csv$")
stopifnot(length(files) >= 40, length(structures) == length(files), length(codes) >= 8)
checked <- 0
for (s in structures) {
  id <- slot(s, "id")
  name <- Filter(function(f) paste0("DSD_", toupper(gsub("[^A-Za-z0-9]", "_", sub("\\.sdmx\\.csv$", "", f)))) == id, files)
  stopifnot(length(name) == 1)
  data <- read.csv(file.path(folder, name), colClasses = "character", na.strings = character())
  parts <- slot(s, "Components")
  for (d in c(slot(parts, "Dimensions"), slot(parts, "Attributes"))) {
    column <- slot(d, "conceptRef")
    list <- slot(d, "codelist")
    stopifnot(column %in% names(data))
    if (!is.na(list)) {
      stopifnot(list %in% names(codes))
      unknown <- setdiff(unique(data[[column]]), codes[[list]])
      if (length(unknown) > 0) stop(name, ": ", column, " holds ", paste(unknown, collapse = " "))
      checked <- checked + 1
    }
  }
}
cat(length(structures), "structures with", length(codes), "code lists;", checked, "columns hold only their codes\n")
