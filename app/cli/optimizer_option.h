#pragma once

#include <optional>
#include <string>

#include "engine/train/optimizer.h"

namespace convscope::cli {

/// What --optimizer takes: the settings behind a name and the rate that goes with it.
struct NamedOptimizer {
  const char* name;
  engine::OptimizerSpec spec;
  double rate;
};

/// "sgd, momentum, ..."
std::string optimizer_names();

/// By its name, with --momentum and --weight-decay where they were given. Throws Error{OPTION,
/// kUsage} for an unknown name, numbers below 0 and a momentum where the optimizer has none.
NamedOptimizer make_optimizer(const std::string& name, std::optional<double> momentum,
                              std::optional<double> weight_decay);

/// The name of this: "sgd", "momentum", "adam", ...
std::string optimizer_name(const engine::OptimizerSpec& optimizer);

}  // namespace convscope::cli
