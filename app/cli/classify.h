#pragma once

#include "app/cli/command.h"

namespace convscope::cli {

/// `classify --model FILE [--json] IMAGE...`.
void add_classify(CLI::App& app, Action& action);

}  // namespace convscope::cli
