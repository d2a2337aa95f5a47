#pragma once

#include <cmath>
#include <string>
#include <utility>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::cli {

/// Throws Error{OPTION, kUsage} that names the option, what was given and what is possible.
[[noreturn]] inline void refuse_option(const char* option, std::string found,
                                       std::string expected) {
  throw engine::Error(
      engine::ErrorKind::kUsage, "OPTION",
      {.place = option, .found = std::move(found), .expected = std::move(expected)});
}

/// Refuses what is below `least` or not finite.
inline void require_at_least(const char* option, double value, double least) {
  if (value >= least && std::isfinite(value)) return;
  refuse_option(option, engine::format_double(value), "at least " + engine::format_double(least));
}

}  // namespace convscope::cli
