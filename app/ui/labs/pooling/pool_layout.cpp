#include "app/ui/labs/pooling/pool_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

namespace convscope::ui::pooling {
namespace {

using figure::Rect;

constexpr float kLeastPointed = 10;  ///< cells below are not pointed at
constexpr float kLeastFilled = 12;
constexpr float kLeastPicture = 8;  ///< nor are a gradient's below seen to belong to the input's

float length(int cells, float cell) {
  return static_cast<float>(cells) * cell;
}

/// The distances of a page.
struct Spaces {
  float label = 0;    ///< left of an input, for its name and its row numbers
  float margin = 0;   ///< right of the last plane
  float beside = 0;   ///< between x and dx
  float arrow = 0;    ///< to the window
  float output = 0;   ///< from the window
  float below = 0;    ///< from x down to dx
  float under = 0;    ///< from dx down to the window, with its title
  float between = 0;  ///< channels
  float titles = 0;
};

Spaces spaces_of(const PoolLayoutRequest& r) {
  Spaces s;
  const bool present = r.presenting;
  s.label = present ? 110 : r.small ? 52 : 72;
  s.margin = present ? 40 : r.planes.channels > 1 ? 44 : 24;
  s.beside = present ? 60 : r.small ? 40 : 56;
  s.arrow = present ? 150 : r.small ? 74 : 104;
  s.output = output_gap(r);
  s.below = present ? 48 : 40;
  s.under = present ? 70 : 56;
  s.between = present ? 40 : 24;
  s.titles = present ? 64 : r.small ? 46 : 58;
  if (r.exercise) {
    s.label = present ? 110 : 54;
    s.arrow = present ? 110 : r.small ? 44 : r.backward ? 64 : 110;
    s.margin = present ? 40 : 24;
  }
  return s;
}

struct Cells {
  float input = 0, gradient = 0, output = 0, window = 0;
};

/// One channel at the origin.
struct Block {
  Rect input, gradient, window, output;
  float width = 0, height = 0;
};

Rect plane(float x, float y, int rows, int columns, float cell) {
  return {x, y, length(columns, cell), length(rows, cell)};
}

Block answer_block(const PoolLayoutRequest& r, const Spaces& s, const Cells& cells) {
  const PoolPlanes& p = r.planes;
  Block b;
  b.input = plane(s.label, 0, p.rows, p.columns, cells.input);
  b.output = plane(b.input.right() + s.arrow, 0, p.out_rows, p.out_columns, cells.output);
  b.width = b.output.right();
  b.height = std::max(b.input.height, b.output.height);
  if (r.backward) {
    b.gradient = plane(b.output.right() + s.arrow, 0, p.rows - 2 * p.pad, p.columns - 2 * p.pad,
                       cells.gradient);
    b.width = b.gradient.right();
    b.height = std::max(b.height, b.gradient.height);
  }
  b.width += s.margin;
  return b;
}

Block block_of(const PoolLayoutRequest& r, PoolArrangement arrangement, const Spaces& s,
               const Cells& cells) {
  if (arrangement == PoolArrangement::kAnswer) return answer_block(r, s, cells);
  const PoolPlanes& p = r.planes;
  Block b;
  b.input = plane(s.label, 0, p.rows, p.columns, cells.input);
  b.gradient = plane(0, 0, p.rows - 2 * p.pad, p.columns - 2 * p.pad, cells.gradient);
  // The padding has no gradient: dx stands level with the cells that it belongs to.
  const float shift = cells.gradient == cells.input ? length(p.pad, cells.input) : 0;
  float window_x = b.input.right() + s.arrow, window_y = 0;
  if (!r.backward) {
    b.gradient = {};
  } else if (arrangement == PoolArrangement::kBelow) {
    b.gradient = b.gradient.moved(s.label + shift, b.input.bottom() + s.below);
    window_x = std::max(b.input.right(), b.gradient.right()) + s.arrow;
  } else {
    b.gradient = b.gradient.moved(b.input.right() + s.beside, shift);
    window_x = b.gradient.right() + s.arrow;
  }
  if (arrangement == PoolArrangement::kUnder) {
    window_x = b.gradient.x;
    window_y = std::max(b.input.bottom(), b.gradient.bottom()) + s.under;
  }
  b.window = plane(window_x, window_y, p.kernel, p.kernel, cells.window);
  b.output = plane(b.window.right() + s.output, window_y, p.out_rows, p.out_columns, cells.output);
  b.width = std::max(b.gradient.right(), b.output.right()) + s.margin;
  // The window's title stands below it where the arrow goes up.
  const float title = arrangement != PoolArrangement::kUnder ? 0.0F : r.presenting ? 44.0F : 26.0F;
  b.height = std::max(
      {b.input.bottom(), b.gradient.bottom(), b.window.bottom() + title, b.output.bottom()});
  return b;
}

/// What is tried, and how good it is.
struct Trial {
  PoolArrangement arrangement = PoolArrangement::kRow;
  int columns = 1, shown = 1;
  float cell = 0;
  Cells cells;
  int digits = 0;  ///< planes that have them; -1: too small to be pointed at

  // Two columns, and two rows of planes, are taken only where they gain more than a little.
  float quality() const {
    const bool usual = columns == 1 && arrangement != PoolArrangement::kUnder;
    return cell / (usual ? 1.0F : 1.25F);
  }
  bool better_than(const Trial& other) const {
    if (digits != other.digits) return digits > other.digits;
    if (digits >= 0 && shown != other.shown) return shown > other.shown;
    return quality() > other.quality();
  }
};

float head_of(const PoolLayoutRequest& r, const Spaces& s, int shown) {
  const bool choose = shown < r.planes.channels && !r.presenting;
  return r.head + s.titles + (choose ? 40.0F : 0.0F);
}

int rows_of(const Trial& trial) {
  return (trial.shown + trial.columns - 1) / trial.columns;
}

bool fits(const PoolLayoutRequest& r, const Spaces& s, const Trial& trial) {
  const Block b = block_of(r, trial.arrangement, s, trial.cells);
  const float width = b.width * static_cast<float>(trial.columns);
  const float height = head_of(r, s, trial.shown) + r.foot - s.between +
                       (b.height + s.between) * static_cast<float>(rows_of(trial));
  return width <= r.area.width && height <= r.area.height;
}

/// Which planes must have their digits, and how much larger outputs are.
struct Demand {
  bool input, gradient, output;
  float grow;
};
constexpr std::array kDemands{
    Demand{true, true, true, 1.2F},    Demand{true, true, true, 1},
    Demand{true, false, true, 1.2F},   Demand{true, false, true, 1},
    Demand{false, true, true, 1.2F},   Demand{true, false, false, 1.2F},
    Demand{false, false, true, 1.2F},  Demand{false, true, false, 1.2F},
    Demand{false, false, false, 1.2F}, Demand{false, false, false, 1},
};

Cells cells_for(const PoolLayoutRequest& r, const Demand& demand, float cell) {
  const float grown = std::floor(cell * (cell >= 20 ? demand.grow : 1.0F));
  const bool fills_output = r.exercise && !r.backward;
  Cells cells{cell, r.exercise ? grown : cell, r.exercise && !fills_output ? cell : grown, grown};
  if (demand.input) cells.input = std::max(cells.input, r.input_least);
  if (demand.gradient) cells.gradient = std::max(cells.gradient, r.gradient_least);
  if (demand.output) cells.output = std::max(cells.output, r.output_least);
  // It shows numbers of x, or of dx.
  const bool window = r.backward ? demand.gradient : demand.input;
  if (window) cells.window = std::max(cells.window, r.window_least);
  return cells;
}

// The largest cell at which a demand is met; none where even the least does not fit.
std::optional<Trial> largest(const PoolLayoutRequest& r, const Spaces& s, Trial trial,
                             const Demand& demand) {
  const auto at = [&](float cell) {
    trial.cell = cell;
    trial.cells = cells_for(r, demand, cell);
    return fits(r, s, trial);
  };
  float low = 1, high = std::max(r.most_cell, 1.0F);
  if (!at(low)) return std::nullopt;
  while (high > low) {
    const float middle = std::ceil((low + high) / 2);
    if (at(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  at(low);
  trial.digits = (trial.cells.input >= r.input_least ? 1 : 0) +
                 (r.backward && trial.cells.gradient >= r.gradient_least ? 1 : 0) +
                 (trial.cells.output >= r.output_least ? 1 : 0);
  // The input is what everything else is read from.
  if (trial.cells.input < r.input_least) trial.digits = std::min(trial.digits, 1);
  if (std::min(trial.cells.input, trial.cells.output) < kLeastPointed) trial.digits = -1;
  if (r.backward && trial.cells.gradient < kLeastPicture) trial.digits = -1;
  // What is to be filled in has to be hit.
  const float filled = r.backward ? trial.cells.gradient : trial.cells.output;
  if (r.exercise && filled < kLeastFilled) trial.digits = -1;
  return trial;
}

std::span<const PoolArrangement> arrangements(const PoolLayoutRequest& r) {
  static constexpr std::array kBack{PoolArrangement::kBelow, PoolArrangement::kRow,
                                    PoolArrangement::kUnder};
  static constexpr std::array kForward{PoolArrangement::kRow};
  static constexpr std::array kFilled{PoolArrangement::kAnswer};
  if (r.exercise) return kFilled;
  return r.backward ? std::span<const PoolArrangement>(kBack) : kForward;
}

Trial best_trial(const PoolLayoutRequest& r, const Spaces& s) {
  std::optional<Trial> best;
  const int all = r.backward ? 3 : 2;
  for (int shown = r.planes.channels; shown >= 1; --shown) {
    for (const PoolArrangement arrangement : arrangements(r)) {
      // Titles stand above a single column of channels where there is more than one row of planes.
      const bool row = arrangement == PoolArrangement::kRow;
      const int most = row && !r.presenting ? std::min(shown, 3) : 1;
      if (arrangement == PoolArrangement::kUnder && shown > 1) continue;
      for (int columns = 1; columns <= most; ++columns) {
        for (const Demand& demand : kDemands) {
          const auto trial = largest(r, s, {arrangement, columns, shown, 0, {}, 0}, demand);
          if (trial && (!best || trial->better_than(*best))) best = trial;
        }
      }
    }
    if (best && best->digits == all) break;  // fewer channels are never better
  }
  if (best) return *best;
  // A stage without room for cells of a pixel: a picture of what there is.
  Trial trial{arrangements(r).front(), 1, 1, 0.25F, {0.25F, 0.25F, 0.25F, 0.25F}, -1};
  return trial;
}

}  // namespace

float output_gap(const PoolLayoutRequest& r) {
  if (r.presenting) return std::max(150.0F, r.word + 40);
  // Clear of the window's frame on the left and of the output's row numbers on the right.
  return std::max(r.small ? 74.0F : 104.0F, std::max(r.word, 36.0F) + 44);
}

PoolLayout layout_pool(const PoolLayoutRequest& r) {
  Spaces s = spaces_of(r);
  const Trial trial = best_trial(r, s);
  const Block b = block_of(r, trial.arrangement, s, trial.cells);
  PoolLayout at;
  at.arrangement = trial.arrangement;
  at.input_cell = trial.cells.input;
  at.gradient_cell = trial.cells.gradient;
  at.output_cell = trial.cells.output;
  at.window_cell = trial.cells.window;
  at.columns = trial.columns;
  at.page = trial.shown;
  at.first = r.channel / trial.shown * trial.shown;
  const int rows = rows_of(trial);
  const auto count = static_cast<float>(rows);
  const auto tall = [&] { return (b.height + s.between) * count - s.between; };
  const float head = head_of(r, s, trial.shown);
  const float room = r.area.height - head - r.foot;
  // What is left of the height first parts the channels, then stands above and below.
  if (rows > 1) s.between += std::floor(std::clamp((room - tall()) / count, 0.0F, 24.0F));
  const float legend = r.presenting ? 0 : r.backward ? 110 : 84;
  const float share =
      r.exercise ? std::max(room - tall(), 0.0F) / 3 : std::max(room - tall() - legend, 0.0F) / 2;
  const float top = r.area.y + head + std::floor(share);
  const float spare = std::max(r.area.width - b.width * static_cast<float>(trial.columns), 0.0F);
  const float x = r.area.x + std::floor(r.presenting ? spare / 2 : std::min(spare / 3, 80.0F));
  const int last = std::min(at.first + trial.shown, r.planes.channels);
  for (int c = at.first; c < last; ++c) {
    const int column = (c - at.first) / rows, row = (c - at.first) % rows;
    const float dx = x + b.width * static_cast<float>(column);
    const float dy = top + (b.height + s.between) * static_cast<float>(row);
    const auto place = [&](const Rect& plane) {
      return plane.empty() ? Rect{} : plane.moved(dx, dy);
    };
    at.places.push_back({c, place(b.input), place(b.gradient), place(b.window), place(b.output)});
  }
  at.left = x + s.label;
  at.foot = top + tall();
  if (trial.shown < r.planes.channels && !r.presenting) {
    at.chooser = {r.area.x, r.area.y + r.head, r.area.width, 32};
  }
  return at;
}

StridedLayout layout_strided(const PoolLayoutRequest& r) {
  const PoolPlanes& p = r.planes;
  const float gap = r.presenting ? 150 : r.small ? 80 : 96, label = 60;
  const float head = r.presenting ? 70 : r.small ? 46 : 58, apart = r.small ? 16 : 30;
  const auto at_cells = [&](float cell, float out, float kernel) {
    StridedLayout at;
    at.cell = cell;
    at.out_cell = out;
    at.kernel_cell = kernel;
    const float upper = length(p.out_rows, out);
    const float lower = std::max(length(p.kernel, kernel), length(p.out_rows, out));
    const float below = head + upper + apart + head;
    const float second = label + length(p.columns, cell) + gap;
    const float third = second + length(p.kernel, kernel) + gap;
    at.input = plane(label, head, p.rows, p.columns, cell);
    at.pooled = plane(third, head, p.out_rows, p.out_columns, out);
    at.kernel = plane(second, below, p.kernel, p.kernel, kernel);
    at.strided = plane(third, below, p.out_rows, p.out_columns, out);
    at.table = std::max(below + lower, at.input.bottom());
    return at;
  };
  const auto inside = [&](const StridedLayout& at) {
    return at.strided.right() + 24 <= r.area.width && at.table + r.foot <= r.area.height;
  };
  const auto digits = [&](const StridedLayout& at) {
    return (at.cell >= r.input_least ? 2 : 0) + (at.out_cell >= r.output_least ? 2 : 0) +
           (at.kernel_cell >= r.window_least ? 1 : 0);
  };
  std::optional<StridedLayout> best;
  for (float cell = std::max(r.most_cell, 1.0F); cell >= 1; cell -= 1) {
    const float usual = std::floor(cell * (cell >= 20 ? 1.15F : 1));
    for (const float out : {usual, std::max(usual, r.output_least)}) {
      for (const float kernel : {usual, std::max(usual, r.window_least)}) {
        const StridedLayout at = at_cells(cell, out, kernel);
        if (inside(at) && (!best || digits(at) > digits(*best))) best = at;
      }
    }
    if (best && digits(*best) == 5) break;
  }
  StridedLayout at = best ? *best : at_cells(0.25F, 0.25F, 0.25F);
  const float spare = std::max(r.area.width - at.strided.right() - 24, 0.0F);
  const float dx = r.area.x + std::floor(r.presenting ? spare / 2 : std::min(spare / 3, 120.0F));
  const float dy = r.area.y + std::floor(std::max(r.area.height - at.table - r.foot, 0.0F) / 2);
  for (Rect* rect : {&at.input, &at.pooled, &at.kernel, &at.strided}) *rect = rect->moved(dx, dy);
  at.table += dy;
  return at;
}

}  // namespace convscope::ui::pooling
