#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `compute CASE.json [--check]`: one line of JSON a case.
void add_compute(CLI::App& app, Action& action);

}  // namespace convscope::cli
