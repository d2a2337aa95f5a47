#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/misprints.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/convolution/settings_panel.h"

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

// The first sentence where all of it would take more than two lines.
std::string in_short(Ui& ui, const std::string& text, float width, const TextStyle& style) {
  const float most = 3 * style.size;
  if (paragraph(ui.canvas(), {}, width, text, style, true) <= most) return text;
  const std::size_t end = text.find(". ");
  if (end == std::string::npos) return text;
  return text.substr(0, end + 1) + " " + ui.tr(phrase::kReadOn);
}

// The examples of the list: those that a slide misprints are reached from the right ones' notes.
std::vector<int> listed_examples(int chosen) {
  std::vector<int> listed;
  const auto examples = state::convolution_examples();
  for (int i = 0; i < static_cast<int>(examples.size()); ++i) {
    if (!examples[static_cast<std::size_t>(i)].printed() || i == chosen) listed.push_back(i);
  }
  return listed;
}

void draw_note(Panel& panel, const std::string& text) {
  Ui& ui = panel.ui();
  const TextStyle dim{Face::kText, 12, ui.theme().text_dim};
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

// A line of small type that is clicked.
bool link(Panel& panel, const char* id, float& x, const std::string& words) {
  Ui& ui = panel.ui();
  const std::string label = words + " \u203A";
  const TextStyle style{Face::kTextMedium, 12, ui.theme().text};
  const Rect rect{x, panel.y + 4, ui.canvas().text_width(label, style), 20};
  const Interaction it = ui.item(id, rect);
  ui.canvas().text_in(rect, label, style, Align::kLeft);
  ui.canvas().fill_rect({rect.x, rect.bottom() - 3, rect.width, 1},
                        it.hovered ? ui.theme().text : ui.theme().line_strong);
  ui.focus_ring(it, rect);
  x = rect.right() + 14;
  return it.clicked;
}

// To the numbers where the slide errs, to what it prints, and back: in one line.
void draw_printed_links(Panel& panel, const state::ConvolutionExample& example) {
  const auto misprints = state::misprints_of(panel.setup());
  const auto say = [&](const state::Phrase& words) { return panel.ui().tr(words); };
  float x = panel.inner.x;
  if (!misprints.empty()) {
    const std::string words = fmt::format(fmt::runtime(say(phrase::kMisprints)), misprints.size());
    if (link(panel, "conv.misprints", x, words)) panel.want(action::ShowMisprint{});
    panel.ui().tooltip("conv.misprints", say(phrase::kShowMisprints));
  }
  const std::string_view key = example.printed() ? example.corrected_by : example.printed_as;
  const int target = state::find_example(key);
  if (target >= 0) {
    const std::string words = say(example.printed()   ? phrase::kToCorrected
                                  : misprints.empty() ? phrase::kToPrinted
                                                      : phrase::kToPrintedShort);
    if (link(panel, "conv.printed", x, words)) panel.want(action::ChooseExample{target});
  }
  if (x > panel.inner.x) panel.y += 24;
}

void draw_example(Panel& panel) {
  Ui& ui = panel.ui();
  const auto examples = state::convolution_examples();
  const int chosen = panel.setup().example;
  const std::vector<int> listed = listed_examples(chosen);
  std::vector<std::string> names;
  for (const int i : listed) names.push_back(ui.tr(examples[static_cast<std::size_t>(i)].name));
  heading(ui, {panel.inner.x, panel.y + 14}, ui.tr(phrase::kExample));
  panel.y += 22;
  const auto at = std::find(listed.begin(), listed.end(), chosen) - listed.begin();
  if (const auto pick = combo(ui, "conv.example", {panel.inner.x, panel.y, panel.inner.width, 32},
                              names, static_cast<int>(at))) {
    panel.want(action::ChooseExample{listed[static_cast<std::size_t>(*pick)]});
  }
  panel.y += 38;
  const state::ConvolutionExample& example = examples[static_cast<std::size_t>(chosen)];
  if (!state::keeps_example(panel.setup())) {
    draw_note(panel, ui.tr(phrase::kNoLongerExample));
    return;
  }
  if (panel.roomy() && !ui.tr(example.lecture).empty()) {
    panel.y += 2 + paragraph(ui.canvas(), {panel.inner.x, panel.y}, panel.inner.width,
                             ui.tr(example.lecture), {Face::kTextMedium, 12, ui.theme().text_dim});
  }
  draw_note(panel, panel.roomy() || ui.tr(example.lecture).empty()
                       ? ui.tr(example.note)
                       : ui.tr(example.note) + " (" + ui.tr(example.lecture) + ")");
  draw_printed_links(panel, example);
}

// What arrives from behind: 1 everywhere, or the outputs themselves. In a low window in one row.
void draw_upstream(Panel& panel) {
  if (!panel.frame.state.convolution.backward()) return;
  using Loss = action::FillUpstream::Loss;
  const bool activated = panel.setup().choices.activation.has_value();
  Rect row{panel.inner.x, panel.y + 4, panel.inner.width, 24};
  if (panel.roomy()) {
    panel.head(phrase::kUpstreamHeading);
    row = {panel.inner.x, panel.y + 4, panel.inner.width, 30};
  } else {
    const std::string name = activated ? "\u2202L/\u2202a" : "g";
    const TextStyle style{Face::kMonoMedium, 12, panel.ui().theme().gradient};
    panel.ui().canvas().text_in(row, name, style, Align::kLeft);
    row.take_left(panel.ui().canvas().text_width(name, style) + 8);
  }
  panel.y = row.bottom() + 4;
  const float width = (row.width - 8) / 2;
  const auto one = [&](const char* id, const char* label, Loss loss) {
    const ButtonLook look{.size = panel.roomy() ? 14.0F : 12.0F};
    if (button(panel.ui(), id, row.take_left(width), label, look)) {
      panel.want(action::FillUpstream{loss});
    }
    row.take_left(8);
  };
  one("conv.upstream.sum", activated ? "L = \u03A3 a" : "L = \u03A3 o", Loss::kSum);
  one("conv.upstream.squares",
      activated ? "L = \u00BD \u03A3 a\u00B2" : "L = \u00BD \u03A3 o\u00B2", Loss::kSquares);
}

std::string axis_formula(const engine::WindowAxis& axis) {
  const std::string padding = axis.pad.before == axis.pad.after
                                  ? fmt::format("2\u00B7{}", axis.pad.before)
                                  : fmt::format("{}+{}", axis.pad.before, axis.pad.after);
  return fmt::format("\u230A({}+{}\u2212{}\u00B7{}\u22121)/{}\u230B+1 = ", axis.input, padding,
                     axis.dilation, axis.kernel - 1, axis.stride);
}

// A setting without output: why, and a way on.
void draw_repair(Panel& panel) {
  const state::ConvolutionState& lab = panel.frame.state.convolution;
  if (lab.result) return;
  const auto problem = state::problem_of(lab.setup(), panel.ui().language());
  if (!problem) return;
  panel.y += 10;
  panel.y += notice(panel.ui(), {panel.inner.x, panel.y}, panel.inner.width, problem->sentence,
                    panel.ui().theme().warn) +
             8;
  if (button(panel.ui(), "conv.repair", {panel.inner.x, panel.y, panel.inner.width, 32},
             problem->repair, {.tone = ButtonTone::kPrimary})) {
    panel.want(action::Repair{});
  }
  panel.y += 36;
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
    return;
  }
  const engine::Window2d& window = lab.result->layer.window();
  const auto axis_line = [&](const engine::WindowAxis& axis) {
    panel.equation(axis_formula(axis), std::to_string(axis.outputs()), theme.output);
  };
  const bool line = lab.setup().choices.one_dimensional;
  if (!line) axis_line(window.y);
  if (line || axis_formula(window.x) != axis_formula(window.y)) axis_line(window.x);
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
  const Index kh = s[Size::kKernel], kw = s[Size::kKernelX],
              slices = s[Size::kChannels] / s[Size::kGroups];
  const Index filters = s[Size::kFilters], bias = s.has_bias ? 1 : 0;
  const Index ours = (kh * kw * slices + bias) * filters;
  const Index inputs = s[Size::kHeight] * s[Size::kWidth] * s[Size::kChannels];
  const Index outputs = lab.result->cursor.output().count();
  const Index dense = (inputs + bias) * outputs;
  const TextStyle dim{Face::kText, 14, theme.text_dim};
  // "(3*3*3 + 1)*2": one bias a filter.
  const auto with_bias = [&](const std::string& text) {
    return s.has_bias ? fmt::format("({} + 1)", text) : text;
  };
  const std::string one = with_bias(fmt::format("{}\u00B7{}\u00B7{}", kh, kw, slices));
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
  if (shows_shuffle(frame)) return draw_shuffle_settings(frame, rect);
  const bool roomy = rect.height >= 860;
  const bool low = rect.height < 640;  // as below the offer of a training
  const float inset = roomy ? 20 : 16;
  // What does not fit in a low window is reached with the wheel.
  auto& scroll = frame.ui.memory().scroll;
  float& offset = scroll["conv.settings"];
  if (rect.contains(frame.ui.input().mouse) && frame.ui.memory().popup.empty()) {
    offset -= frame.ui.input().wheel * 60;
  }
  offset = std::clamp(offset, 0.0F, std::max(0.0F, scroll["conv.settings.height"] - rect.height));
  const float top = roomy ? 18 : low ? 4 : 10;
  const float pitch = rect.height >= 1100  ? 34
                      : roomy              ? 30.5F
                      : !low               ? 23
                      : rect.height >= 570 ? 21
                                           : 19;
  Panel panel{frame,
              {rect.x + inset, rect.y, rect.width - 2 * inset, rect.height},
              rect.y + top - offset,
              pitch,
              roomy ? 18.0F
              : low ? 4.0F
                    : 6.0F};
  draw_example(panel);
  draw_repair(panel);
  draw_upstream(panel);
  panel.head(phrase::kInputHeading);
  draw_input_settings(panel);
  panel.head(phrase::kFiltersHeading);
  draw_filter_settings(panel);
  draw_checks(panel);
  draw_output_size(panel);
  draw_parameters(panel);
  scroll["conv.settings.height"] = panel.y + 12 + offset - rect.y;
}

}  // namespace convscope::ui::convolution
