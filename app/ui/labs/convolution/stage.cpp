#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using state::Equation;
namespace phrase = state::phrase;

// What the presenter's measures are made for: 1920x1080 without the progress line.
constexpr figure::Point kPresented{1920, 1072};

// Columns of what arrives behind an activation; with more there is g alone.
constexpr int kMostArriving = 12;

// Signs of the widest number of a tensor.
int widest_signs(const state::GridScale& scale) {
  if (scale.decimals < 0) return state::signs_of(scale.longest[2], -3);
  return std::max(state::signs_of(scale.low, scale.decimals),
                  state::signs_of(scale.high, scale.decimals));
}

// What the outputs behind an activation need at least: one decimal, "-0.1".
int activated_signs(const state::ConvolutionView& view) {
  if (!view.has_activation() || view.activated_scale().decimals == 0) return 0;
  return view.activated_scale().low < 0 ? 4 : 3;
}

// Whether there is one other filter, to be shown small.
bool shows_other(const state::ConvolutionView& view) {
  return view.filters() == 2 && view.pass() != state::ConvolutionPass::kBias &&
         !view.has_arriving();
}

StageContent content_of(const state::ConvolutionView& view, bool presenting) {
  const bool patch = view.state().kind == state::ConvolutionViewKind::kProducts;
  const int digits =
      std::max(widest_signs(view.output_scale()), widest_signs(view.product_scale()));
  const Equation& equation = view.equation();
  const engine::Shape out = equation.plane_shape();
  const auto count = [](Index n) { return static_cast<int>(n); };
  const bool one_dimensional = view.state().setup().choices.one_dimensional;
  const auto arriving = static_cast<int>(view.result().cursor.output()[2]);
  return {.input_rows = count(patch ? equation.y().taps : equation.y().count),
          .input_columns = count(patch ? equation.x().taps : equation.x().count),
          .kernel = count(equation.x().taps),
          .kernel_rows = count(equation.y().taps),
          .before_columns =
              view.has_arriving() && (one_dimensional || arriving <= kMostArriving) ? arriving : 0,
          .before_filter = view.pass() == state::ConvolutionPass::kWeight,
          .channels = count(patch ? view.active_rows() : equation.rows()),
          .other = shows_other(view),
          .planes = count(view.planes() * (view.has_activation() ? 2 : 1)),
          .output_rows = count(out[0]),
          .output_columns = count(out[1]),
          .digits = digits,
          .input_digits = widest_signs(view.input_scale()),
          .weight_digits = widest_signs(view.weight_scale()),
          .product_digits = widest_signs(view.product_scale()),
          .output_digits = std::max(widest_signs(view.output_scale()), activated_signs(view)),
          .has_bias = view.has_bias(),
          .presenting = presenting,
          .header = true,
          .stacked = one_dimensional};
}

// A setting without output: which formula fails, and a way on.
void draw_problem(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const state::ConvolutionSetup& setup = frame.state.convolution.setup();
  const auto problem = state::problem_of(setup, ui.language());
  if (!problem) return;
  const float width = std::min(480.0F, rect.width - 48);
  const figure::Point at{std::floor(rect.center_x() - width / 2), std::floor(rect.center_y() - 90)};
  ui.canvas().text(at, ui.tr(phrase::kNoOutput), {Face::kTextSemiBold, 24, ui.theme().text});
  float y = at.y + 36;
  if (!problem->formula.empty()) {
    ui.canvas().text({at.x, y}, problem->formula, {Face::kMonoMedium, 17, ui.theme().text});
    y += 16;
  }
  y += notice(ui, {at.x, y}, width, problem->sentence, ui.theme().warn) + 16;
  const float button_width =
      ui.canvas().text_width(problem->repair, {Face::kTextMedium, 14, {}}) + 40;
  if (button(ui, "conv.stage.repair", {at.x, y, button_width, 40}, problem->repair,
             {.tone = ButtonTone::kPrimary})) {
    frame.intents.emplace_back(state::ConvolutionIntent{state::convolution::Repair{}});
  }
}

void draw_scroll_bar(Stage& stage, float content_height) {
  const Rect& area = stage.layout.rows;
  const float share = area.height / content_height;
  if (share >= 1) return;
  const Rect bar{stage.rect.x + 4, area.y + stage.scroll * share, 4, area.height * share};
  const Interaction it =
      stage.ui().item("conv.scroll", {bar.x - 4, area.y, 12, area.height}, false);
  if (it.held) {
    const float top = (it.mouse.y - area.y - bar.height / 2) / share;
    stage.ui().memory().scroll["conv.stage"] =
        std::clamp(top, 0.0F, std::max(0.0F, content_height - area.height));
  }
  stage.canvas().fill_rect({bar.x, area.y, 4, area.height}, stage.ui().theme().track, 2);
  stage.canvas().fill_rect(bar, stage.ui().theme().line_strong, 2);
}

void draw_rows(Stage& stage) {
  const Index first = stage.view.first_row(), active = stage.view.active_rows();
  const Index begin = stage.patch ? first : 0;
  const Index rows = stage.patch ? first + active : stage.view.equation().rows();
  Rect area = stage.layout.rows.grown(4);
  // Index labels and slice names stand above the grids, the frame of the row before higher still.
  const float above = stage.presenting() ? 0 : 20;
  area.y -= above;
  area.height += above;
  area.x = stage.rect.x;
  area.width = stage.layout.sum_x - 4 - area.x;
  if (stage.layout.scrolls) stage.ui().push_area(area);
  for (Index row = begin; row < rows; ++row) {
    const float top = stage.row_top(row);
    if (top > area.bottom() || top + stage.layout.row_pitch < area.y) continue;
    draw_input(stage, row);
    if (row < first || row >= first + active) continue;
    draw_filter(stage, row - first);
    draw_products(stage, row - first);
  }
  if (stage.layout.scrolls) {
    stage.ui().pop_area();
    draw_scroll_bar(stage, stage.layout.row_pitch * static_cast<float>(rows - begin));
  }
}

// Beside a row without grids of its own stands why the gradient is what it is.
void draw_words_beside(Stage& stage) {
  if (stage.presenting() || !stage.view.state().backward() || stage.layout.scrolls) return;
  const Index rows = stage.view.equation().rows(), row = stage.view.first_row();
  if (stage.view.active_rows() > 1 || rows < 2 || stage.patch) return;
  const StageLayout& at = stage.layout;
  const float top = stage.row_top(row == 0 ? 1 : 0);
  const auto columns = static_cast<float>(stage.view.equation().x().taps);
  const float right = at.stacked ? at.sum_x - 48 : at.product_x + at.product_width * columns;
  const float down = at.stacked ? at.input_cell + 16 : 0;
  draw_backward_words(stage,
                      {at.filter_x, top + down, right - at.filter_x, at.row_pitch - 30 - down});
}

void report_hover(const Stage& stage) {
  const auto& mouse = stage.ui().input().mouse;
  const Rect& card = stage.frame.layout.card;
  if (card.contains(mouse) && !stage.frame.layout.card_folded) return;  // the card reports it
  // On a projector the pointer is for pointing.
  if (stage.presenting()) {
    if (stage.view.state().hovered) stage.want(state::convolution::Hover{});
    return;
  }
  if (stage.hovered != stage.view.state().hovered) {
    stage.want(state::convolution::Hover{stage.hovered});
  }
}

// How far the window is from the first input, while `width` wide cells stay inside of the input.
float slide_of(const Stage& stage, float width) {
  const state::EquationAxis& axis = stage.view.equation().x();
  const StageLayout& at = stage.layout;
  if (!at.stacked || stage.patch) return 0;
  const Index target = stage.view.equation().target_x(stage.view.position().cell);
  const float most =
      at.input_cell * static_cast<float>(axis.count) - width * static_cast<float>(axis.taps);
  const auto cells = static_cast<float>(axis.met(target, 0) - axis.first);
  return std::clamp(at.input_cell * cells, 0.0F, std::max(0.0F, most));
}

}  // namespace

figure::Point Stage::filter_corner(Index row) const {
  return {layout.filter_x + slide_of(*this, layout.filter_width),
          row_top(row) + layout.filter_down};
}

figure::Point Stage::product_corner(Index row) const {
  return {layout.product_x + slide_of(*this, layout.product_width),
          row_top(row) + layout.product_down};
}

std::string Stage::number(double value, int decimals) const {
  return state::number_text(value, decimals, frame.ui.language());
}

float stage_scroll(LabFrame& frame, const StageLayout& layout, Index channels, Index current) {
  auto& memory = frame.ui.memory().scroll;
  float& scroll = memory["conv.stage"];
  if (!layout.scrolls) return scroll = 0;
  const float content = layout.row_pitch * static_cast<float>(channels);
  const float most = std::max(0.0F, content - layout.rows.height);
  // A new slice comes into sight by itself; after that the hand moves freely.
  float& followed = memory["conv.stage.slice"];
  if (followed != static_cast<float>(current) + 1) {
    followed = static_cast<float>(current) + 1;
    const float top = layout.row_pitch * static_cast<float>(current);
    if (top < scroll || top + layout.row_pitch > scroll + layout.rows.height) scroll = top;
  }
  const Input& input = frame.ui.input();
  if (input.shift && layout.rows.contains(input.mouse)) scroll -= frame.ui.take_wheel() * 60;
  scroll = std::clamp(scroll, 0.0F, most);
  return scroll;
}

// Where the other filters are not on the stage: to the one before and the one after.
void draw_filter_buttons(Stage& stage, float x) {
  const Index filters = stage.view.filters(), f = stage.view.filter();
  const float y = stage.layout.title_baseline - 17;
  if (!stage.layout.stacked && x + 48 > stage.layout.product_x) return;
  const ButtonLook look{.tone = ButtonTone::kFlat, .size = 17};
  if (button(stage.ui(), "conv.filter.back", {x, y, 22, 24}, "\u2039", look)) {
    stage.want(state::convolution::ChooseFilter{(f + filters - 1) % filters});
  }
  if (button(stage.ui(), "conv.filter.next", {x + 24, y, 22, 24}, "\u203A", look)) {
    stage.want(state::convolution::ChooseFilter{(f + 1) % filters});
  }
}

void draw_titles(Stage& stage) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const float size = present ? 24 : 17, y = stage.layout.title_baseline;
  const auto title = [&](float x, float until, const std::string& name, figure::Color color,
                         const std::string& detail) {
    TextStyle style{Face::kTextSemiBold, size, color};
    // In a narrow column the words get smaller, then go.
    for (const float smaller : {14.0F, 12.0F}) {
      if (x + canvas.text_width(name, style) > until) style.size = smaller;
    }
    if (x + canvas.text_width(name, style) > until + 10) return;
    canvas.text({x, y}, name, style);
    const TextStyle dim{Face::kText, 14, theme.text_dim};
    const float after = x + canvas.text_width(name, style) + 12;
    if (!present && after + canvas.text_width(detail, dim) < until) {
      canvas.text({after, y}, detail, dim);
    }
  };
  const StageLayout& at = stage.layout;
  const PassLook look = pass_look(stage);
  const StageTitles titles = titles_of(stage);
  const bool chooses = stage.view.filters() > 1 && at.other_cell <= 0 && !present;
  const auto width = [&](const std::string& name) {
    return canvas.text_width(name, {Face::kTextSemiBold, size, {}});
  };
  // Of grids below each other the titles follow each other.
  const float filter_x = at.stacked ? at.input_x + width(titles.input) + 32 : at.filter_x;
  const float buttons_x = filter_x + width(titles.filter) + 6;
  const float product_x =
      at.stacked ? (chooses ? buttons_x + 46 : filter_x + width(titles.filter)) + 32 : at.product_x;
  title(at.input_x, filter_x - 12, titles.input, look.input, titles.input_detail);
  title(filter_x, product_x - 12, titles.filter, look.filter, chooses ? "" : titles.filter_detail);
  if (chooses) draw_filter_buttons(stage, buttons_x);
  title(product_x, at.sum_x - 20, titles.products, theme.text, "");
  title(at.sum_x, stage.rect.right(), stage.ui().tr(phrase::kSumTitle), theme.text, "");
}

namespace {

// What arrives behind an activation gives way where it would cost the others their digits.
StageLayout row_layout(const Rect& whole, float roominess, StageContent content) {
  const StageLayout with = layout_stage(whole, roominess, content);
  if (content.before_columns == 0 || content.stacked) return with;
  content.before_columns = 0;
  const StageLayout without = layout_stage(whole, roominess, content);
  const bool poorer = with.filter_width < 0.6F * without.filter_width ||
                      with.product_height < 0.6F * without.product_height ||
                      (with.input_cell < 16 && without.input_cell >= 16);
  return poorer ? without : with;
}

// The stage of rows, each with its grids.
void draw_row_stage(LabFrame& frame, const Rect& rect, const state::ConvolutionView& view) {
  const state::ConvolutionState& lab = frame.state.convolution;
  const StageContent content = content_of(view, frame.state.presenting);
  // A projector's screen is laid out at its usual size and then brought to the window's.
  const float base =
      frame.state.presenting
          ? std::clamp(std::min(rect.width / kPresented.x, rect.height / kPresented.y), 0.4F, 2.0F)
          : 1.0F;
  const Rect whole{rect.x, rect.y, rect.width / base, rect.height / base};
  const StageLayout layout = row_layout(whole, frame.layout.roominess, content);
  Stage stage{.frame = frame,
              .view = view,
              .layout = layout,
              .rect = whole,
              .patch = lab.kind == state::ConvolutionViewKind::kProducts,
              .hues = lab.kind == state::ConvolutionViewKind::kHues,
              .hovered = {}};
  draw_view_button(frame, rect);
  if (!frame.state.presenting && !frame.figure_only()) draw_header(frame, stage.layout.header);
  const float zoom = base * static_cast<float>(lab.view.magnification());
  const figure::Point corner{whole.x + static_cast<float>(lab.view.x) * whole.width,
                             whole.y + static_cast<float>(lab.view.y) * whole.height};
  frame.ui.push_view(rect, zoom, {corner.x - rect.x / zoom, corner.y - rect.y / zoom});
  const bool inside = lab.grain == engine::Grain::kTerm || lab.grain == engine::Grain::kChannel;
  const Index current = inside ? view.current_row() : view.first_row();
  stage.scroll = stage_scroll(frame, stage.layout, content.channels,
                              stage.patch ? current - view.first_row() : current);
  draw_titles(stage);
  draw_rows(stage);
  draw_words_beside(stage);
  draw_sum_column(stage);
  draw_motion(stage);
  steer_view(stage);
  frame.ui.pop_view();
  report_hover(stage);
}

// The view of the state that fills the stage with one drawing.
void draw_plain_stage(LabFrame& frame, const Rect& rect, const state::ConvolutionView& view) {
  using Kind = state::ConvolutionViewKind;
  // The place of the switches, and of what stands below them.
  const StageLayout layout = layout_stage(rect, frame.layout.roominess, {.header = true});
  const bool bare = frame.state.presenting || frame.figure_only();
  if (!bare) draw_header(frame, layout.header);
  Rect area = rect.grown(frame.state.presenting ? -40.0F : -20.0F);
  if (!bare) {
    const float top = layout.header.bottom() + 16;
    area.height -= top - area.y;
    area.y = top;
  }
  frame.ui.canvas().push_clip(rect);
  switch (frame.state.convolution.kind) {
    case Kind::kGeometry:
      draw_geometry(frame, view, area);
      break;
    case Kind::kMatrix: {
      Stage stage{.frame = frame, .view = view, .layout = {}, .rect = area, .hovered = {}};
      draw_matrix(stage, area);
      report_hover(stage);
      break;
    }
    default: {
      // Made of panels' type, which the last row cannot read: a smaller page, magnified.
      const float zoom =
          frame.state.presenting
              ? std::clamp(std::min(area.width / 1100, area.height / 600), 1.0F, 1.7F)
              : 1.0F;
      const Rect page{area.x, area.y, area.width / zoom, area.height / zoom};
      frame.ui.push_view(area, zoom, {area.x - area.x / zoom, area.y - area.y / zoom});
      if (frame.state.convolution.kind == Kind::kField) {
        draw_field(frame, page);
      } else {
        draw_counting(frame, view, page);
      }
      frame.ui.pop_view();
      break;
    }
  }
  frame.ui.canvas().pop_clip();
}

}  // namespace

void draw_stage(LabFrame& frame, const Rect& rect) {
  using Kind = state::ConvolutionViewKind;
  const state::ConvolutionState& lab = frame.state.convolution;
  if (shows_shuffle(frame)) return draw_shuffle_stage(frame, rect);
  if (!lab.result) {
    draw_problem(frame, rect);
    return;
  }
  const state::ConvolutionView view(lab, !frame.state.presenting);
  const bool rows =
      lab.kind == Kind::kNumbers || lab.kind == Kind::kProducts || lab.kind == Kind::kHues;
  if (rows) {
    draw_row_stage(frame, rect, view);
  } else {
    draw_plain_stage(frame, rect, view);
  }
}

}  // namespace convscope::ui::convolution
