#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/state/convolution/view.h"
#include "app/ui/labs/convolution/stage_layout.h"
#include "app/ui/labs/lab.h"
#include "app/ui/widgets/grid.h"

/// The parts that the stage is drawn from, each in its own file.
namespace convscope::ui::convolution {

/// What the parts share during one frame.
struct Stage {
  LabFrame& frame;
  const state::ConvolutionView& view;
  StageLayout layout;
  figure::Rect rect;
  float scroll = 0;
  bool patch = false;  ///< only what the window meets of each input, and only the active rows
  bool hues = false;   ///< fills tell the taps apart, not the values
  std::optional<state::ConvolutionNumber> hovered;  ///< found by the parts
  /// Where the term of this step is, and the line and the output that it goes to; noted by the
  /// parts while they draw, empty where they are not shown.
  figure::Rect product{}, line{}, total{}, output{};
  /// Whose cells have digits: their fills are paler, and so are their scale bars.
  bool input_digits = true, weight_digits = true, product_digits = true, output_digits = true;

  Ui& ui() const { return frame.ui; }
  figure::Canvas& canvas() const { return frame.ui.canvas(); }
  bool presenting() const { return frame.state.presenting; }
  float row_top(engine::Index channel) const {
    const engine::Index row = patch ? channel - view.first_row() : channel;
    return layout.first_row + layout.row_pitch * static_cast<float>(row) - scroll;
  }
  /// Where the second grids and the products of a row stand; below the input, they stand below the
  /// window.
  figure::Point filter_corner(engine::Index row) const;
  figure::Point product_corner(engine::Index row) const;
  std::string number(double value, int decimals) const;
  void want(state::ConvolutionAction action) const {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(action)});
  }
};

/// Scrolled area: keeps the current slice in sight.
float stage_scroll(LabFrame& frame, const StageLayout& layout, engine::Index channels,
                   engine::Index current);

/// What the pass calls and colours its parts.
struct PassLook {
  figure::Color input, filter, output;
};
PassLook pass_look(const Stage& stage);
/// "x[1]", "w[0,1]", "o[0]": what stands above row, second grid and target plane.
std::string input_name(const Stage& stage, engine::Index row);
std::string filter_name(const Stage& stage, engine::Index f, engine::Index slice);
std::string plane_name(const Stage& stage, engine::Index plane);
/// "dW[0,1,1,1]", as the numbers are indexed.
std::string target_name(const Stage& stage, const engine::Cell& target);

/// "x", "w", "o": the letters of the pass.
struct PassLetters {
  std::string_view input, filter, output;
};
PassLetters pass_letters(state::ConvolutionPass pass);
/// What stands above the columns.
struct StageTitles {
  std::string input, input_detail, filter, filter_detail, products;
};
StageTitles titles_of(const Stage& stage);
std::string output_title(const Stage& stage);
/// The name above a second grid, with what was done to it: "w[0,1] 180°".
std::string filter_label(const Stage& stage, engine::Index f, engine::Index slice);

/// The switches above the stage; and their keys, also while presenting.
void draw_header(LabFrame& frame, const figure::Rect& header);
/// The hue of a tap (row-major in the second grid): pale, digits stay legible on it.
figure::Color tap_hue(const Stage& stage, engine::Index tap);
void draw_titles(Stage& stage);
void draw_input(Stage& stage, engine::Index row);
void draw_filter(Stage& stage, engine::Index slice);
void draw_products(Stage& stage, engine::Index slice);
/// What arrives behind the activation of filter f, and the slope that makes g of it, before the
/// grid of g whose cells are so large.
void draw_arriving(Stage& stage, engine::Index f, figure::Point at, figure::Point cell);
/// Sums, wires, outputs, and what fits of legend and scale bars.
void draw_sum_column(Stage& stage);
/// Of a backward pass: why it is so, the gradient checked, a step along it. Takes what fits from
/// `region`, from above.
void draw_backward_notes(Stage& stage, figure::Rect region);
/// The words alone, where a row has no grids of its own.
void draw_backward_words(Stage& stage, const figure::Rect& region);
/// Returns the height it needs and draws when `dry` is off.
float draw_scale_bars(Stage& stage, figure::Point at, bool dry);
/// Where the outputs came to stand.
struct OutputPlace {
  figure::Rect chosen;    ///< grid of the chosen filter; empty below the first row of grids
  float title_right = 0;  ///< end of the words above
  float next_left = 0;    ///< where something stands to the right of the chosen grid
  float bottom = 0;
};
/// Whether draw_outputs writes the numbers behind the activation.
bool writes_activated(const Stage& stage, const figure::Rect& region);
/// The outputs in a region, as large as fits.
OutputPlace draw_outputs(Stage& stage, const figure::Rect& region);
/// What this step has computed on its way: a product into its slice's line, a whole sum into its
/// output. Nothing where motion is off, at four times the speed, and for steps back.
void draw_motion(Stage& stage);
/// Magnifies and moves the stage: the wheel, dragging what is empty, + and -, Ctrl with the
/// arrows; Ctrl+0 and a double click show all of it again. Call it inside the stage's view, after
/// the parts, so that a cell that is being edited has the wheel.
void steer_view(Stage& stage);
/// The magnification, to be clicked: all of the stage again.
void draw_view_button(LabFrame& frame, const figure::Rect& stage);
/// The term of this step written large (presenting).
void draw_current_term(Stage& stage, const figure::Rect& region);

/// Says what the slide prints in the grid `id`, where the pointer is on a misprinted number.
void tell_misprint(Stage& stage, const std::string& id, const state::ConvolutionNumber& number);

/// Typing, dragging, wheel and keys on a grid of numbers that can be edited.
struct EditableGrid {
  std::string id;
  std::function<std::optional<state::ConvolutionNumber>(int row, int column)> number;
  int first_row = 0, first_column = 0;  ///< what the cells' items are counted from
};
void edit_grid(Stage& stage, const EditableGrid& what, const state::GridModel& grid,
               const GridLook& look);

}  // namespace convscope::ui::convolution
