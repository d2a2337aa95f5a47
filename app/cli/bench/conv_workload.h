#pragma once

#include "app/cli/bench/workload.h"

namespace convscope::cli {

/// Single convolutions of 32 pictures, one block of samples an item, forward and backward.
void run_conv_layers(const BenchRequest& request);

}  // namespace convscope::cli
