#pragma once

#include <nlohmann/json_fwd.hpp>

namespace convscope::cli {

/// A number that prints with the fewest digits that read back to the same float32; "nan", "inf"
/// or "-inf" where it is none.
nlohmann::ordered_json float_json(double value);

/// With at most three decimals, for times and speeds.
nlohmann::ordered_json rounded_json(double value);

}  // namespace convscope::cli
