#include "app/ui/widgets/grid_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/state/convolution/paste.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"

namespace convscope::ui {
namespace {

using figure::Face;
using figure::Rect;

constexpr float kDragPerStep = 8;  ///< pixels

/// One grid of numbers with a cursor in it.
class Editor {
 public:
  Editor(Ui& ui, const std::string& id, const state::GridModel& grid, const GridLook& look)
      : ui_(ui), id_(id), grid_(grid), look_(look) {}

  GridEdit run(const GridTouch& touch, const std::optional<GridPlace>& cursor) {
    if (touch.row >= 0) edit_.hovered = GridPlace{touch.row, touch.column};
    if (cursor) {
      ui_.show_complaint(field_id(cursor->row, cursor->column),
                         cell_rect(look_, cursor->row, cursor->column));
      type(cursor->row, cursor->column);
      select_keys(touch, cursor->row, cursor->column);
    }
    drag(touch);
    if (touch.clicked && std::abs(touch.drag_y) < kDragPerStep && touch.row >= 0) {
      open(touch.row, touch.column);
    }
    if (cursor && touch.wheel != 0 && *cursor == GridPlace{touch.row, touch.column}) {
      close_field();
      nudge(touch.row, touch.column, touch.wheel > 0 ? 1 : -1);
      ui_.take_wheel();  // anywhere else it magnifies the stage
    }
    return edit_;
  }

 private:
  bool editable(int row, int column) const {
    return row >= 0 && column >= 0 && row < grid_.rows && column < grid_.columns &&
           !grid_.at(row, column).has(state::kMarkPadding);
  }
  std::string field_id(int row, int column) const {
    return fmt::format("{}.edit[{},{}]", id_, row, column);
  }
  std::string text_of(int row, int column) const {
    if (grid_.at(row, column).has(state::kMarkPending)) return "";
    return state::number_text(static_cast<double>(grid_.at(row, column).value), state::kExactDigits,
                              ui_.language());
  }
  void pin(int row, int column) { edit_.pin = GridPlace{row, column}; }
  void keep(int row, int column, const std::string& text) {
    edit_.place = {row, column};
    edit_.typed = text;
  }
  void close_field() { ui_.memory().editing.clear(); }

  // Pins the cell and opens its text field.
  void open(int row, int column, const std::string& typed = {}) {
    pin(row, column);
    if (editable(row, column)) {
      ui_.start_edit(field_id(row, column), text_of(row, column), typed);
    } else {
      close_field();
    }
  }

  // One unit of the last shown decimal.
  void nudge(int row, int column, int steps) {
    if (!editable(row, column)) return;
    const state::GridCell& cell = grid_.at(row, column);
    const float now = cell.has(state::kMarkPending) ? 0.0F : cell.value;
    int power = -grid_.scale.decimals;
    // Where each number is written by itself: of its second digit.
    if (power > 0)
      power = now == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::fabs(now)))) - 1;
    const float value =
        now + static_cast<float>(steps) * std::pow(10.0F, static_cast<float>(power));
    edit_.place = {row, column};
    edit_.value = value;
  }

  void drag(const GridTouch& touch) {
    float& done = ui_.memory().scroll[id_ + ".dragged"];
    if (touch.pressed_row < 0) {
      done = 0;
      return;
    }
    const float steps = std::trunc(-touch.drag_y / kDragPerStep);
    if (steps == done) return;
    close_field();
    nudge(touch.pressed_row, touch.pressed_column, static_cast<int>(steps - done));
    pin(touch.pressed_row, touch.pressed_column);
    done = steps;
  }

  // The open text field: Enter keeps the value, Tab and the arrows keep it and go on.
  void type(int row, int column) {
    Ui& ui = ui_;
    const std::string id = field_id(row, column);
    if (!ui.is_editing(id)) return;
    const std::string text = ui.memory().edit_text;
    const bool untouched = text == text_of(row, column);
    const auto next = step_wanted(ui, row, column, untouched);
    if (paste(ui, row, column)) return;
    const float size = std::max(look_.digits.size, 12.0F);
    const Rect cell = cell_rect(look_, row, column);
    const float wide = std::max(cell.width, size * 4);
    const Rect box{cell.x, cell.y, wide, std::max(cell.height, size + 6)};
    ui.canvas().fill_rect(box, ui.theme().surface);
    const auto typed = ui.edit(id, box.grown(-3), {Face::kMonoBold, size, ui.theme().text});
    ui.canvas().stroke_rect(box, ui.theme().accent, 2.5F);
    const bool valid = untouched || state::typed_number(text).has_value();
    if (next && valid) {
      if (!untouched) keep(row, column, text);
      open(next->first, next->second);
    } else if (next) {
      ui.complain(id, fmt::format(fmt::runtime(ui.tr(state::phrase::kNotANumber)), text));
    } else if (typed && *typed != text_of(row, column) && !state::typed_number(*typed)) {
      ui.complain(id, fmt::format(fmt::runtime(ui.tr(state::phrase::kNotANumber)), *typed));
    } else if (typed && *typed != text_of(row, column)) {
      keep(row, column, *typed);
    }
  }

  // The cell that Tab or an arrow leads to, if one was pressed. Left and Right move inside the
  // text once something was typed.
  std::optional<std::pair<int, int>> step_wanted(Ui& ui, int row, int column, bool untouched) {
    auto& keys = ui.keys();
    for (auto press = keys.begin(); press != keys.end(); ++press) {
      int dy = 0, dx = 0;
      if (press->key == Key::kTab) {
        dx = press->shift ? -1 : 1;
      } else if (press->key == Key::kUp || press->key == Key::kDown) {
        dy = press->key == Key::kUp ? -1 : 1;
      } else if (untouched && (press->key == Key::kLeft || press->key == Key::kRight)) {
        dx = press->key == Key::kLeft ? -1 : 1;
      } else {
        continue;
      }
      const bool wraps = press->key == Key::kTab;
      keys.erase(press);
      return neighbour(row, column, dy, dx, wraps);
    }
    return std::nullopt;
  }

  // Tab goes on in the next row; past an edge one stays.
  std::pair<int, int> neighbour(int row, int column, int dy, int dx, bool wraps) const {
    int r = row + dy, c = column + dx;
    if (wraps && !editable(r, c)) {
      r = row + dx;
      c = dx > 0 ? 0 : grid_.columns - 1;
      while (c >= 0 && c < grid_.columns && !editable(r, c) && r >= 0 && r < grid_.rows) c += dx;
    }
    return editable(r, c) ? std::pair{r, c} : std::pair{row, column};
  }

  // Ctrl+V with more than one number on the clipboard; a single one goes into the text.
  bool paste(Ui& ui, int row, int column) {
    auto& keys = ui.keys();
    const auto press = std::find_if(keys.begin(), keys.end(), [](const KeyPress& p) {
      return p.key == Key::kCharacter && p.sign == U'v' && p.ctrl;
    });
    if (press == keys.end()) return false;
    const std::string text = ui.clipboard();
    const bool open = ui.is_editing(field_id(row, column));
    if (text.empty() || (open && !state::is_matrix(text))) return false;
    keys.erase(press);
    close_field();
    edit_.place = {row, column};
    edit_.pasted = text;
    return true;
  }

  // A pinned cell without an open field: arrows move, Enter or a digit opens, Ctrl+V pastes.
  void select_keys(const GridTouch& touch, int row, int column) {
    Ui& ui = ui_;
    if (!ui.memory().editing.empty()) return;
    if (paste(ui, row, column)) return;
    if (!touch.focused) return;
    auto& keys = ui.keys();
    for (auto press = keys.begin(); press != keys.end(); ++press) {
      const bool number = press->key == Key::kCharacter && !press->ctrl &&
                          ((press->sign >= U'0' && press->sign <= U'9') || press->sign == U'-');
      if (press->key == Key::kEnter || number) {
        // The sign that opened the field is its first.
        open(row, column, number ? std::string(1, static_cast<char>(press->sign)) : std::string());
        keys.erase(press);
        return;
      }
      if (press->shift) continue;
      int dy = 0, dx = 0;
      if (press->key == Key::kUp || press->key == Key::kDown) dy = press->key == Key::kUp ? -1 : 1;
      if (press->key == Key::kLeft || press->key == Key::kRight) {
        dx = press->key == Key::kLeft ? -1 : 1;
      }
      if (dx == 0 && dy == 0) continue;
      const auto [r, c] = neighbour(row, column, dy, dx, false);
      keys.erase(press);
      pin(r, c);
      return;
    }
  }

  Ui& ui_;
  const std::string& id_;
  const state::GridModel& grid_;
  const GridLook& look_;
  GridEdit edit_;
};

}  // namespace

GridEdit edit_grid_cells(Ui& ui, const std::string& id, const state::GridModel& grid,
                         const GridLook& look, std::optional<GridPlace> cursor, GridPlace first) {
  const GridTouch touch = touch_grid(ui, id, grid, look, first.row, first.column);
  GridEdit entered;
  if (touch.focused && ui.memory().focus_visible) {
    ui.canvas().stroke_rect(grid_rect(grid, look).grown(6), ui.theme().accent, 2, 4);
    // The keyboard enters at the first number.
    const auto enters = [](const KeyPress& press) {
      return press.key == Key::kDown || press.key == Key::kRight || press.key == Key::kEnter;
    };
    if (!cursor && std::any_of(ui.keys().begin(), ui.keys().end(), enters)) {
      entered.pin = GridPlace{-std::min(first.row, 0), -std::min(first.column, 0)};
    }
  }
  GridEdit edit = Editor(ui, id, grid, look).run(touch, cursor);
  if (!edit.pin) edit.pin = entered.pin;
  return edit;
}

}  // namespace convscope::ui
