#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/field_stack.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::FieldCell;
using state::FieldStack;
using state::StackLayer;
using state::StackLevel;
namespace phrase = state::phrase;
namespace action = state::convolution;

/// One frame of the view.
struct Field {
  LabFrame& frame;
  const FieldStack& stack;
  std::vector<StackLevel> levels;
  FieldCell cell;  ///< whose fields are shown
  float column = 0;
  float plane_top = 0, plane_height = 0;

  /// Labels have no room beside numbers: they stand in the first column alone.
  bool narrow() const { return column < 164; }
  float inner() const { return narrow() ? column - 14 : std::min(column - 24, 150.0F); }
  Ui& ui() const { return frame.ui; }
  void want(state::ConvolutionAction what) const {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(what)});
  }
  std::string tr(const state::Phrase& words) const { return frame.ui.tr(words); }
};

// The chosen cell where it exists, else the middle of the last plane.
FieldCell shown_cell(const state::ConvolutionState& lab, const std::vector<StackLevel>& levels) {
  if (lab.field_cell && lab.field_cell->level < levels.size()) {
    const Index size = levels[lab.field_cell->level].size;
    const FieldCell& cell = *lab.field_cell;
    if (cell.y >= 0 && cell.x >= 0 && cell.y < size && cell.x < size) return cell;
  }
  const Index middle = levels.back().size / 2;
  return {levels.size() - 1, middle, middle};
}

Rect plane_rect(const Field& field, std::size_t level, float x) {
  const auto size = static_cast<float>(field.levels[level].size);
  const auto most = static_cast<float>(field.levels[0].size);
  // All planes at one scale, so that a field is seen to shrink.
  const float room = std::min((field.column - 28) / most, field.plane_height / most);
  const float cell = room >= 2 ? std::floor(room) : std::max(0.25F, room);
  return {x, field.plane_top, cell * size, cell * size};
}

void draw_plane(Field& field, std::size_t level, float x) {
  Ui& ui = field.ui();
  const state::Theme& theme = ui.theme();
  const Rect plane = plane_rect(field, level, x);
  const Index size = field.levels[level].size;
  const float cell = plane.width / static_cast<float>(size);
  ui.canvas().fill_rect(plane, theme.surface);
  const bool below = level <= field.cell.level;
  if (below) {
    const state::CellRange y = field_of(field.stack, field.cell.level, field.cell.y, level);
    const state::CellRange columns = field_of(field.stack, field.cell.level, field.cell.x, level);
    const Rect all{plane.x + cell * static_cast<float>(columns.first),
                   plane.y + cell * static_cast<float>(y.first),
                   cell * static_cast<float>(columns.count()),
                   cell * static_cast<float>(y.count())};
    const Rect inside = figure::intersected(all, plane);
    const bool itself = level == field.cell.level;
    ui.canvas().fill_rect(inside, itself ? theme.now : theme.select);
    if (cell >= 5) {
      for (Index i = 1; i < size; ++i) {
        const float at = cell * static_cast<float>(i);
        ui.canvas().line({plane.x + at, plane.y}, {plane.x + at, plane.bottom()}, theme.grid);
        ui.canvas().line({plane.x, plane.y + at}, {plane.right(), plane.y + at}, theme.grid);
      }
    }
    // What lies in the padding is no part of the picture.
    ui.canvas().frame(inside, itself ? theme.output : theme.input, 3);
  }
  ui.canvas().stroke_rect(plane.grown(1), theme.line_strong, 1);
  const Interaction it = ui.item(fmt::format("conv.field[{}]", level), plane);
  if (!it.hovered) return;
  const FieldCell under{level, static_cast<Index>((it.mouse.y - plane.y) / cell),
                        static_cast<Index>((it.mouse.x - plane.x) / cell)};
  if (!(under == field.frame.state.convolution.field_cell) && !field.frame.state.presenting) {
    field.want(action::SetFieldCell{under});
  }
}

void size_label(const Field& field, const Rect& row, const state::Phrase& name) {
  const TextStyle style{Face::kText, 12, field.ui().theme().text_dim};
  field.ui().canvas().text_in(row, field.tr(name), style, Align::kLeft);
}

// Label and number, in one row.
std::optional<Index> size_row(Field& field, const std::string& id, const Rect& row,
                              const state::Phrase& name, Index value) {
  if (!field.narrow()) size_label(field, row, name);
  const float box_width = field.narrow() ? 38 : 46;
  const Rect box{row.right() - box_width, row.y + 1, box_width, row.height - 2};
  const auto typed = number_field(field.ui(), id, box, static_cast<double>(value), 0);
  if (!typed) return std::nullopt;
  return static_cast<Index>(std::llround(*typed));
}

void draw_layer(Field& field, std::size_t i, Rect column) {
  const StackLayer& layer = field.stack.layers[i];
  StackLayer next = layer;
  const std::array<std::string, 2> kinds{"conv", "pool"};
  const std::string id = fmt::format("conv.stack[{}]", i);
  const float width = field.inner();
  if (const auto pick =
          segmented(field.ui(), id + ".kind", {column.x, column.y, std::min(width, 112.0F), 26},
                    kinds, layer.pool ? 1 : 0)) {
    next.pool = *pick == 1;
    if (next.pool) next.kernel = next.stride = 2;
    if (!next.pool) next.stride = 1;
  }
  float y = column.y + 32;
  const auto row = [&](const char* name, const state::Phrase& words, Index& value, Index least,
                       Index most) {
    const Rect rect{column.x, y, width, 24};
    if (const auto typed = size_row(field, id + "." + name, rect, words, value)) {
      value = std::clamp(*typed, least, most);
    }
    y += 25;
  };
  row("kernel", phrase::kKernelName, next.kernel, 1, 11);
  row("stride", phrase::kStrideName, next.stride, 1, 8);
  row("padding", phrase::kPaddingName, next.padding, 0, 5);
  if (!layer.pool) {
    row("dilation", phrase::kDilationName, next.dilation, 1, 8);
    row("filters", phrase::kFiltersName, next.filters, 1, 512);
  }
  if (next == layer) return;
  FieldStack stack = field.stack;
  stack.layers[i] = next;
  field.want(action::SetFieldStack{stack});
}

void draw_table(Field& field, std::size_t level, float x) {
  Ui& ui = field.ui();
  const StackLevel& at = field.levels[level];
  float y = plane_rect(field, 0, x).bottom() + 34;
  const bool labels = level == 0 || !field.narrow();
  const auto line = [&](const state::Phrase& name, const std::string& value) {
    const TextStyle label{Face::kText, 12, ui.theme().text_dim};
    const TextStyle number{Face::kMonoMedium, field.narrow() ? 12.0F : 14.0F, ui.theme().text};
    const float taken = ui.canvas().text_width(value, number) + 6;
    const bool fits = ui.canvas().text_width(field.tr(name), label) + taken <= field.inner();
    if (labels && fits) ui.canvas().text({x, y}, field.tr(name), label);
    ui.canvas().text({x + field.inner(), y}, value, number, Align::kRight);
    y += 22;
  };
  line(phrase::kPlaneSize, fmt::format("{0}\u00D7{0}\u00D7{1}", at.size, at.channels));
  line(phrase::kFieldSize, fmt::format("{0}\u00D7{0}", at.field));
  line(phrase::kJump, fmt::format("{}", at.jump));
  if (level > 0 || field.narrow()) {
    line(phrase::kParametersLine, state::count_text(at.parameters));
  }
}

const state::Phrase& preset_name(std::size_t preset) {
  static constexpr std::array kNames{&phrase::kThreeSmall, &phrase::kOneLarge, &phrase::kStrided,
                                     &phrase::kDilated,    &phrase::kConvPool, &phrase::kPyramid};
  return *kNames[std::min(preset, kNames.size() - 1)];
}

// The stacks to begin with, and one layer more or less.
void draw_stack_bar(Field& field, const Rect& area) {
  Ui& ui = field.ui();
  const auto& presets = state::stack_presets();
  float x = area.x;
  for (std::size_t i = 0; i < presets.size(); ++i) {
    const std::string label = field.tr(preset_name(i));
    const float width = ui.canvas().text_width(label, {Face::kTextMedium, 14, {}}) + 20;
    if (x + width > area.right() - 80) break;
    if (button(ui, fmt::format("conv.stack.preset.{}", i), {x, area.y, width, 30}, label,
               {.chosen = presets[i].stack == field.stack})) {
      field.want(action::SetFieldStack{presets[i].stack});
    }
    x += width + 8;
  }
  FieldStack stack = field.stack;
  if (stack.layers.size() < FieldStack::kMost &&
      button(ui, "conv.stack.add", {area.right() - 34, area.y, 34, 30}, "+",
             {.tip = field.tr(phrase::kAddLayer)})) {
    stack.layers.push_back({});
    field.want(action::SetFieldStack{stack});
  }
  if (stack.layers.size() > 1 &&
      button(ui, "conv.stack.remove", {area.right() - 74, area.y, 34, 30}, "\u2212",
             {.tip = field.tr(phrase::kRemoveLayer)})) {
    stack.layers.pop_back();
    field.want(action::SetFieldStack{stack});
  }
}

// What one convolution with the same field would cost.
std::string comparison(const Field& field) {
  if (field.levels.size() <= field.stack.layers.size()) {
    return fmt::format(fmt::runtime(field.tr(phrase::kFieldEnds)), field.levels.size());
  }
  Index parameters = 0;
  for (const StackLevel& level : field.levels) parameters += level.parameters;
  const Index k = field.levels.back().field;
  const Index filters = field.levels.back().channels;
  const Index one = (k * k * field.stack.channels + 1) * filters;
  return fmt::format(fmt::runtime(field.tr(phrase::kFieldWords)), field.levels.size() - 1, k,
                     state::count_text(parameters), state::count_text(one));
}

// The input's side; in narrow columns also what the rows of the layers are called.
void draw_stack_input(Field& field, const Rect& column) {
  Ui& ui = field.ui();
  ui.canvas().text({column.x, column.y + 18}, field.tr(phrase::kInputWord),
                   {Face::kTextSemiBold, field.narrow() ? 12.0F : 17.0F, ui.theme().input});
  float y = column.y + 32;
  const Rect side{column.x, field.narrow() ? column.y + 1 : y, column.width, 24};
  if (const auto size =
          size_row(field, "conv.stack.input", side, phrase::kSide, field.stack.input)) {
    FieldStack next = field.stack;
    next.input = std::clamp<Index>(*size, 1, FieldStack::kMostInput);
    field.want(action::SetFieldStack{next});
  }
  if (!field.narrow()) return;
  for (const state::Phrase* name :
       {&phrase::kKernelName, &phrase::kStrideName, &phrase::kPaddingName, &phrase::kDilationName,
        &phrase::kFiltersName}) {
    size_label(field, {column.x, y, column.width, 24}, *name);
    y += 25;
  }
}

}  // namespace

void draw_field(LabFrame& frame, const Rect& area) {
  const state::ConvolutionState& lab = frame.state.convolution;
  const FieldStack& stack = lab.setup().stack;
  Field field{frame, stack, stack_levels(stack), {}};
  field.cell = shown_cell(lab, field.levels);
  Rect rest = area;
  // A plane's border stands outside of it.
  rest.take_left(2);
  draw_stack_bar(field, rest.take_top(30));
  rest.take_top(16);
  const auto columns = static_cast<float>(std::max(stack.layers.size() + 1, std::size_t{4}));
  field.column = std::min(std::floor(rest.width / columns), 320.0F);
  const float controls = 162;
  field.plane_top = rest.y + controls + 24;
  field.plane_height = std::max(40.0F, rest.height - controls - 24 - 30 - 4 * 22 - 64);
  Ui& ui = frame.ui;
  for (std::size_t level = 0; level <= stack.layers.size(); ++level) {
    const float x = rest.x + field.column * static_cast<float>(level);
    if (level == 0) {
      draw_stack_input(field, {x, rest.y, field.inner(), controls});
    } else {
      draw_layer(field, level - 1, {x, rest.y, field.column - 24, controls});
    }
    if (level >= field.levels.size()) {
      ui.canvas().text({x, field.plane_top + 14}, field.tr(phrase::kNoOutput),
                       {Face::kText, 14, ui.theme().text_dim});
      continue;
    }
    draw_plane(field, level, x);
    draw_table(field, level, x);
  }
  paragraph(ui.canvas(), {area.x, area.bottom() - 44}, area.width, comparison(field),
            {Face::kText, 14, ui.theme().text});
}

}  // namespace convscope::ui::convolution
