#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/examples.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
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
namespace action = state::convolution;

struct SizeRow {
  Size size;
  std::string_view id;
  state::Phrase name;
};
constexpr std::array kInputRows{SizeRow{Size::kHeight, "conv.height", phrase::kHeightName},
                                SizeRow{Size::kWidth, "conv.width", phrase::kWidthName},
                                SizeRow{Size::kChannels, "conv.channels", phrase::kChannelsName}};
constexpr std::array kFilterRows{SizeRow{Size::kFilters, "conv.filters", phrase::kFiltersName},
                                 SizeRow{Size::kKernel, "conv.kernel", phrase::kKernelName},
                                 SizeRow{Size::kStride, "conv.stride", phrase::kStrideName},
                                 SizeRow{Size::kPadding, "conv.padding", phrase::kPaddingName},
                                 SizeRow{Size::kDilation, "conv.dilation", phrase::kDilationName},
                                 SizeRow{Size::kGroups, "conv.groups", phrase::kGroupsName}};

/// Draws from the top down.
struct Panel {
  LabFrame& frame;
  Rect inner;
  float y;
  float pitch;  ///< of the rows
  float gap;    ///< between groups

  Ui& ui() const { return frame.ui; }
  bool roomy() const { return pitch > 30; }
  const state::ConvolutionSetup& setup() const { return frame.state.convolution.setup(); }
  void want(state::ConvolutionAction what) const {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(what)});
  }
  void head(const state::Phrase& text) {
    y += gap + 14;
    heading(frame.ui, {inner.x, y}, frame.ui.tr(text));
    y += 8;
  }
  // What is too wide gets the smallest type.
  void line(const std::string& text, TextStyle style) {
    y += roomy() ? 22.0F : std::max(pitch - 5, 16.0F);
    if (ui().canvas().text_width(text, style) > inner.width) style.size = 12;
    ui().canvas().text({inner.x, y}, text, style);
  }
  // A term and its value behind it, or below where both do not stand in one line.
  void equation(const std::string& left, const std::string& value, figure::Color color) {
    TextStyle mono{Face::kMono, 14, ui().theme().text}, bold{Face::kMonoBold, 14, color};
    const auto width = [&] {
      return ui().canvas().text_width(left, mono) + ui().canvas().text_width(value, bold);
    };
    if (width() > inner.width) mono.size = bold.size = 12;
    line(left, mono);
    if (width() > inner.width) {
      line(value, bold);
    } else {
      ui().canvas().text({inner.x + ui().canvas().text_width(left, mono), y}, value, bold);
    }
  }
};

// The first sentence where all of it would take more than two lines.
std::string in_short(Ui& ui, const std::string& text, float width, const TextStyle& style) {
  const float most = 3 * style.size;
  if (paragraph(ui.canvas(), {}, width, text, style, true) <= most) return text;
  return text.substr(0, text.find(". ") + 1) + " " + ui.tr(phrase::kReadOn);
}

void draw_example(Panel& panel) {
  Ui& ui = panel.ui();
  std::vector<std::string> names;
  for (const auto& example : state::convolution_examples()) names.push_back(ui.tr(example.name));
  heading(ui, {panel.inner.x, panel.y + 14}, ui.tr(phrase::kExample));
  panel.y += 22;
  const int chosen = panel.setup().example;
  if (const auto pick = combo(ui, "conv.example", {panel.inner.x, panel.y, panel.inner.width, 32},
                              names, chosen)) {
    panel.want(action::ChooseExample{*pick});
  }
  panel.y += 38;
  const auto& note = state::convolution_examples()[static_cast<std::size_t>(chosen)].note;
  const TextStyle dim{Face::kText, 12, ui.theme().text_dim};
  const std::string text = ui.tr(note);
  const float all = paragraph(ui.canvas(), {}, panel.inner.width, text, dim, true);
  // In a low window two lines stand for the note, which opens.
  const std::string start = in_short(ui, text, panel.inner.width, dim);
  if (panel.roomy() || start == text) {
    panel.y += paragraph(ui.canvas(), {panel.inner.x, panel.y}, panel.inner.width, text, dim);
    return;
  }
  const bool open = ui.memory().scroll["conv.note"] > 0;
  const float height = open ? all : paragraph(ui.canvas(), {}, panel.inner.width, start, dim, true);
  const Rect rect{panel.inner.x, panel.y, panel.inner.width, height};
  const Interaction it = ui.item("conv.note", rect);
  if (it.clicked) ui.memory().scroll["conv.note"] = open ? 0 : 1;
  paragraph(ui.canvas(), {rect.x, rect.y}, rect.width, open ? text : start, dim);
  ui.focus_ring(it, rect);
  if (!open) ui.tooltip("conv.note", text);
  panel.y += height;
}

void draw_sizes(Panel& panel, std::span<const SizeRow> rows) {
  const state::ConvolutionSizes usual =
      state::convolution_examples()[static_cast<std::size_t>(panel.setup().example)].sizes;
  for (const SizeRow& row : rows) {
    const state::SizeLimits limits = state::limits_of(row.size);
    const Index now = panel.setup()[row.size];
    const SliderRange range{.least = static_cast<double>(limits.least),
                            .most = static_cast<double>(std::max(limits.usual_most, now)),
                            .step = 1,
                            .usual = static_cast<double>(usual[row.size])};
    const Rect rect{panel.inner.x, panel.y, panel.inner.width, panel.pitch};
    if (const auto value = slider_row(panel.ui(), row.id, rect, panel.ui().tr(row.name),
                                      static_cast<double>(now), range)) {
      panel.want(action::SetSize{row.size, static_cast<Index>(std::llround(*value))});
    }
    panel.y += panel.pitch;
  }
}

void draw_checks(Panel& panel) {
  Ui& ui = panel.ui();
  panel.y += 6;
  if (const auto on = checkbox(ui, "conv.bias", {panel.inner.x, panel.y + 4},
                               ui.tr(phrase::kBiasName), panel.setup().has_bias)) {
    panel.want(action::SetBias{*on});
  }
  panel.y += std::max(panel.pitch - 4, 18.0F);
  if (const auto on =
          checkbox(ui, "conv.hide_pending", {panel.inner.x, panel.y + 4},
                   ui.tr(phrase::kHidePending), panel.frame.state.convolution.hide_pending)) {
    panel.want(action::SetHidePending{*on});
  }
  panel.y += std::max(panel.pitch - 4, 18.0F);
}

std::string axis_formula(const engine::WindowAxis& axis) {
  return fmt::format("\u230A({}+2\u00B7{}\u2212{}\u00B7{}\u22121)/{}\u230B+1 = ", axis.input,
                     axis.pad.before, axis.dilation, axis.kernel - 1, axis.stride);
}

void draw_output_size(Panel& panel) {
  Ui& ui = panel.ui();
  const state::Theme& theme = ui.theme();
  panel.y += panel.gap;
  rule(ui, panel.inner.x, panel.y, panel.inner.width);
  panel.y -= panel.gap / 3;
  panel.head(phrase::kOutputSize);
  const TextStyle dim{Face::kMono, 14, theme.text_dim}, mono{Face::kMono, 14, theme.text};
  panel.line("\u230A(H+2p\u2212d\u00B7(k\u22121)\u22121)/s\u230B+1", dim);
  const state::ConvolutionState& lab = panel.frame.state.convolution;
  if (!lab.result) {
    const auto problem = state::problem_of(lab.setup(), ui.language());
    if (!problem->formula.empty()) panel.line(problem->formula, mono);
    panel.y += 8;
    panel.y +=
        notice(ui, {panel.inner.x, panel.y}, panel.inner.width, problem->sentence, theme.warn) + 8;
    if (button(ui, "conv.repair", {panel.inner.x, panel.y, panel.inner.width, 32}, problem->repair,
               {.tone = ButtonTone::kPrimary})) {
      panel.want(action::Repair{});
    }
    panel.y += 32;
    return;
  }
  const engine::Window2d& window = lab.result->layer.window();
  const auto axis_line = [&](const engine::WindowAxis& axis) {
    panel.equation(axis_formula(axis), std::to_string(axis.outputs()), theme.output);
  };
  axis_line(window.y);
  if (window.x.input != window.y.input) axis_line(window.x);
  const engine::Shape& out = lab.result->cursor.output();
  panel.line(fmt::format("{} \u00D7 {} \u00D7 {} = {} {}", out[1], out[2], out[0],
                         state::count_text(out.count()),
                         ui.tr(out.count() == 1 ? phrase::kOutputOne : phrase::kOutputs)),
             {Face::kText, 14, theme.text_dim});
}

void draw_parameters(Panel& panel) {
  const state::ConvolutionState& lab = panel.frame.state.convolution;
  if (!lab.result) return;
  Ui& ui = panel.ui();
  const state::Theme& theme = ui.theme();
  panel.y += panel.gap;
  rule(ui, panel.inner.x, panel.y, panel.inner.width);
  panel.y -= panel.gap / 3;
  panel.head(phrase::kParameters);
  const state::ConvolutionSetup& s = panel.setup();
  const Index k = s[Size::kKernel], slices = s[Size::kChannels] / s[Size::kGroups];
  const Index filters = s[Size::kFilters], bias = s.has_bias ? 1 : 0;
  const Index ours = (k * k * slices + bias) * filters;
  const Index inputs = s[Size::kHeight] * s[Size::kWidth] * s[Size::kChannels];
  const Index outputs = lab.result->cursor.output().count();
  const Index dense = (inputs + bias) * outputs;
  const TextStyle dim{Face::kText, 14, theme.text_dim};
  // "(3*3*3 + 1)*2": one bias a filter.
  const auto with_bias = [&](const std::string& text) {
    return s.has_bias ? fmt::format("({} + 1)", text) : text;
  };
  const std::string one = with_bias(fmt::format("{}\u00B7{}\u00B7{}", k, k, slices));
  panel.equation(fmt::format("{}\u00B7{} = ", one, filters), state::count_text(ours), theme.filter);
  panel.line(ui.tr(phrase::kDenseEquivalent), dim);
  panel.equation(fmt::format("{}\u00B7{} = ", with_bias(std::to_string(inputs)), outputs),
                 state::count_text(dense), theme.text);
  const double ratio = static_cast<double>(dense) / static_cast<double>(ours);
  panel.line(fmt::format("{} / {} = {}\u00D7", state::count_text(dense), state::count_text(ours),
                         state::number_text(ratio, ratio < 100 ? 1 : 0, ui.language())),
             {Face::kMono, 14, theme.text_dim});
}

}  // namespace

void draw_settings(LabFrame& frame, const Rect& rect) {
  const bool roomy = rect.height >= 860;
  const bool low = rect.height < 620;  // as below the offer of a training
  const float inset = roomy ? 20 : 16;
  // What does not fit in a low window is reached with the wheel.
  auto& scroll = frame.ui.memory().scroll;
  float& offset = scroll["conv.settings"];
  if (rect.contains(frame.ui.input().mouse) && frame.ui.memory().popup.empty()) {
    offset -= frame.ui.input().wheel * 60;
  }
  offset = std::clamp(offset, 0.0F, std::max(0.0F, scroll["conv.settings.height"] - rect.height));
  const float top = roomy ? 18 : low ? 4 : 10;
  const float pitch = roomy ? 34 : !low ? 23 : rect.height >= 570 ? 21 : 19;
  Panel panel{frame,
              {rect.x + inset, rect.y, rect.width - 2 * inset, rect.height},
              rect.y + top - offset,
              pitch,
              roomy ? 18.0F
              : low ? 4.0F
                    : 6.0F};
  draw_example(panel);
  panel.head(phrase::kInputHeading);
  draw_sizes(panel, kInputRows);
  panel.head(phrase::kFiltersHeading);
  draw_sizes(panel, kFilterRows);
  draw_checks(panel);
  draw_output_size(panel);
  draw_parameters(panel);
  scroll["conv.settings.height"] = panel.y + 12 + offset - rect.y;
}

}  // namespace convscope::ui::convolution
