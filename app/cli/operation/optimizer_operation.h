#pragma once

#include <memory>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

std::unique_ptr<Operation> make_optimizer(const OperationCase& sample);
std::unique_ptr<Operation> make_optimizer_function(const OperationCase& sample);

}  // namespace convscope::cli
