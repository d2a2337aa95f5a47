#pragma once

#include <string>
#include <string_view>

namespace convscope::engine {

/// The text without anything that a terminal obeys: control characters as \x1b, those beyond
/// ASCII (U+007F to U+009F) as \u009b. `kept` are the control characters that may stay.
std::string printable(std::string_view text, std::string_view kept = {});

}  // namespace convscope::engine
