#pragma once

#include "app/cli/bench/workload.h"

namespace convscope::cli {

// Whole networks on random pictures. Training: one step of Adam a call, from pixels to parameters.
void run_lenet_train(const BenchRequest& request);
void run_lecture_train(const BenchRequest& request);
void run_vgg_block_train(const BenchRequest& request);
// Inference: from floats to logits.
void run_lenet_infer(const BenchRequest& request);
void run_vgg16_infer(const BenchRequest& request);

}  // namespace convscope::cli
