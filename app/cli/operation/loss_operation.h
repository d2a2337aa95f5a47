#pragma once

#include <memory>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

std::unique_ptr<Operation> make_softmax_cross_entropy(const OperationCase& sample);

}  // namespace convscope::cli
