#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/digit_fit.h"
#include "app/ui/widgets/scale_bar.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
namespace phrase = state::phrase;

constexpr float kLabel = 22;
constexpr float kBarNames = 96;  ///< a scale bar's name, gaps, and the least of the bar

// Cells that hold digits, and below that planes that are no smudge: rather fewer planes than
// smaller ones, the chosen one among them.
constexpr float kDigitCell = 17;
constexpr float kLeastPlane = 40;

/// A row-wise arrangement of equal grids.
struct Flow {
  float cell = 0;   ///< height of a cell
  float width = 0;  ///< and its width
  int columns = 1;
  float pitch_x = 0, pitch_y = 0;
  Index first = 0, planes = 1;  ///< those that stand here
};

/// What a flow is asked for.
struct FlowRequest {
  engine::Shape plane;  ///< rows, columns
  int together = 1;     ///< grids that stand in one row
  float most = 0;       ///< side of a cell, at most
  float wide = 0;       ///< the width that the digits ask for
};

// All grids with such cells; none where they do not fit.
std::optional<Flow> flow_with(const Rect& region, const FlowRequest& request, Index grids,
                              float cell, float cell_width) {
  const float width = cell_width * static_cast<float>(request.plane[1]);
  const float height = cell * static_cast<float>(request.plane[0]);
  // Room for the arrow between two grids; into cells that small it would lead to no one of them.
  const float gap = cell < 6 ? 14 : std::clamp(cell * 0.8F, 28.0F, 40.0F);
  int columns = std::max(1, static_cast<int>((region.width + gap) / (width + gap)));
  // What belongs together stands in one row.
  if (columns > request.together) columns -= columns % request.together;
  const int rows = (static_cast<int>(grids) + columns - 1) / columns;
  const float pitch_y = height + kLabel + 10;
  const bool fits =
      width <= region.width && pitch_y * static_cast<float>(rows) - 10 <= region.height;
  if (!fits) return std::nullopt;
  return Flow{.cell = cell,
              .width = cell_width,
              .columns = columns,
              .pitch_x = width + gap,
              .pitch_y = pitch_y};
}

// The largest cells at which all grids stand in the region, wider than high where their digits ask
// for it.
Flow flow_of(const Rect& region, const FlowRequest& request, Index grids) {
  for (float cell = request.most; cell >= kDigitCell; cell -= 1) {
    const auto flow = flow_with(region, request, grids, cell, std::max(cell, request.wide));
    if (flow) return *flow;
  }
  for (float cell = request.most; cell >= 1; cell -= 1) {
    if (const auto flow = flow_with(region, request, grids, cell, cell)) return *flow;
  }
  return {.cell = 1,
          .width = 1,
          .pitch_x = static_cast<float>(request.plane[1]) + 24,
          .pitch_y = static_cast<float>(request.plane[0]) + kLabel + 10};
}

// All planes, each `together` times, or as many of them as can be told apart.
Flow flow_of_planes(const Rect& region, const FlowRequest& request, Index planes) {
  const auto side = static_cast<float>(std::max(request.plane[0], request.plane[1]));
  const auto flow = [&](Index count) { return flow_of(region, request, count * request.together); };
  const Flow alone = flow(1);
  const float least = alone.cell >= kDigitCell
                          ? kDigitCell
                          : std::min(alone.cell, std::max(2.0F, kLeastPlane / side));
  const float wide = std::min(alone.width, request.wide);
  Index count = planes;
  while (count > 1 && (flow(count).cell < least || flow(count).width < wide)) --count;
  Flow found = flow(count);
  found.planes = count;
  return found;
}

// In which the widest output has a decimal, below one two of them.
float digits_width(const Stage& stage, const state::GridScale& scale) {
  const float largest = std::max(-scale.low, scale.high);
  const int decimals = scale.decimals == 0 || largest >= 10 ? 0 : largest < 1 ? 2 : 1;
  const float type = !stage.presenting() ? 12 : decimals == 0 ? 14 : 24;
  const auto width = widest_number(stage.canvas(), scale, type, decimals).with_sign;
  return std::ceil(width + (stage.presenting() ? 12 : 7));
}

// Wide numbers in the only output get wider cells.
float largest_cell(const Stage& stage) {
  const float cell = stage.layout.output_cell;
  if (stage.view.planes() > 1 || stage.view.has_activation()) return cell;
  const bool present = stage.presenting();
  const DigitStyle digits =
      fit_digits(stage.canvas(), cell, cell, stage.view.output_scale(), present);
  return digits.size < 17 && cell >= 28 ? std::floor(cell * 1.7F) : cell;
}

FlowRequest request_of(const Stage& stage) {
  const state::ConvolutionView& view = stage.view;
  float wide = digits_width(stage, view.output_scale());
  if (view.has_activation()) wide = std::max(wide, digits_width(stage, view.activated_scale()));
  return {.plane = view.equation().plane_shape(),
          .together = view.has_activation() ? 2 : 1,
          .most = largest_cell(stage),
          .wide = wide};
}

/// Digits of the outputs, and the frame around the current one.
struct OutputStyle {
  DigitStyle digits;
  float frame;
};

// The frame stands outside of its cell: digits keep clear of it, and where they cannot without
// losing decimals it is thinner.
OutputStyle output_style(const Stage& stage, const Flow& flow, const state::GridScale& scale) {
  const bool present = stage.presenting();
  const DigitStyle usual = fit_digits(stage.canvas(), flow.width, flow.cell, scale, present);
  const float frame = present ? 5 : 3;
  const DigitStyle clear =
      fit_digits(stage.canvas(), flow.width - 2 * frame + 2, flow.cell, scale, present);
  if (clear.size > 0 && clear.decimals == usual.decimals) return {clear, frame};
  return {usual, frame - 1};
}

// What the activation makes of an output, beside it, with `room` for its name.
void draw_activated(Stage& stage, Index f, const Flow& flow, Point at, float room) {
  const state::Theme& theme = stage.ui().theme();
  const state::GridModel grid = stage.view.activated_grid(f);
  const bool present = stage.presenting();
  const GridLook look{.origin = at,
                      .cell_width = flow.width,
                      .cell_height = flow.cell,
                      .digits = output_style(stage, flow, grid.scale).digits,
                      .role = theme.output};
  const auto& function = stage.view.state().setup().choices.activation;
  const TextStyle style{Face::kMono, present ? 20.0F : 12.0F, theme.text_dim};
  std::string name = fmt::format("a[{0}] = {1}(o[{0}])", f, engine::info(*function).name);
  if (stage.canvas().text_width(name, style) > room) name = fmt::format("a[{}]", f);
  stage.canvas().text({at.x, at.y - 9}, name, style);
  draw_grid(stage.ui(), grid, look);
  const GridTouch touch = touch_grid(stage.ui(), fmt::format("conv.a[{}]", f), grid, look);
  if (touch.row < 0) return;
  const engine::Cell under = stage.view.equation().target(f, touch.row, touch.column);
  stage.hovered = stage.view.target_number(under);
  if (touch.clicked) stage.want(state::convolution::JumpToOutput{under});
}

void draw_output(Stage& stage, Index plane, const Flow& flow, Point at) {
  const state::Theme& theme = stage.ui().theme();
  const state::GridModel grid = stage.view.output_grid(plane);
  const state::Equation& equation = stage.view.equation();
  const bool chosen = plane == equation.plane_of(stage.view.position().cell);
  const figure::Color role = pass_look(stage).output;
  const bool present = stage.presenting();
  const OutputStyle style = output_style(stage, flow, grid.scale);
  const GridLook look{.origin = at,
                      .cell_width = flow.width,
                      .cell_height = flow.cell,
                      .digits = style.digits,
                      .role = role,
                      .frame_width = style.frame};
  const std::string name = plane_name(stage, plane);
  stage.canvas().text({at.x, at.y - 9}, name,
                      {chosen ? Face::kMonoMedium : Face::kMono, present ? 20.0F : 12.0F,
                       chosen ? role : theme.text_dim});
  stage.output_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  const engine::Cell& cell = stage.view.position().cell;
  if (chosen) {
    stage.output = cell_rect(look, static_cast<int>(equation.row_in_plane(cell)),
                             static_cast<int>(equation.column_in_plane(cell)));
    stage.canvas().frame(stage.output, role, look.frame_width);
  }
  const GridTouch touch = touch_grid(stage.ui(), "conv." + name, grid, look);
  if (touch.row < 0) return;
  const engine::Cell under = equation.target(plane, touch.row, touch.column);
  stage.hovered = stage.view.target_number(under);
  tell_misprint(stage, "conv." + name, *stage.hovered);
  if (touch.clicked) stage.want(state::convolution::JumpToOutput{under});
}

// "4-7 of 16 \u00B7 ": which planes stand here.
std::string planes_text(const Stage& stage, const Flow& flow) {
  const Index first = stage.view.first_plane() + flow.first;
  std::string range = fmt::format("{}", first);
  if (flow.planes > 1) range += fmt::format("\u2013{}", first + flow.planes - 1);
  return fmt::format(fmt::runtime(stage.ui().tr(phrase::kPlanesHere)), range, stage.view.planes()) +
         " \u00B7 ";
}

}  // namespace

bool writes_activated(const Stage& stage, const Rect& region) {
  Rect rest = region;
  rest.take_top(stage.presenting() ? 56 : 28);
  const Flow flow = flow_of_planes(rest, request_of(stage), stage.view.planes());
  return output_style(stage, flow, stage.view.activated_scale()).digits.size > 0;
}

OutputPlace draw_outputs(Stage& stage, const Rect& region) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::ConvolutionView& view = stage.view;
  const Index copies = view.has_activation() ? 2 : 1;
  const engine::Shape shape = view.equation().plane_shape();
  const bool present = stage.presenting();
  Rect rest = region;
  const Rect head = rest.take_top(present ? 56 : 28);
  const Index chosen = view.equation().plane_of(view.position().cell);
  Flow flow = flow_of_planes(rest, request_of(stage), view.planes());
  flow.first = (chosen - view.first_plane()) / flow.planes * flow.planes;
  flow.planes = std::min(flow.planes, view.planes() - flow.first);
  OutputPlace place{.next_left = stage.rect.right(), .bottom = rest.y};
  const TextStyle style{Face::kTextSemiBold, present ? 24.0F : 17.0F, pass_look(stage).output};
  const std::string name = output_title(stage);
  const float baseline = head.y + (present ? 30.0F : 17.0F);
  canvas.text({head.x, baseline}, name, style);
  place.title_right = head.x + canvas.text_width(name, style);
  const TextStyle dim{Face::kText, 14, theme.text_dim};
  std::string sizes = fmt::format("{}\u00D7{}\u00D7{}", shape[0], shape[1], view.planes());
  if (flow.planes < view.planes()) sizes = planes_text(stage, flow) + sizes;
  const float grid_width = flow.width * static_cast<float>(shape[1]);
  // The arrow needs the place beside the grid.
  const float free = flow.planes < view.planes() ? region.width : grid_width + 12;
  if (!present && place.title_right + 12 + canvas.text_width(sizes, dim) < rest.x + free) {
    canvas.text({place.title_right + 12, baseline}, sizes, dim);
    place.title_right += 12 + canvas.text_width(sizes, dim);
  }
  for (Index i = 0; i < flow.planes * copies; ++i) {
    const Index plane = view.first_plane() + flow.first + i / copies;
    const Index row = i / flow.columns, column = i % flow.columns;
    const Point at{rest.x + flow.pitch_x * static_cast<float>(column),
                   rest.y + kLabel + flow.pitch_y * static_cast<float>(row)};
    const bool last = column + 1 == flow.columns || i + 1 == flow.planes * copies;
    if (i % copies == 1) {
      const float right = last ? stage.rect.right() - 4 : at.x + flow.pitch_x - 6;
      draw_activated(stage, plane, flow, at, right - at.x);
    } else {
      draw_output(stage, plane, flow, at);
    }
    const Rect grid{at.x, at.y, grid_width, flow.cell * static_cast<float>(shape[0])};
    place.bottom = std::max(place.bottom, grid.bottom());
    if (plane != chosen || row != 0 || i % copies == 1) continue;
    place.chosen = grid;
    if (!last) place.next_left = at.x + flow.pitch_x;
  }
  return place;
}

float draw_scale_bars(Stage& stage, Point at, bool dry) {
  constexpr float kPitch = 30;
  constexpr float kHeight = 4 * kPitch - 14;
  const auto& view = stage.view;
  struct Bar {
    std::string_view name;
    const state::GridScale* scale;
    bool digits;
  };
  const PassLetters letters = pass_letters(view.pass());
  const std::string product = fmt::format("{}\u00B7{}", letters.input, letters.filter);
  const std::array bars{Bar{letters.input, &view.input_scale(), stage.input_digits},
                        Bar{letters.filter, &view.weight_scale(), stage.weight_digits},
                        Bar{product, &view.product_scale(), stage.product_digits},
                        Bar{letters.output, &view.output_scale(), stage.output_digits}};
  const auto end_text = [&](float limit) {
    return state::signed_text(static_cast<double>(limit), limit < 1e4F ? -7 : -4,
                              stage.ui().language());
  };
  float ends = 0;
  for (const auto& [name, scale, digits] : bars) {
    ends =
        std::max(ends, stage.canvas().text_width(end_text(-scale->limit), {Face::kMono, 12, {}}));
  }
  const float room = stage.layout.foot.empty() ? stage.layout.sum.width : 340;
  // Names and ends alone are no bar.
  if (room < kBarNames + 2 * ends) return 0;
  if (dry) return kHeight;
  for (const auto& [name, scale, digits] : bars) {
    const std::string low = end_text(-scale->limit), high = end_text(scale->limit);
    scale_bar(stage.ui(), at, std::min(room, 340.0F),
              {.name = name,
               .low = low,
               .high = high,
               .strength = digits ? GridLook{}.active_strength : 1.0F,
               .ends = ends});
    at.y += kPitch;
  }
  return kHeight;
}

void draw_legend(Ui& ui, Point at) {
  const float pitch = 30;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  canvas.text({at.x, at.y + 12}, ui.tr(phrase::kLegend), {Face::kTextSemiBold, 14, theme.text});
  float second = 0;
  for (const auto* words : {&phrase::kInputPatch, &phrase::kFilterWord, &phrase::kOutputWord}) {
    second = std::max(second, 28 + 32 + canvas.text_width(ui.tr(*words), {Face::kText, 14, {}}));
  }
  const auto entry = [&](float x, int row, const state::Phrase& words) {
    const Rect box{at.x + x, at.y + 24 + pitch * static_cast<float>(row), 18, 18};
    canvas.text_in({box.right() + 10, box.y, 0, 18}, ui.tr(words), {Face::kText, 14, theme.text},
                   Align::kLeft);
    return box;
  };
  canvas.stroke_rect(entry(0, 0, phrase::kInputPatch), theme.input, 3);
  canvas.stroke_rect(entry(0, 1, phrase::kFilterWord), theme.filter, 3);
  canvas.stroke_rect(entry(0, 2, phrase::kOutputWord), theme.output, 3);
  const Rect padding = entry(second, 0, phrase::kPaddingWord);
  canvas.hatch(padding, theme.padding_fill, theme.padding_hatch);
  canvas.stroke_rect(padding, theme.grid, 1);
  const Rect now = entry(second, 1, phrase::kCurrentTerm);
  canvas.fill_rect(now, theme.now);
  canvas.stroke_rect(now, theme.on_now, 2);
}

void draw_current_term(Stage& stage, const Rect& region) {
  const auto& view = stage.view;
  const Index done = view.position().terms_done;
  const Index term_number = std::max<Index>(done - 1, 0);
  const engine::Term& term = view.current().terms[static_cast<std::size_t>(term_number)];
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  // While whole outputs are stepped, no term is the current one.
  if (view.active_term() < 0 || region.height < 160) return;
  float x = region.x;
  const float y = std::min(region.y + 90, stage.rect.bottom() - 140);
  const auto put = [&](const std::string& text, float baseline, const TextStyle& style) {
    canvas.text({x, baseline}, text, style);
    x += canvas.text_width(text, style);
  };
  const PassLook look = pass_look(stage);
  const auto index_of = [](const std::optional<engine::TensorRef>& ref, bool batch) {
    return batch ? ref->index.without_leading() : ref->index;
  };
  const PassLetters letters = pass_letters(view.pass());
  if (term.input) {
    put(std::string(letters.input) + index_of(term.input, true).to_string(), y,
        {Face::kMonoMedium, 29, look.input});
  } else {
    put(stage.ui().tr(phrase::kPaddingWord), y, {Face::kText, 29, theme.text_dim});
  }
  if (term.weight) {
    put(" \u00B7 ", y, {Face::kMono, 29, theme.text});
    const bool batch = view.pass() == state::ConvolutionPass::kWeight;
    put(std::string(letters.filter) + index_of(term.weight, batch).to_string(), y,
        {Face::kMonoMedium, 29, look.filter});
  }
  x = region.x;
  const auto number = [&](double value) { return stage.number(value, -state::kUsualDigits); };
  const std::string x_text = number(term.x), product = " = " + number(term.product);
  const std::string w_text = number(term.w), open = term.w < 0 ? "(" : "";
  const std::string close = term.w < 0 ? ")" : "", times = " \u00B7 ";
  float size = 42;
  for (const float smaller : {35.0F, 29.0F, 24.0F, 20.0F}) {
    const float width = canvas.text_width(x_text + times + open + w_text + close + product,
                                          {Face::kMonoBold, size, {}});
    if (region.x + width > stage.rect.right() - 40) size = smaller;
  }
  put(x_text, y + 60, {Face::kMonoBold, size, look.input});
  put(times + open, y + 60, {Face::kMono, size, theme.text});
  put(w_text, y + 60, {Face::kMonoBold, size, look.filter});
  put(close, y + 60, {Face::kMono, size, theme.text});
  put(product, y + 60, {Face::kMonoBold, size, theme.text});
}

}  // namespace convscope::ui::convolution
