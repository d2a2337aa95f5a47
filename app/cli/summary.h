#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `summary SPEC [--json]`, `summary --list`.
void add_summary(CLI::App& app, Action& action);

}  // namespace convscope::cli
