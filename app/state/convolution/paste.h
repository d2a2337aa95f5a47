#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace convscope::state {

/// A matrix as it comes from a spreadsheet or a text: rows are lines; columns are separated by
/// tabs, else semicolons, else blanks, else commas. A comma is the decimal mark, unless points are
/// there too or it is followed by a blank.
struct PastedMatrix {
  std::vector<std::vector<float>> rows;
  /// Where the first thing stands that is no number, from 1; 0: everything is.
  int bad_row = 0;
  int bad_column = 0;
};
PastedMatrix parse_matrix(std::string_view text);
/// Whether the text holds more than one number.
bool is_matrix(std::string_view text);

}  // namespace convscope::state
