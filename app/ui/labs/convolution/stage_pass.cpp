#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/convolution/input_gradient_words.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pixel_shuffle.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Rect;
using state::ConvolutionPass;
namespace phrase = state::phrase;

// Forward, dW, dX, db; the last only where there is a bias.
std::vector<std::string> pass_labels(LabFrame& frame) {
  std::vector<std::string> labels{frame.ui.tr(phrase::kForwardPass), "dW", "dX"};
  const state::ConvolutionState& lab = frame.state.convolution;
  if (lab.setup().has_bias || lab.pass == ConvolutionPass::kBias) labels.emplace_back("db");
  return labels;
}

void want(LabFrame& frame, state::ConvolutionAction action) {
  frame.intents.emplace_back(state::ConvolutionIntent{std::move(action)});
}

std::string sides_text(const engine::Window2d& window) {
  const engine::PadPair &y = window.y.pad, &x = window.x.pad;
  if (y == x && y.before == y.after) return fmt::format("{}", y.before);
  if (y.before == y.after && x.before == x.after) return fmt::format("{}, {}", y.before, x.before);
  return fmt::format("{}+{}, {}+{}", y.before, y.after, x.before, x.after);
}

}  // namespace

PassLook pass_look(const Stage& stage) {
  const state::Theme& theme = stage.ui().theme();
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      return {theme.input, theme.filter, theme.output};
    case ConvolutionPass::kWeight:
      return {theme.input, theme.gradient, theme.gradient};
    case ConvolutionPass::kInput:
      return {theme.gradient, theme.filter, theme.gradient};
    case ConvolutionPass::kBias:
      break;
  }
  return {theme.gradient, theme.text_dim, theme.gradient};
}

PassLetters pass_letters(ConvolutionPass pass) {
  switch (pass) {
    case ConvolutionPass::kForward:
      return {"x", "w", "o"};
    case ConvolutionPass::kWeight:
      return {"x", "g", "dW"};
    case ConvolutionPass::kInput:
      return {"g", "w", "dX"};
    case ConvolutionPass::kBias:
      break;
  }
  return {"g", "1", "db"};
}

std::string input_name(const Stage& stage, Index row) {
  return fmt::format("{}[{}]", pass_letters(stage.view.pass()).input, row);
}

std::string filter_name(const Stage& stage, Index f, Index slice) {
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      return fmt::format("w[{},{}]", f, slice);
    case ConvolutionPass::kWeight:
      return fmt::format("g[{}]", f);
    case ConvolutionPass::kInput:
      return fmt::format("w[{},{}]", stage.view.first_row() + slice, f % stage.view.slices());
    case ConvolutionPass::kBias:
      break;
  }
  return fmt::format("1[{}]", f);
}

std::string filter_label(const Stage& stage, Index f, Index slice) {
  const std::string name = filter_name(stage, f, slice);
  const bool flipped = stage.view.state().setup().choices.flipped;
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      return flipped ? name + " \u00B7 180\u00B0" : name;
    case ConvolutionPass::kWeight:
      return fmt::format("{} = \u2202L/\u2202o[{}]", name, f);
    case ConvolutionPass::kInput:
      return flipped ? name : name + " \u00B7 180\u00B0";
    case ConvolutionPass::kBias:
      break;
  }
  return fmt::format("\u2202o[{0}]/\u2202b[{0}]", f);
}

std::string plane_name(const Stage& stage, Index plane) {
  const Index slices = stage.view.slices();
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      return fmt::format("o[{}]", plane);
    case ConvolutionPass::kWeight:
      return fmt::format("dW[{},{}]", plane / slices, plane % slices);
    case ConvolutionPass::kInput:
      return fmt::format("dX[{}]", plane);
    case ConvolutionPass::kBias:
      break;
  }
  return "db";
}

std::string target_name(const Stage& stage, const engine::Cell& target) {
  const engine::Cell index = stage.view.target_number(target).index;
  std::string text;
  for (const Index i : index) {
    text += text.empty() ? "" : ",";
    text += stage.number(static_cast<double>(i), 0);
  }
  return fmt::format("{}[{}]", pass_letters(stage.view.pass()).output, text);
}

StageTitles titles_of(const Stage& stage) {
  const auto say = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const state::ConvolutionView& view = stage.view;
  const engine::Shape& in = view.result().input.shape();
  const engine::Window2d& window = view.result().layer.window();
  const std::string image = fmt::format("{}\u00D7{}\u00D7{}, {} {}", in[2], in[3], in[1],
                                        say(phrase::kPaddingOf), sides_text(window));
  const std::string kernel =
      fmt::format("{}\u00D7{}\u00D7{}", window.y.kernel, window.x.kernel, view.slices());
  const std::string f = fmt::format("{}", view.filter());
  switch (view.pass()) {
    case ConvolutionPass::kForward:
      return {say(phrase::kInputTitle), image, say(phrase::kFilterTitle) + f, kernel,
              say(phrase::kProductsTitle)};
    case ConvolutionPass::kWeight:
      return {say(phrase::kInputTitle), image, say(phrase::kUpstreamTitle) + f, "",
              say(phrase::kProductsTitleWeight)};
    case ConvolutionPass::kInput: {
      const state::InputGradientWords words =
          state::input_gradient_words(view, stage.ui().language());
      return {say(phrase::kUpstreamTitle), words.detail, words.filters, "",
              say(phrase::kProductsTitleInput)};
    }
    case ConvolutionPass::kBias:
      break;
  }
  return {say(phrase::kUpstreamTitle), say(phrase::kArrivesAtOutput), "1", "",
          say(phrase::kProductsTitleBias)};
}

std::string output_title(const Stage& stage) {
  const auto say = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      return say(phrase::kOutputTitle);
    case ConvolutionPass::kWeight:
      return say(phrase::kGradientTitle) + " dW" + fmt::format("{}", stage.view.filter());
    case ConvolutionPass::kInput:
      return say(phrase::kGradientTitle) + " dX";
    case ConvolutionPass::kBias:
      break;
  }
  return say(phrase::kGradientTitle) + " db";
}

figure::Color tap_hue(const Stage& stage, Index tap) {
  const auto taps = static_cast<float>(stage.view.equation().taps());
  const bool dark = stage.ui().theme().surface.r < 128;
  const float hue = 6 * static_cast<float>(tap) / taps;
  // A sixth of the circle after the other, between two levels.
  const float low = dark ? 0.16F : 0.68F, high = dark ? 0.46F : 0.96F;
  const auto channel = [&](float shift) {
    const float at = std::fmod(hue + shift, 6.0F);
    const float level = at < 1 ? at : at < 3 ? 1 : at < 4 ? 4 - at : 0;
    return static_cast<std::uint8_t>(std::lround(255 * (low + (high - low) * level)));
  };
  return {channel(2), channel(0), channel(4), 255};
}

namespace {

std::vector<std::string> view_labels(Ui& ui) {
  std::vector<std::string> labels;
  for (const state::Phrase* words :
       {&phrase::kNumbersView, &phrase::kProductsView, &phrase::kGeometryView, &phrase::kMatrixView,
        &phrase::kHuesView, &phrase::kFieldView, &phrase::kCountingView, &phrase::kShuffleView}) {
    labels.push_back(ui.tr(*words));
  }
  return labels;
}

void choose_view(LabFrame& frame, int view) {
  want(frame, state::convolution::SetViewKind{static_cast<state::ConvolutionViewKind>(view)});
}

}  // namespace

void read_pass_key(LabFrame& frame) {
  if (!frame.ui.memory().editing.empty()) return;
  if (frame.ui.take_sign(U'b')) {
    const auto count = static_cast<int>(pass_labels(frame).size());
    const int next = (static_cast<int>(frame.state.convolution.pass) + 1) % count;
    want(frame, state::convolution::SetPass{static_cast<ConvolutionPass>(next)});
  }
  const auto views = static_cast<int>(state::kConvolutionViewKeys.size());
  const int view = static_cast<int>(frame.state.convolution.kind);
  if (frame.ui.take_sign(U'v', false, true)) choose_view(frame, (view + views - 1) % views);
  if (frame.ui.take_sign(U'v')) choose_view(frame, (view + 1) % views);
}

void draw_header(LabFrame& frame, const Rect& header) {
  if (header.empty()) return;
  Ui& ui = frame.ui;
  Rect rest = header;
  const std::vector<std::string> passes = pass_labels(frame), views = view_labels(ui);
  if (!shows_shuffle(frame)) {
    const Rect place = rest.take_right(std::min(segmented_width(ui, passes), rest.width));
    const int chosen = static_cast<int>(frame.state.convolution.pass);
    if (const auto pick = segmented(ui, "conv.pass", place, passes, chosen)) {
      want(frame, state::convolution::SetPass{static_cast<ConvolutionPass>(*pick)});
    }
  }
  const int view = static_cast<int>(frame.state.convolution.kind);
  const float all = segmented_width(ui, views);
  std::optional<int> picked;
  if (all + 16 <= rest.width) {
    picked = segmented(ui, "conv.view", rest.take_left(all), views, view);
  } else if (rest.width >= 120) {
    // In a narrow stage the views are a list.
    picked = combo(ui, "conv.view", rest.take_left(std::min(rest.width - 16, 200.0F)), views, view);
  }
  if (picked) choose_view(frame, *picked);
}

}  // namespace convscope::ui::convolution
