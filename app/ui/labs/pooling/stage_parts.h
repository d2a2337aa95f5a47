#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/state/pooling/pooling_view.h"
#include "app/ui/labs/lab.h"
#include "app/ui/labs/pooling/pool_layout.h"
#include "app/ui/widgets/grid.h"

/// The parts that the stage of the Pooling lab is drawn from.
namespace convscope::ui::pooling {

/// What the parts share during one frame.
struct PoolStage {
  LabFrame& frame;
  const state::PoolingView& view;
  figure::Rect rect;  ///< below the line of switches
  float base = 1;     ///< of type and gaps: 1, on a projector's screen more
  std::optional<state::PoolingNumber> hovered = std::nullopt;  ///< found by the parts

  Ui& ui() const { return frame.ui; }
  figure::Canvas& canvas() const { return frame.ui.canvas(); }
  bool presenting() const { return frame.state.presenting; }
  bool backward() const { return routes_gradient(view.state()); }
  bool small() const { return frame.layout.roominess < 0.5F && !presenting(); }
  std::string number(double value, int decimals) const;
  void want(state::PoolingAction action) const {
    frame.intents.emplace_back(state::PoolingIntent{std::move(action)});
  }
};

/// One grid on the stage, of which kind of number, where its first cell is.
struct PoolGrid {
  std::string id;
  state::PoolingNumber::Kind kind;
  engine::Cell first;
  figure::Point at;
  float cell;
  figure::Color role;
  bool frame = false;          ///< around the patch
  bool editable = false;       ///< numbers can be typed; else a click jumps to its output
  int indices = 0;             ///< 1: rows and columns are numbered
  bool empty_padding = false;  ///< no digits there
};
/// Draws it and reads what the user does on it; returns where it is.
figure::Rect draw_pool_grid(PoolStage& stage, const PoolGrid& what, const state::GridModel& grid);

/// The least cell in which all digits of a tensor fit in type of at least `type` px; `exact`: with
/// all decimals.
float least_cell(const PoolStage& stage, const state::GridScale& scale, float type,
                 bool exact = false);
/// `request` with the stage's sizes and area.
PoolLayoutRequest request_of(const PoolStage& stage, PoolLayoutRequest request);
/// The same with its least cells too, laid out.
PoolLayout lay_out(const PoolStage& stage, PoolLayoutRequest request);
/// Which channels are shown, where not all are at a time.
void draw_chooser(PoolStage& stage, const PoolLayout& at);

struct ColumnTitle {
  std::string words;
  std::string symbol;  ///< in their place where they have no room
  figure::Color color;
  std::string detail;  ///< dim behind them where there is room
};
/// A title of a column; it ends before `until`.
void draw_column_title(PoolStage& stage, figure::Point at, float until, const ColumnTitle& title);
/// "max" above an arrow, or what stands for it; leads to the left backward.
void draw_operator(PoolStage& stage, float x, float y, const std::string& word, bool left);
/// Green frames: the winner, and thinner ones around what is as large.
void draw_winners(PoolStage& stage, figure::Point input_at, float input_cell,
                  const figure::Rect& window, float window_cell);
/// A small square in the corner of every input that won in an output computed so far.
void draw_survivors(PoolStage& stage, engine::Index channel, figure::Point at, float cell);
/// What frames and squares mean, in one line.
void draw_legend_line(PoolStage& stage, figure::Point at, float width);
/// The computation of this step written out, and ties in words; returns its height.
float draw_equation(PoolStage& stage, figure::Point at, float width);

/// "max pooling"
std::string pooling_name(const PoolStage& stage);

void draw_numbers_page(PoolStage& stage);
void draw_strided_page(PoolStage& stage);
void draw_volumes_page(PoolStage& stage);
void draw_exercise_page(PoolStage& stage);

}  // namespace convscope::ui::pooling
