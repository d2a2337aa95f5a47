#pragma once

#include <string>
#include <string_view>

#include "app/state/app_state.h"

namespace convscope::state {

/// Reads a scene: {"format": 1, "lab": NAME, "view": text, "step": n, "grain": NAME,
/// "selection": [indices] or null, "state": {the lab's own fields}, "weights": FILE or null}.
/// The labs' own fields are written down in state/LAB/scene.h; a field of another lab, a step
/// behind the last one and an unknown view are errors. Absent fields take the lab's first state.
/// `name` is a file, "-" for standard input, or the name of a scene in assets/scenes. Language and
/// theme are not in a scene. Throws engine::Error with file, JSON pointer, found and expected;
/// {kIo} when there is no such file or scene.
AppState load_scene(const std::string& name);
/// What a window without a scene opens with: every lab's first state, the Network lab with the
/// trained weights that ship with the program, or with random ones where they are missing.
AppState first_state();

/// load_scene from the scene's text, onto `first`; `file` is what errors call it, and its folder
/// is where weights are looked for.
AppState parse_scene(std::string_view text, const std::string& file, AppState first);

}  // namespace convscope::state
