#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `convscope sample`: text from a character model.
void add_sample(CLI::App& app, Action& action);

}  // namespace convscope::cli
