#pragma once

#include "app/cli/command.h"

namespace convscope::shell {

/// `convscope render SCENE -o FIGURE`: a scene as the window would show it, without a display.
void add_render_command(CLI::App& app, cli::Action& action);

}  // namespace convscope::shell
