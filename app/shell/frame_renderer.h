#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::shell {

/// What to draw besides the state.
struct FrameRequest {
  float scale = 1;  ///< physical pixels per logical pixel
  ui::Input input;
  bool stage_only = false;   ///< for an exported picture: no panels, no bars
  bool transparent = false;  ///< no background
  bool rasterise = true;     ///< false: everything but the drawing itself
};

struct FrameResult {
  std::vector<state::Intent> intents;
  bool wants_frame = false;  ///< something still moves
  int vertices = 0;
  int list_vertices = 0;  ///< of the largest draw list
};

/// The one way from a state to pixels: the window, `render` and the golden images all use it. Owns
/// the ImGui context, its fonts and the heat maps. Needs a current OpenGL context while it lives.
class FrameRenderer {
 public:
  explicit FrameRenderer(std::filesystem::path font_directory);
  ~FrameRenderer();
  FrameRenderer(const FrameRenderer&) = delete;
  FrameRenderer& operator=(const FrameRenderer&) = delete;

  /// Draws into the framebuffer that is bound. ImGui's io holds the display size and time.
  FrameResult draw(const state::AppState& state, ui::UiMemory& memory, const FrameRequest& request);
  /// What could not be loaded, to be told once.
  const std::vector<std::string>& warnings() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace convscope::shell
