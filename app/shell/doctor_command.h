#pragma once

#include "app/cli/command.h"

namespace convscope::shell {

/// `convscope doctor [--json]`: what to paste into a bug report.
void add_doctor_command(CLI::App& app, cli::Action& action);

}  // namespace convscope::shell
