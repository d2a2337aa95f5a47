#include "app/ui/widgets/grid.h"

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/ui/widgets/digit_fit.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Canvas;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::GridCell;
using state::GridModel;

constexpr float kLeastPointable = 12;
constexpr float kLeastLines = 6;  ///< smaller cells are a picture

// Where numbers end, from the cell's left edge. Digits stand below each other; numbers with and
// without a minus sign lie equally far from the middle.
float right_end(const NumberWidth& width, float cell) {
  return std::max((cell + (width.digits + width.with_sign) / 2) / 2,
                  std::min(width.with_sign + 3, cell - 3));
}

// Which of two neighbouring cells are marked; outside of the grid none is.
bool marked(const GridModel& grid, int row, int column, state::GridMark mark) {
  return row >= 0 && column >= 0 && row < grid.rows && column < grid.columns &&
         grid.at(row, column).has(mark);
}

// An outline around every marked region, inside the cells: `width` thick.
void outline_marked(Canvas& canvas, const GridModel& grid, const GridLook& look,
                    state::GridMark mark, Color color, float width) {
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (!grid.at(r, c).has(mark)) continue;
      const Rect cell = cell_rect(look, r, c);
      if (!marked(grid, r - 1, c, mark)) {
        canvas.fill_rect({cell.x, cell.y, cell.width, width}, color);
      }
      if (!marked(grid, r + 1, c, mark)) {
        canvas.fill_rect({cell.x, cell.bottom() - width, cell.width, width}, color);
      }
      if (!marked(grid, r, c - 1, mark)) {
        canvas.fill_rect({cell.x, cell.y, width, cell.height}, color);
      }
      if (!marked(grid, r, c + 1, mark)) {
        canvas.fill_rect({cell.right() - width, cell.y, width, cell.height}, color);
      }
    }
  }
}

bool strong(const GridCell& cell) {
  return (cell.marks &
          (state::kMarkPatch | state::kMarkActive | state::kMarkPartial | state::kMarkLinked)) != 0;
}

enum class FillKind { kValue, kPadding, kPlain };

/// What a cell is filled with.
struct Fill {
  FillKind kind = FillKind::kPlain;
  Color color;
  friend bool operator==(const Fill&, const Fill&) = default;
};

Fill fill_of(const state::Theme& theme, const GridModel& grid, const GridLook& look, int row,
             int column) {
  const GridCell& cell = grid.at(row, column);
  if (cell.has(state::kMarkActive) || cell.has(state::kMarkPartial)) {
    return {FillKind::kPlain, theme.now};
  }
  if (!look.fills.empty()) {
    const Color fill = look.fills[static_cast<std::size_t>(row * grid.columns + column)];
    if (fill.a > 0) return {FillKind::kPlain, fill};
  }
  if (cell.has(state::kMarkPadding)) {
    // Padding that shows the input's numbers has their colours too, where no digits tell them.
    const bool number = cell.value != 0 && std::isfinite(cell.value);
    if (!number || look.digits.size > 0) return {FillKind::kPadding, theme.padding_fill};
    const Color value = map_color(theme, look.map, cell.value / grid.scale.limit);
    return {FillKind::kPadding, state::mix(theme.padding_fill, value, 0.5F)};
  }
  if (cell.has(state::kMarkPending)) return {FillKind::kPlain, theme.surface};
  const float k = cell.has(state::kMarkPatch) ? look.active_strength : look.idle_strength;
  // Without digits the fill alone says how much: the whole map.
  const float strength = look.digits.size > 0 ? k : 1;
  return {FillKind::kValue,
          map_color(theme, look.map,
                    std::clamp(cell.value / grid.scale.limit, -1.0F, 1.0F) * strength)};
}

// Neighbours in a row that look the same are one rectangle: a large grid stays cheap.
void draw_fills(Ui& ui, const GridModel& grid, const GridLook& look) {
  Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const bool tiny = std::min(look.cell_width, look.cell_height) * canvas.zoom() < kLeastLines;
  if (tiny) {
    std::vector<float> values;
    for (const GridCell& cell : grid.cells) values.push_back(cell.value);
    canvas.heat_map(grid_rect(grid, look), {.values = values,
                                            .width = grid.columns,
                                            .height = grid.rows,
                                            .limit = grid.scale.limit,
                                            .map = look.map});
  }
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns;) {
      const Fill fill = fill_of(theme, grid, look, r, c);
      const int first = c;
      while (c < grid.columns && fill_of(theme, grid, look, r, c) == fill) ++c;
      if (tiny && fill.kind == FillKind::kValue) continue;
      const Rect run = figure::united(cell_rect(look, r, first), cell_rect(look, r, c - 1));
      if (fill.kind == FillKind::kPadding && look.cell_height * canvas.zoom() >= kLeastLines) {
        canvas.hatch(run, fill.color, theme.padding_hatch);
      } else {
        canvas.fill_rect(run, fill.color);
      }
    }
  }
}

void draw_lines(Ui& ui, const GridModel& grid, const GridLook& look) {
  Canvas& canvas = ui.canvas();
  const Rect all = grid_rect(grid, look);
  if (std::min(look.cell_width, look.cell_height) * canvas.zoom() < kLeastLines) {
    canvas.stroke_rect(all.grown(1), ui.theme().line_strong, 1);
    return;
  }
  for (int r = 0; r <= grid.rows; ++r) {
    const float y = all.y + look.cell_height * static_cast<float>(r);
    canvas.line({all.x, y}, {all.right(), y}, ui.theme().grid);
  }
  for (int c = 0; c <= grid.columns; ++c) {
    const float x = all.x + look.cell_width * static_cast<float>(c);
    canvas.line({x, all.y}, {x, all.bottom()}, ui.theme().grid);
  }
}

struct Digits {
  const GridLook& look;
  float right;         ///< distance of the numbers' right end from the cell's left edge
  float strong_right;  ///< the same in the larger type
};

// A sum that is not whole: with an ellipsis, which must not push the number out of its cell. Where
// even one digit has no room, below the cell, where nothing is computed yet.
void draw_partial(Ui& ui, const GridCell& cell, const Rect& rect, const GridLook& look) {
  Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const float least = 12 / std::min(canvas.zoom(), 1.0F);
  // In a grid without digits it is the only number: as large as its cell is.
  const float side = std::min(rect.width, rect.height);
  const float alone = side >= 90 ? 29.0F : side >= 44 ? 20.0F : least;
  TextStyle style{Face::kMonoBold, look.digits.size > 0 ? std::max(look.digits.size, least) : alone,
                  theme.on_now};
  const auto text_of = [&](int decimals) {
    return state::number_text(static_cast<double>(cell.value), decimals, ui.language()) + "\u2026";
  };
  std::vector<int> tries;
  const int first = look.digits.size > 0 ? look.digits.decimals : 0;
  for (int decimals = first; decimals >= 0; --decimals) tries.push_back(decimals);
  for (int digits = first < 0 ? -first : 3; digits >= 1; --digits) tries.push_back(-digits);
  const float usual = style.size;
  const auto put = [&](const std::string& text, float size) {
    style.size = size;
    if (canvas.text_width(text, style) > rect.width - 4) return false;
    canvas.text({rect.center_x(), rect.center_y() + 0.364F * size}, text, style, Align::kCenter);
    return true;
  };
  // As its neighbours are written, rather without the ellipsis: its colour tells as much.
  const std::string whole = text_of(first), bare = whole.substr(0, whole.size() - 3);
  for (const float size : {usual, least}) {
    if (put(whole, size) || (look.digits.size > 0 && put(bare, size))) return;
  }
  for (const int decimals : tries) {
    if (put(text_of(decimals), usual) || put(text_of(decimals), least)) return;
  }
  const std::string text = text_of(-3);
  const float width = canvas.text_width(text, style) + 8, height = style.size + 6;
  const Rect flag{rect.center_x() - width / 2, rect.bottom() + 4, width, height};
  canvas.fill_rect(flag, theme.now, 3);
  canvas.stroke_rect(flag, theme.on_now, 1, 3);
  canvas.text_in(flag, text, style);
}

void draw_number(Ui& ui, const GridCell& cell, const Rect& rect, const Digits& digits) {
  const state::Theme& theme = ui.theme();
  Canvas& canvas = ui.canvas();
  const bool now = cell.has(state::kMarkActive) || cell.has(state::kMarkPartial);
  const bool larger = strong(cell) && digits.look.strong_size > digits.look.digits.size;
  const TextStyle style{strong(cell) ? Face::kMonoBold : Face::kMono,
                        larger ? digits.look.strong_size : digits.look.digits.size,
                        now            ? theme.on_now
                        : strong(cell) ? theme.text
                                       : theme.text_dim};
  std::string text = state::number_text(static_cast<double>(cell.value),
                                        digits.look.digits.decimals, ui.language());
  const float baseline = rect.center_y() + 0.364F * style.size;
  if (larger) {
    canvas.text({rect.x + digits.strong_right, baseline}, text, style, Align::kRight);
    return;
  }
  if (cell.has(state::kMarkPartial)) return draw_partial(ui, cell, rect, digits.look);
  canvas.text({rect.x + digits.right, baseline}, text, style, Align::kRight);
}

void draw_digits(Ui& ui, const GridModel& grid, const GridLook& look) {
  const bool captions = !look.captions.empty();
  const auto right = [&](float size) {
    return right_end(widest_number(ui.canvas(), grid.scale, size, look.digits.decimals),
                     look.cell_width);
  };
  const Digits digits{look, captions ? look.cell_width - 10 : right(look.digits.size),
                      right(look.strong_size)};
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      const GridCell& cell = grid.at(r, c);
      const Rect rect = cell_rect(look, r, c);
      if (look.empty_padding && cell.has(state::kMarkPadding)) continue;
      if (captions) {
        const std::string& text = look.captions[static_cast<std::size_t>(r * grid.columns + c)];
        const Color color = cell.has(state::kMarkActive) ? ui.theme().on_now : ui.theme().text_dim;
        ui.canvas().text_in(rect, text, {Face::kMono, 12, color}, Align::kLeft, 9);
        if (cell.has(state::kMarkPending)) continue;
      }
      if (cell.has(state::kMarkPending)) {
        // The dot that the next step reveals; smaller cells are empty until then.
        const float radius = rect.height >= 60 ? 3.5F : 1.75F;
        if (rect.height * ui.canvas().zoom() >= kLeastPointable) {
          ui.canvas().fill_circle(rect.center(), radius, ui.theme().text_dim);
        }
      } else if (look.digits.size <= 0 && cell.has(state::kMarkPartial)) {
        draw_partial(ui, cell, rect, look);
      } else if (look.digits.size > 0) {
        draw_number(ui, cell, rect, digits);
      }
    }
  }
}

void draw_marks(Ui& ui, const GridModel& grid, const GridLook& look) {
  Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  outline_marked(canvas, grid, look, state::kMarkLinked, look.role, 2);
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      const GridCell& cell = grid.at(r, c);
      const Rect rect = cell_rect(look, r, c);
      if (cell.has(state::kMarkActive)) canvas.stroke_rect(rect, theme.on_now, 2);
      if (cell.has(state::kMarkPartial)) canvas.frame(rect, look.role, look.frame_width);
      if (cell.has(state::kMarkMisprint)) {
        canvas.stroke_rect(rect.grown(-1), theme.warn, 2);
        const float size = std::min(8.0F, rect.height / 3);
        canvas.fill_triangle({rect.x + 1, rect.bottom() - 1 - size},
                             {rect.x + 1 + size, rect.bottom() - 1},
                             {rect.x + 1, rect.bottom() - 1}, theme.warn);
      }
      if (cell.has(state::kMarkEdited) && rect.width * canvas.zoom() >= kLeastPointable) {
        canvas.fill_circle({rect.x + 5, rect.y + 5}, 2, theme.text);
      }
      if (cell.has(state::kMarkPinned)) {
        canvas.frame(rect, theme.text, 2);
        canvas.fill_triangle({rect.right() - 7, rect.y}, {rect.right(), rect.y},
                             {rect.right(), rect.y + 7}, theme.text);
      } else if (cell.has(state::kMarkHovered)) {
        canvas.frame(rect, theme.text, 2);
      }
    }
  }
}

void draw_cell_frames(Ui& ui, const GridModel& grid, const GridLook& look) {
  const float width = std::min(look.frame_width, look.cell_width < 24 ? 2.0F : 3.0F);
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (!grid.at(r, c).has(state::kMarkPatch)) continue;
      ui.canvas().stroke_rect(cell_rect(look, r, c), look.role, width);
    }
  }
}

void draw_patch_frame(Ui& ui, const GridModel& grid, const GridLook& look) {
  int top = grid.rows, left = grid.columns, bottom = -1, right = -1;
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (!grid.at(r, c).has(state::kMarkPatch)) continue;
      top = std::min(top, r);
      left = std::min(left, c);
      bottom = std::max(bottom, r);
      right = std::max(right, c);
    }
  }
  if (bottom < 0) return;
  const Rect first = cell_rect(look, top, left), last = cell_rect(look, bottom, right);
  Rect frame = figure::united(first, last);
  if (!look.motion.empty()) {
    // Relative to the grid: scrolling is no motion of the window.
    const std::string id(look.motion);
    constexpr double kSlide_s = 0.18;
    frame.x = look.origin.x + ui.animated(id + ".x", frame.x - look.origin.x, kSlide_s);
    frame.y = look.origin.y + ui.animated(id + ".y", frame.y - look.origin.y, kSlide_s);
  }
  ui.canvas().frame(frame, look.role, look.frame_width);
}

}  // namespace

Rect grid_rect(const GridModel& grid, const GridLook& look) {
  return {look.origin.x, look.origin.y, look.cell_width * static_cast<float>(grid.columns),
          look.cell_height * static_cast<float>(grid.rows)};
}

Rect cell_rect(const GridLook& look, int row, int column) {
  return {look.origin.x + look.cell_width * static_cast<float>(column),
          look.origin.y + look.cell_height * static_cast<float>(row), look.cell_width,
          look.cell_height};
}

void draw_grid(Ui& ui, const GridModel& grid, const GridLook& look) {
  draw_fills(ui, grid, look);
  draw_lines(ui, grid, look);
  draw_digits(ui, grid, look);
  if (look.frame) draw_patch_frame(ui, grid, look);
  if (look.cell_frames) draw_cell_frames(ui, grid, look);
  draw_marks(ui, grid, look);
}

GridTouch touch_grid(Ui& ui, std::string_view id, const GridModel& grid, const GridLook& look,
                     int first_row, int first_column) {
  const Rect all = grid_rect(grid, look);
  const Interaction it = ui.item(id, all);
  if (std::min(look.cell_width, look.cell_height) * ui.canvas().zoom() >= kLeastPointable) {
    for (int r = 0; r < grid.rows; ++r) {
      for (int c = 0; c < grid.columns; ++c) {
        ui.record_part(std::string(id) + "[" + std::to_string(r + first_row) + "," +
                           std::to_string(c + first_column) + "]",
                       cell_rect(look, r, c));
      }
    }
  }
  GridTouch touch;
  touch.hovered = it.hovered;
  touch.clicked = it.clicked;
  touch.wheel = it.wheel;
  touch.focused = it.focused;
  const auto row_at = [&](Point p) {
    return std::clamp(static_cast<int>((p.y - all.y) / look.cell_height), 0, grid.rows - 1);
  };
  const auto column_at = [&](Point p) {
    return std::clamp(static_cast<int>((p.x - all.x) / look.cell_width), 0, grid.columns - 1);
  };
  if (it.hovered) {
    touch.row = row_at(it.mouse);
    touch.column = column_at(it.mouse);
  }
  if (it.held || it.clicked) {
    const Point start{it.mouse.x - it.drag.x, it.mouse.y - it.drag.y};
    touch.pressed_row = row_at(start);
    touch.pressed_column = column_at(start);
    touch.drag_y = it.drag.y;
  }
  return touch;
}

}  // namespace convscope::ui
