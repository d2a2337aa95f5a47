#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// A table of pictures: one row an image, a column of labels and the pixels, row by row, plane by
/// plane. Columns are separated by tabs, semicolons or commas, whichever of them the first row has,
/// in this order. A first row that is not all numbers names the columns: the labels are in the one
/// called label, class, target or y (in any case), else, as without names, in the first. Labels are
/// whole, 0 to 255; pixels are what PixelBytes takes; the shape is picture_shape's. Fields may be
/// in double quotes, but hold no line break; numbers have a decimal point; empty rows count but are
/// skipped. None when it was stopped. `file` is what errors call it.
/// Throws Error of kind kBadFile, at a row and column from 1: CSV_KIND (no text, named as such),
/// CSV_EMPTY (no images), CSV_COLUMNS (rows of different lengths, or of one column), CSV_NUMBER,
/// CSV_LABEL, CSV_PIXEL, CSV_QUOTE.
std::optional<Split> parse_csv(std::string_view text, const std::string& file,
                               const LoadControl& control = {});

/// Whether this directory has a file that ends in .csv.
bool has_csv_files(const std::filesystem::path& directory);

/// A .csv file (then without test images), or the directory that has one whose name ends in
/// train.csv and one in test.csv, or just one; null when it was stopped.
/// Throws what parse_csv, read_file and make_dataset throw, and Error{CSV_FILES, kBadFile} when it
/// is not clear which file is meant.
std::shared_ptr<Dataset> load_csv(const std::filesystem::path& path,
                                  const LoadControl& control = {});

}  // namespace convscope::engine
