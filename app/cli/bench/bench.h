#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `bench [WORKLOAD] [--threads N] [--batch N] [--repeats N] [--seconds S] [--json]`.
void add_bench(CLI::App& app, Action& action);

}  // namespace convscope::cli
