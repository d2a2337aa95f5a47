#pragma once

#include "app/cli/bench/workload.h"

namespace convscope::cli {

// Character models: vocabulary 64, 128 units, sequences of 64. A call is one step of Adam, from
// characters to parameters.
void run_char_lstm_train(const BenchRequest& request);
void run_char_rnn_train(const BenchRequest& request);
void run_char_gru_train(const BenchRequest& request);

}  // namespace convscope::cli
