#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `data NAME [--json]`.
void add_data(CLI::App& app, Action& action);

}  // namespace convscope::cli
