#pragma once

#include "app/cli/command.h"

namespace convscope::shell {

/// `convscope bench ui [--size WxH] [--frames N] [--json]`: what a frame of each lab costs, alone
/// and beside a training on all processors, offscreen. Adds itself to the `bench` that is there.
void add_bench_ui_command(CLI::App& app, cli::Action& action);

}  // namespace convscope::shell
