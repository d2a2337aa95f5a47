#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace convscope::cli {

/// What the chosen subcommand does once its options are parsed; returns the exit code, or throws
/// engine::Error, which main prints as one line.
using Action = std::function<int()>;

/// Adds every subcommand of this folder to `app`. Parsing the command line sets `action` to the
/// one that was given and leaves it empty when none was.
void add_commands(CLI::App& app, Action& action);

}  // namespace convscope::cli
