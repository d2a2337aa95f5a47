#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/spec.h"

namespace convscope::engine {

/// In the order in which lists show them.
std::vector<std::string> preset_names();
std::optional<NetworkSpec> find_preset(std::string_view name);

/// conv 6@5x5 padding 2, ReLU, max pool 2, conv 16@5x5, ReLU, max pool 2, dense 120, 84 and 10 with
/// ReLU between, softmax; input (1, 28, 28), 61,706 parameters.
NetworkSpec lenet();

/// LeCun, Bottou, Bengio and Haffner 1998 (Proc. IEEE 86), its table with full connections in C3
/// and a softmax in place of the radial basis functions: tanh, average pooling, 28x28 padded to
/// 32x32 by the first convolution; 61,706 parameters.
NetworkSpec lenet5();

}  // namespace convscope::engine
