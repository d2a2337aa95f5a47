#pragma once

#include <optional>
#include <string>

#include "app/state/kernels/kernels_actions.h"
#include "app/state/kernels/kernels_card.h"
#include "app/ui/labs/lab.h"
#include "app/ui/widgets/grid.h"

/// The parts that the stage of the Kernels lab is drawn from.
namespace convscope::ui::kernels {

/// What the parts share during one frame.
struct KernelStage {
  LabFrame& frame;
  figure::Rect rect;                                                 ///< below the line of switches
  std::optional<state::KernelsState::Pixel> hovered = std::nullopt;  ///< found by the parts

  Ui& ui() const { return frame.ui; }
  figure::Canvas& canvas() const { return frame.ui.canvas(); }
  const state::KernelsState& lab() const { return frame.state.kernels; }
  bool presenting() const { return frame.state.presenting; }
  bool small() const { return frame.layout.roominess < 0.5F && !presenting(); }
  std::string number(double value, int decimals) const;
  void want(state::KernelsAction action) const {
    frame.intents.emplace_back(state::KernelsIntent{std::move(action)});
  }
};

/// A photograph or what a kernel made of it, smoothly enlarged.
void draw_photo(KernelStage& stage, const figure::Rect& rect, const state::KernelPicture& picture);
/// The largest rectangle of the picture's shape at the top of a cell, below a title `head` high.
figure::Rect picture_in(const figure::Rect& cell, const engine::Plane& picture, float head);
/// On a picture of directions: what its colours mean, in its lower right corner, or below it where
/// there is room down to `bottom`.
void draw_direction_wheel(KernelStage& stage, const figure::Rect& picture,
                          const state::KernelPicture& shown, float bottom);
/// A label on a picture: words in a role's colour on a ground of their own.
void draw_tag(KernelStage& stage, figure::Point at, const std::string& words, figure::Color color,
              bool right);
/// Where a grid with a title above it stands in an area, and how large its cells are.
GridLook titled_look(KernelStage& stage, const figure::Rect& area, const state::GridModel& grid);
/// Numbers of one grid with a title above; returns its rectangle.
figure::Rect draw_titled_grid(KernelStage& stage, const figure::Rect& area,
                              const std::string& title, figure::Color role,
                              const state::GridModel& grid, bool frame);
/// "Sobel x, signed"
std::string output_words(const KernelStage& stage);

void draw_split_page(KernelStage& stage);
void draw_side_by_side_page(KernelStage& stage);
void draw_chain_page(KernelStage& stage);
void draw_learn_page(KernelStage& stage);

}  // namespace convscope::ui::kernels
