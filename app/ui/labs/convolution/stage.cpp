#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using Size = state::ConvolutionSize;
namespace phrase = state::phrase;

// What the presenter's measures are made for: 1920x1080 without the progress line.
constexpr figure::Point kPresented{1920, 1072};

// Signs of the widest number of a tensor.
int widest_signs(const state::GridScale& scale) {
  if (scale.decimals < 0) return state::signs_of(scale.longest[2], -3);
  return std::max(state::signs_of(scale.low, scale.decimals),
                  state::signs_of(scale.high, scale.decimals));
}

StageContent content_of(const state::ConvolutionView& view, bool presenting) {
  const state::ConvolutionState& state = view.state();
  const int digits =
      std::max(widest_signs(view.output_scale()), widest_signs(view.product_scale()));
  const engine::Window2d& window = state.result->layer.window();
  const engine::Shape& out = state.result->cursor.output();
  const auto count = [](Index n) { return static_cast<int>(n); };
  return {.input_rows = count(window.y.input + 2 * window.y.pad.before),
          .input_columns = count(window.x.input + 2 * window.x.pad.before),
          .kernel = count(window.y.kernel),
          .channels = count(state.setup()[Size::kChannels]),
          .filters = count(out[0]),
          .output_rows = count(out[1]),
          .output_columns = count(out[2]),
          .digits = digits,
          .input_digits = widest_signs(view.input_scale()),
          .weight_digits = widest_signs(view.weight_scale()),
          .product_digits = widest_signs(view.product_scale()),
          .output_digits = widest_signs(view.output_scale()),
          .has_bias = state.setup().has_bias,
          .presenting = presenting};
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
  const Index channels = stage.view.state().setup()[Size::kChannels];
  const Index first = stage.view.first_channel(stage.view.filter());
  Rect area = stage.layout.rows.grown(4);
  // Index labels and slice names stand above the grids, the frame of the row before higher still.
  area.y -= 20;
  area.height += 20;
  area.x = stage.rect.x;
  area.width = stage.layout.sum_x - 4 - area.x;
  if (stage.layout.scrolls) stage.ui().push_area(area);
  for (Index c = 0; c < channels; ++c) {
    const float top = stage.row_top(c);
    if (top > area.bottom() || top + stage.layout.row_pitch < area.y) continue;
    draw_input(stage, c);
    if (c < first || c >= first + stage.view.slices()) continue;
    draw_filter(stage, c - first);
    draw_products(stage, c - first);
  }
  if (stage.layout.scrolls) {
    stage.ui().pop_area();
    draw_scroll_bar(stage, stage.layout.row_pitch * static_cast<float>(channels));
  }
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

}  // namespace

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
  const Index filters = stage.view.state().setup()[Size::kFilters], f = stage.view.filter();
  const float y = stage.layout.title_baseline - 17;
  if (x + 48 > stage.layout.product_x) return;
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
  const state::ConvolutionSetup& setup = stage.view.state().setup();
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
  const auto& tr = stage.ui();
  std::string shape = fmt::format("{}\u00D7{}\u00D7{}", setup[Size::kHeight], setup[Size::kWidth],
                                  setup[Size::kChannels]);
  const std::string padding =
      fmt::format(", {} {}", tr.tr(phrase::kPaddingOf), setup[Size::kPadding]);
  title(at.input_x, at.filter_x - 12, tr.tr(phrase::kInputTitle), theme.input, shape + padding);
  const std::string filter = fmt::format("{}{}", tr.tr(phrase::kFilterTitle), stage.view.filter());
  const bool chooses = setup[Size::kFilters] > 1 && at.other_cell <= 0 && !present;
  std::string kernel = fmt::format("{}\u00D7{}\u00D7{}", setup[Size::kKernel], setup[Size::kKernel],
                                   stage.view.slices());
  title(at.filter_x, at.product_x - 12, filter, theme.filter, chooses ? "" : kernel);
  if (chooses) {
    draw_filter_buttons(
        stage, at.filter_x + canvas.text_width(filter, {Face::kTextSemiBold, size, {}}) + 6);
  }
  title(at.product_x, at.sum_x, tr.tr(phrase::kProductsTitle), theme.text, "");
  title(at.sum_x, stage.rect.right(), tr.tr(phrase::kSumTitle), theme.text, "");
}

void draw_stage(LabFrame& frame, const Rect& rect) {
  const state::ConvolutionState& lab = frame.state.convolution;
  if (!lab.result) {
    draw_problem(frame, rect);
    return;
  }
  const state::ConvolutionView view(lab, !frame.state.presenting);
  const StageContent content = content_of(view, frame.state.presenting);
  // A projector's screen is laid out at its usual size and then brought to the window's.
  const float base =
      frame.state.presenting
          ? std::clamp(std::min(rect.width / kPresented.x, rect.height / kPresented.y), 0.4F, 2.0F)
          : 1.0F;
  const Rect whole{rect.x, rect.y, rect.width / base, rect.height / base};
  Stage stage{.frame = frame,
              .view = view,
              .layout = layout_stage(whole, frame.layout.roominess, content),
              .rect = whole,
              .hovered = {}};
  draw_view_button(frame, rect);
  const float zoom = base * static_cast<float>(lab.view.magnification());
  const figure::Point corner{whole.x + static_cast<float>(lab.view.x) * whole.width,
                             whole.y + static_cast<float>(lab.view.y) * whole.height};
  frame.ui.push_view(rect, zoom, {corner.x - rect.x / zoom, corner.y - rect.y / zoom});
  const bool inside = lab.grain == engine::Grain::kTerm || lab.grain == engine::Grain::kChannel;
  const Index current = view.first_channel(view.filter()) + (inside ? view.position().channel : 0);
  stage.scroll = stage_scroll(frame, stage.layout, content.channels, current);
  draw_titles(stage);
  draw_rows(stage);
  draw_sum_column(stage);
  draw_motion(stage);
  steer_view(stage);
  frame.ui.pop_view();
  report_hover(stage);
}

}  // namespace convscope::ui::convolution
