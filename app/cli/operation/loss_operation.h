#pragma once

#include <memory>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

std::unique_ptr<Operation> make_softmax_cross_entropy(const OperationCase& sample);
std::unique_ptr<Operation> make_sigmoid_bce(const OperationCase& sample);
std::unique_ptr<Operation> make_mse(const OperationCase& sample);
std::unique_ptr<Operation> make_mae(const OperationCase& sample);
std::unique_ptr<Operation> make_huber(const OperationCase& sample);

}  // namespace convscope::cli
