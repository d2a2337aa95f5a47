#pragma once

#include <memory>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

/// Time first, as torch.nn.RNN: x [T,N,I], out [T,N,H]; h0, c0 and the biases may be missing.
std::unique_ptr<Operation> make_rnn_tanh(const OperationCase& sample);
std::unique_ptr<Operation> make_rnn_relu(const OperationCase& sample);
std::unique_ptr<Operation> make_lstm(const OperationCase& sample);
std::unique_ptr<Operation> make_gru(const OperationCase& sample);

}  // namespace convscope::cli
