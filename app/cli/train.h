#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `train --model SPEC --data NAME [...]`, `train --resume FILE [...]`.
void add_train(CLI::App& app, Action& action);

}  // namespace convscope::cli
