#include "app/cli/command.h"

namespace convscope::cli {

// One line a subcommand: `add_NAME(app, action)`, declared in NAME.h.
void add_commands(CLI::App& /*app*/, Action& /*action*/) {}

}  // namespace convscope::cli
