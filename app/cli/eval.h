#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `eval --model FILE --data NAME [--threads N] [--json]`.
void add_eval(CLI::App& app, Action& action);

}  // namespace convscope::cli
