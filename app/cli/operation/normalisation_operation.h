#pragma once

#include <memory>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

/// gamma (1) and beta (0) may be missing; in training the running statistics too, and then they
/// are not among the outputs.
std::unique_ptr<Operation> make_batchnorm(const OperationCase& sample);

}  // namespace convscope::cli
