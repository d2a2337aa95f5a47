#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `explain CASE --cell I,J,... [--case ID] [--of NAME] [--grad NAME] [--format F] [--check]`.
void add_explain(CLI::App& app, Action& action);

}  // namespace convscope::cli
