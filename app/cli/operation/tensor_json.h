#pragma once

#include <optional>
#include <string>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

/// A JSON string with its quotes.
std::string json_string(const std::string& text);
/// A number with the fewest digits that read back to the same float32; "nan", "inf" and "-inf" as
/// strings.
std::string json_number(double value);

/// Nested arrays. Integers are printed as such.
std::string to_json(const NamedTensor& tensor);

/// {"out": ..., "grad_x": ...}
std::string to_json(const std::vector<NamedTensor>& outputs);

}  // namespace convscope::cli
