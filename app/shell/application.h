#pragma once

#include <string>

namespace convscope::shell {

/// Opens the window on `file` (a scene; empty: the first lab) and runs until it is closed. Returns
/// the exit code. Throws engine::Error{kNoDisplay} without a display, {kNoOpenGl} below OpenGL 3.3.
int run_application(const std::string& file);

}  // namespace convscope::shell
