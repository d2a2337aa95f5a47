#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/input_gradient_words.h"
#include "app/state/number_text.h"
#include "app/state/phrases/check.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::ConvolutionPass;
namespace phrase = state::phrase;
namespace action = state::convolution;

constexpr float kLine = 22;

/// Lines from the top of a region down.
struct Notes {
  Stage& stage;
  Rect rest;

  bool has(float height) const { return rest.height >= height; }
  void head(const state::Phrase& words) {
    heading(stage.ui(), {rest.x, rest.y + 14}, stage.ui().tr(words));
    rest.take_top(20);
  }
  struct Piece {
    std::string text;
    figure::Color color;
    Face face = Face::kMono;
  };
  // A row of pieces, smaller where it would not fit.
  void line(std::initializer_list<Piece> pieces) {
    figure::Canvas& canvas = stage.canvas();
    float size = 14;
    const auto width = [&] {
      float sum = 0;
      for (const Piece& piece : pieces) {
        sum += canvas.text_width(piece.text, {piece.face, size, {}});
      }
      return sum;
    };
    if (width() > rest.width) size = 12;
    float x = rest.x;
    for (const Piece& piece : pieces) {
      const TextStyle style{piece.face, size, piece.color};
      canvas.text({x, rest.y + 16}, piece.text, style);
      x += canvas.text_width(piece.text, style);
    }
    rest.take_top(kLine);
  }
};

// The current number's derivative by a central difference.
void draw_check(Notes& notes) {
  const auto& check = notes.stage.view.state().check;
  if (!check || check->numbers.empty()) return;
  const state::CheckedNumber& number = check->numbers.front();
  const state::Theme& theme = notes.stage.ui().theme();
  const state::Language language = notes.stage.ui().language();
  const std::string letter = check->sum->plain() ? "S" : "L";
  notes.head(phrase::kGradientCheck);
  notes.line({{fmt::format("({0}({1}+h) \u2212 {0}({1}\u2212h)) / 2h", letter, number.letter),
               theme.text_dim}});
  const state::LossTexts losses = loss_texts(number.slopes, language);
  const std::string minus =
      losses.minus.starts_with("\u2212") ? "(" + losses.minus + ")" : losses.minus;
  const double twice = 2 * number.slopes.step;
  const std::string step = state::number_text(twice, -state::kUsualDigits, language);
  const std::string whole = fmt::format("({} \u2212 {}) / {}", losses.plus, minus, step);
  const figure::Canvas& canvas = notes.stage.canvas();
  if (canvas.text_width(whole, {Face::kMono, 12, {}}) <= notes.rest.width) {
    notes.line({{whole, theme.text}});
  } else {
    notes.line({{fmt::format("({}", losses.plus), theme.text}});
    const std::string rest = fmt::format(" \u2212 {}) / {}", minus, step);
    const bool fits = canvas.text_width(rest, {Face::kMono, 12, {}}) <= notes.rest.width;
    notes.line({{fits ? rest : fmt::format("\u2212{})/{}", minus, step), theme.text}});
  }
  using Verdict = state::SlopeCheck::Verdict;
  const Verdict verdict = number.slopes.verdict;
  const state::Phrase& words = verdict == Verdict::kAgrees    ? phrase::kAgrees
                               : verdict == Verdict::kKink    ? phrase::kKink
                               : verdict == Verdict::kUnknown ? phrase::kCannotJudge
                                                              : phrase::kDiffers;
  const figure::Color color = verdict == Verdict::kAgrees    ? theme.good
                              : verdict == Verdict::kDiffers ? theme.bad
                                                             : theme.warn;
  notes.line({{"= ", theme.text},
              {state::number_text(number.slopes.numeric, -state::kUsualDigits, language),
               theme.gradient, Face::kMonoBold},
              {"   ", theme.text},
              {notes.stage.ui().tr(words), color, Face::kTextMedium}});
  notes.rest.take_top(10);
}

// w - rate * dL/dw of the current number, with numbers.
void draw_update_line(Notes& notes) {
  const state::ConvolutionView& view = notes.stage.view;
  const state::Theme& theme = notes.stage.ui().theme();
  const state::Language language = notes.stage.ui().language();
  const engine::Cell& target = view.position().cell;
  const bool bias = view.pass() == ConvolutionPass::kBias;
  const float now = bias ? view.state().setup().bias[target[0]] : view.result().weight.at(target);
  const double rate = view.state().learning_rate;
  const auto d = static_cast<double>(view.target_value(target));
  const auto text = [&](double value) {
    return state::number_text(value, -state::kUsualDigits, language);
  };
  const std::string letter = bias ? "b" : "w";
  // In a low window the numbers alone.
  if (notes.has(116)) {
    notes.line({{letter, theme.filter, Face::kMonoBold},
                {" \u2190 ", theme.text},
                {letter, theme.filter},
                {" \u2212 \u03B7 \u00B7 ", theme.text},
                {"\u2202L/\u2202" + letter, theme.gradient}});
  }
  if (!view.complete() && view.state().hide_pending) {
    notes.line(
        {{fmt::format("{} \u2212 {} \u00B7 \u2026", text(static_cast<double>(now)), text(rate)),
          theme.text_dim}});
    return;
  }
  const std::string factor = d < 0 ? "(" + text(d) + ")" : text(d);
  notes.line({{fmt::format("{} \u2212 {} \u00B7 ", text(static_cast<double>(now)), text(rate)),
               theme.text},
              {factor, theme.gradient},
              {" = ", theme.text},
              {text(static_cast<double>(now) - rate * d), theme.filter, Face::kMonoBold}});
}

void draw_step(Notes& notes) {
  Stage& stage = notes.stage;
  Ui& ui = stage.ui();
  const state::ConvolutionState& lab = stage.view.state();
  const state::Theme& theme = ui.theme();
  notes.head(phrase::kSgdStep);
  draw_update_line(notes);
  const bool activated = stage.view.has_arriving();
  notes.line({{activated ? "L = \u03A3 \u2202L/\u2202a\u00B7a = " : "L = \u03A3 g\u00B7o = ",
               theme.text_dim},
              {state::number_text(lab.gradients->loss, -state::kUsualDigits, ui.language()),
               theme.text, Face::kMonoBold}});
  if (stage.frame.figure_only()) return;
  notes.rest.take_top(6);
  const float height = 30;
  Rect row = notes.rest.take_top(height);
  const TextStyle eta{Face::kMono, 14, theme.text};
  ui.canvas().text_in({row.x, row.y, 22, height}, "\u03B7", eta, figure::Align::kLeft);
  row.take_left(18);
  if (const auto rate = number_field(ui, "conv.sgd.rate", row.take_left(50), lab.learning_rate,
                                     lab.learning_rate < 0.1 ? 4 : 2)) {
    stage.want(action::SetLearningRate{*rate});
  }
  row.take_left(6);
  const auto labelled = [&](const char* id, const state::Phrase& words, ButtonTone tone) {
    const std::string label = ui.tr(words);
    float width = ui.canvas().text_width(label, {Face::kTextMedium, 14, {}}) + 16;
    // Tight before it is left out.
    if (row.width < width) width = std::min(width, std::max(row.width, width - 8));
    if (row.width < width && notes.rest.height < height + 6) return false;
    if (row.width < width) {
      // Below, where the column is narrow.
      row = notes.rest.take_top(height + 6);
      row.take_top(6);
    }
    const bool clicked = button(ui, id, row.take_left(width), label, {.tone = tone});
    row.take_left(6);
    return clicked;
  };
  if (labelled("conv.sgd.apply", phrase::kApplyStep, ButtonTone::kPrimary)) {
    stage.want(action::ApplyGradients{});
  }
  if (labelled("conv.sgd.undo", phrase::kUndoStep, ButtonTone::kNormal)) {
    stage.frame.intents.emplace_back(state::Undo{});
  }
  notes.rest.take_top(12);
}

// What becomes of dX.
void draw_onwards(Notes& notes) {
  notes.head(phrase::kGoesOn);
  const float used = paragraph(notes.stage.canvas(), {notes.rest.x, notes.rest.y}, notes.rest.width,
                               notes.stage.ui().tr(phrase::kGoesOnWords),
                               {Face::kText, 14, notes.stage.ui().theme().text_dim});
  notes.rest.take_top(used + 12);
}

std::string words_of(const Stage& stage, bool all) {
  const auto& view = stage.view;
  const engine::Cell& at = view.position().cell;
  const std::string name = target_name(stage, at);
  const Index terms = view.cursor().terms_per_cell();
  std::string words;
  if (view.pass() == ConvolutionPass::kInput) {
    words = state::input_gradient_words(view, stage.ui().language()).explanation;
  } else if (view.pass() == ConvolutionPass::kWeight) {
    words = fmt::format(fmt::runtime(stage.ui().tr(phrase::kWeightWords)),
                        "w" + name.substr(name.find('[')), terms, view.first_row());
  } else if (view.pass() == ConvolutionPass::kBias) {
    words = fmt::format(fmt::runtime(stage.ui().tr(phrase::kBiasWords)), at[0], terms);
  }
  if (!all) return words;
  if (view.has_arriving()) {
    const auto& function = view.state().setup().choices.activation;
    return words + " " +
           fmt::format(fmt::runtime(stage.ui().tr(phrase::kArrivingWords)),
                       engine::info(*function).name);
  }
  if (view.pass() == ConvolutionPass::kInput) return words;
  return words + " " + stage.ui().tr(phrase::kUpstreamEditable);
}

}  // namespace

void draw_backward_words(Stage& stage, const Rect& region) {
  if (region.height < 100 || region.width < 200) return;
  const state::Theme& theme = stage.ui().theme();
  const ConvolutionPass pass = stage.view.pass();
  const std::string title =
      pass == ConvolutionPass::kWeight ? stage.ui().tr(phrase::kOneWeight)
      : pass == ConvolutionPass::kBias
          ? stage.ui().tr(phrase::kOneBias)
          : state::input_gradient_words(stage.view, stage.ui().language()).title;
  const float room = region.height - 28;
  // Smaller where it would not fit, then without what can be edited.
  std::string words = words_of(stage, true);
  const auto height = [&](float type) {
    return paragraph(stage.canvas(), {}, region.width, words, {Face::kText, type, {}}, true);
  };
  const float size = region.width < 300 || height(14) > room ? 12 : 14;
  if (height(size) > room) words = words_of(stage, false);
  stage.canvas().text({region.x, region.y + 14}, title,
                      {Face::kTextSemiBold, size + 3, theme.text});
  paragraph(stage.canvas(), {region.x, region.y + 28}, region.width, words,
            {Face::kText, size, theme.text});
}

void draw_backward_notes(Stage& stage, Rect region) {
  region.take_top(16);
  Notes notes{stage, region};
  const bool input = stage.view.pass() == ConvolutionPass::kInput;
  constexpr float kCheck = 120, kStep = 118;
  if (notes.has(input ? kCheck : kCheck + kStep)) draw_check(notes);
  if (!input && notes.has(100)) draw_step(notes);
  if (input && notes.has(70)) draw_onwards(notes);
  // Below few rows there is room at the left.
  const Rect& foot = stage.layout.foot;
  const bool beside = stage.view.active_rows() == 1 && stage.view.equation().rows() > 1;
  if (!foot.empty() && !beside && !stage.patch) {
    draw_backward_words(stage, {foot.x, foot.y, std::min(foot.width, 560.0F), foot.height});
  }
  const float bars = draw_scale_bars(stage, {}, true);
  if (stage.layout.foot.empty() && notes.has(bars + 16)) {
    draw_scale_bars(stage, {notes.rest.x, region.bottom() - bars}, false);
  }
}

}  // namespace convscope::ui::convolution
