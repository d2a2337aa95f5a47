#pragma once

#include <optional>
#include <string>

#include "app/cli/operation/case_file.h"
#include "engine/layers/explanation.h"

namespace convscope::cli {

/// An explained number beside the same by another way.
struct CheckNumbers {
  double analytic = 0;
  double numeric = 0;
  double difference = 0;
  bool passed = true;
};

/// One line of JSON, without a line feed.
std::string to_json(const OperationCase& sample, const engine::Explanation& explanation,
                    const std::optional<CheckNumbers>& check);

}  // namespace convscope::cli
