#include "app/ui/widgets/confusion_matrix.h"

#include <algorithm>
#include <cmath>

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Color;
using figure::Face;
using figure::Rect;

constexpr float kTitleHeight = 18;
constexpr float kNameSize = 18;
constexpr float kRowsTitle = 34;
constexpr float kNarrow = 320;    // below it the rows' title moves above the matrix
constexpr float kDigitCell = 18;  // two digits of 12 px type, apart from the next ones
constexpr float kLeastCell = 12;

float room_beside(float width) {
  return width - kNameSize - 2 - (width < kNarrow ? 0 : kRowsTitle);
}

long long count_at(const ConfusionModel& model, ConfusionCell cell) {
  return model.counts[static_cast<std::size_t>(cell.truth * model.classes + cell.predicted)];
}

Color fill_of(const state::Theme& theme, const ConfusionModel& model, ConfusionCell cell,
              long long most) {
  if (cell.truth == cell.predicted) return theme.select;
  const auto count = static_cast<float>(count_at(model, cell));
  const float t = count / static_cast<float>(std::max(most, 1LL));
  return state::map_color(theme, state::ColorMap::kSequential, t * kConfusionStrongest);
}

void draw_titles(Ui& ui, const Rect& grid, const Rect& rect, const ConfusionModel& model) {
  const state::Theme& theme = ui.theme();
  figure::Canvas& canvas = ui.canvas();
  const figure::TextStyle title{Face::kText, 12, theme.text_dim};
  const figure::TextStyle name{Face::kMonoMedium, 12, theme.text_dim};
  const float above = grid.y - kNameSize - 4;
  if (rect.width < kNarrow) {
    const std::string rows = model.rows_title + " \u2193";
    canvas.text({rect.x, above}, rows, title);
    canvas.text({rect.x + canvas.text_width(rows, title) + 20, above},
                model.columns_title + " \u2192", title);
  } else {
    canvas.text({grid.center_x(), above}, model.columns_title, title, Align::kCenter);
    // The rows' title stands beside them, one word a line, since nothing is written sideways.
    const float left = std::max(rect.x, grid.x - kNameSize - kRowsTitle - 8);
    float y = grid.center_y() - 4;
    std::size_t start = 0;
    while (start < model.rows_title.size()) {
      const std::size_t end = std::min(model.rows_title.find(' ', start), model.rows_title.size());
      canvas.text({left, y}, model.rows_title.substr(start, end - start), title, Align::kLeft);
      y += 16;
      start = end + 1;
    }
  }
  const float cell = grid.width / static_cast<float>(model.classes);
  for (int i = 0; i < model.classes; ++i) {
    const float at = cell * static_cast<float>(i);
    const std::string& text = model.names[static_cast<std::size_t>(i)];
    canvas.text_in({grid.x + at, grid.y - kNameSize, cell, kNameSize}, text, name);
    canvas.text_in({grid.x - kNameSize - 2, grid.y + at, kNameSize, cell}, text, name);
  }
}

}  // namespace

float confusion_height(float width, int classes) {
  const auto count = static_cast<float>(classes);
  const float cell = std::floor(room_beside(width) / count);
  return cell * count + kTitleHeight + kNameSize;
}

float confusion_least_height(int classes, bool digits) {
  const float cell = digits ? kDigitCell : kLeastCell;
  return cell * static_cast<float>(classes) + kTitleHeight + kNameSize;
}

std::optional<ConfusionCell> most_confused(const ConfusionModel& model) {
  std::optional<ConfusionCell> most;
  for (int truth = 0; truth < model.classes; ++truth) {
    for (int predicted = 0; predicted < model.classes; ++predicted) {
      const ConfusionCell cell{truth, predicted};
      if (truth == predicted || count_at(model, cell) == 0) continue;
      if (!most || count_at(model, cell) > count_at(model, *most)) most = cell;
    }
  }
  return most;
}

ConfusionPointing confusion_matrix(Ui& ui, std::string_view id, const Rect& rect,
                                   const ConfusionModel& model) {
  const state::Theme& theme = ui.theme();
  figure::Canvas& canvas = ui.canvas();
  const float room = std::min(room_beside(rect.width), rect.height - kTitleHeight - kNameSize);
  const auto count = static_cast<float>(model.classes);
  const float cell = std::floor(room / count);
  const float left = rect.width < kNarrow ? rect.x + kNameSize + 2 : rect.right() - cell * count;
  const Rect grid{left, rect.y + kTitleHeight + kNameSize, cell * count, cell * count};
  draw_titles(ui, grid, rect, model);
  const auto worst = most_confused(model);
  const long long most = worst ? count_at(model, *worst) : 0;

  const Interaction it = ui.item(id, grid, false);
  ConfusionPointing pointing;
  if (it.hovered) {
    const int last = model.classes - 1;
    const ConfusionCell under{std::clamp(static_cast<int>((it.mouse.y - grid.y) / cell), 0, last),
                              std::clamp(static_cast<int>((it.mouse.x - grid.x) / cell), 0, last)};
    pointing.hovered = under;
    if (it.clicked) pointing.clicked = under;
  }
  const auto rect_of = [&](ConfusionCell c) {
    return Rect{grid.x + cell * static_cast<float>(c.predicted),
                grid.y + cell * static_cast<float>(c.truth), cell, cell};
  };
  const auto fits = [&](ConfusionCell c) {
    const Face face = c.truth == c.predicted ? Face::kMonoBold : Face::kMono;
    const std::string text = std::to_string(count_at(model, c));
    return cell >= kDigitCell && canvas.text_width(text, {face, 12, theme.text}) <= cell - 3;
  };
  // The diagonal has its numbers or has none, and so do the errors: a gap would look like a zero.
  bool diagonal = true, errors = true;
  for (int i = 0; i < model.classes * model.classes; ++i) {
    const ConfusionCell c{i / model.classes, i % model.classes};
    (c.truth == c.predicted ? diagonal : errors) &= count_at(model, c) == 0 || fits(c);
  }
  for (int truth = 0; truth < model.classes; ++truth) {
    for (int predicted = 0; predicted < model.classes; ++predicted) {
      const ConfusionCell c{truth, predicted};
      const Rect box = rect_of(c);
      canvas.fill_rect(box, fill_of(theme, model, c, most));
      canvas.stroke_rect({box.x, box.y, box.width + 1, box.height + 1}, theme.grid);
      const long long n = count_at(model, c);
      if (n == 0 || !(truth == predicted ? diagonal : errors)) continue;
      const Face face = truth == predicted ? Face::kMonoBold : Face::kMono;
      const Color fill = fill_of(theme, model, c, most);
      const bool inverse = contrast(fill, theme.surface) > contrast(fill, theme.text);
      canvas.text_in(box, std::to_string(n), {face, 12, inverse ? theme.surface : theme.text});
    }
  }
  if (model.marked) canvas.frame(rect_of(*model.marked), theme.accent, 2);
  if (pointing.hovered) canvas.frame(rect_of(*pointing.hovered), theme.text, 2);
  return pointing;
}

}  // namespace convscope::ui
