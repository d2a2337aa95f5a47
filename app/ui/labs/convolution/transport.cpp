#include <fmt/format.h>

#include <algorithm>

#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/transport_bar.h"

namespace convscope::ui::convolution {
namespace {

using engine::Grain;
using engine::Index;
using state::ConvolutionAction;
using state::ConvolutionPass;
namespace phrase = state::phrase;

// In the order of the switch.
constexpr std::array kGrains{Grain::kTerm, Grain::kCell, Grain::kChannel, Grain::kLayer};

std::vector<TransportTick> ticks_of(const state::Equation& equation) {
  std::vector<TransportTick> ticks;
  const engine::Cursor& cursor = equation.cursor();
  const Index cells = cursor.output().count();
  const bool bias = equation.pass() == ConvolutionPass::kBias;
  // A mark for each filter (of dX each channel).
  const Index marked = cells / cursor.output()[0];
  const std::string_view letter = pass_letters(equation.pass()).output;
  // More ticks than pixels say nothing; filters keep theirs.
  const bool every_cell = cells <= 200;
  for (Index i = 0; i < cells; i += every_cell ? 1 : marked) {
    ticks.push_back({i * cursor.terms_per_cell(),
                     i % marked == 0 ? bias ? fmt::format("db[{}]", i)
                                            : fmt::format("{}[{}]", letter, i / marked)
                                     : std::string()});
  }
  return ticks;
}

// What one press of "step" may be called: a term, a target, a row or slice of it, everything.
std::array<const state::Phrase*, 4> grain_names(ConvolutionPass pass) {
  switch (pass) {
    case ConvolutionPass::kWeight:
      return {&phrase::kTerm, &phrase::kWeightGrain, &phrase::kGradientRowGrain, &phrase::kLayer};
    case ConvolutionPass::kInput:
      return {&phrase::kTerm, &phrase::kCell, &phrase::kFilterGrain, &phrase::kLayer};
    case ConvolutionPass::kBias:
      return {&phrase::kTerm, &phrase::kBiasGrain, &phrase::kGradientRowGrain, &phrase::kLayer};
    case ConvolutionPass::kForward:
      break;
  }
  return {&phrase::kTerm, &phrase::kCell, &phrase::kChannel, &phrase::kLayer};
}

const state::Phrase& position_phrase(ConvolutionPass pass) {
  switch (pass) {
    case ConvolutionPass::kWeight:
      return phrase::kWeightPosition;
    case ConvolutionPass::kInput:
      return phrase::kInputPosition;
    case ConvolutionPass::kBias:
      return phrase::kBiasPosition;
    case ConvolutionPass::kForward:
      break;
  }
  return phrase::kOutputPosition;
}

TransportModel model_of(Ui& ui, const state::ConvolutionState& lab) {
  TransportModel model;
  model.playing = lab.playing;
  model.step = lab.step;
  model.last_step = lab.last_step();
  model.speed = lab.speed;
  for (const state::Phrase* name : grain_names(lab.pass)) model.grains.push_back(ui.tr(*name));
  model.grain =
      static_cast<int>(std::find(kGrains.begin(), kGrains.end(), lab.grain) - kGrains.begin());
  if (!lab.equation) return model;
  const engine::Cursor& cursor = lab.equation->cursor();
  const engine::Cursor::Position at = cursor.at(lab.step);
  model.ticks = ticks_of(*lab.equation);
  model.position = fmt::format(fmt::runtime(ui.tr(position_phrase(lab.pass))), at.cell_index + 1,
                               cursor.output().count());
  const bool terms = lab.grain == Grain::kTerm;
  model.detail =
      fmt::format(fmt::runtime(ui.tr(terms ? phrase::kTermPosition : phrase::kTermsDone)),
                  at.terms_done, cursor.terms_per_cell());
  return model;
}

void read_request(LabFrame& frame, const TransportRequest& request) {
  namespace action = state::convolution;
  const auto want = [&](ConvolutionAction what) {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(what)});
  };
  const Index last = frame.state.convolution.last_step();
  if (request.toggle_play) want(action::TogglePlay{});
  if (request.first) want(action::GoToStep{0});
  if (request.last) want(action::GoToStep{last});
  if (request.forward) want(action::StepForward{});
  if (request.back) want(action::StepBack{});
  if (request.grain) want(action::SetGrain{kGrains[static_cast<std::size_t>(*request.grain)]});
  if (request.speed) want(action::SetSpeed{*request.speed});
  if (request.step) want(action::GoToStep{*request.step});
}

// Shift+Left and Shift+Right go by whole outputs, whatever the grain.
void read_cell_keys(LabFrame& frame) {
  auto& keys = frame.ui.keys();
  const auto taken = std::remove_if(keys.begin(), keys.end(), [&](const KeyPress& press) {
    if (!press.shift || (press.key != Key::kLeft && press.key != Key::kRight)) return false;
    if (press.key == Key::kRight) {
      frame.intents.emplace_back(
          state::ConvolutionIntent{state::convolution::StepForward{Grain::kCell}});
    } else {
      frame.intents.emplace_back(
          state::ConvolutionIntent{state::convolution::StepBack{Grain::kCell}});
    }
    return true;
  });
  keys.erase(taken, keys.end());
}

}  // namespace

void draw_transport(LabFrame& frame, const figure::Rect& rect) {
  Ui& ui = frame.ui;
  const state::ConvolutionState& lab = frame.state.convolution;
  if (shows_shuffle(frame)) {
    read_pass_key(frame);
    return draw_shuffle_transport(frame, rect);
  }
  // Keys belong to a text field while one is open.
  if (ui.memory().editing.empty()) read_cell_keys(frame);
  read_pass_key(frame);
  if (ui.memory().editing.empty() && ui.take_sign(U'g')) {
    frame.intents.emplace_back(state::ConvolutionIntent{state::convolution::ToggleGradientCheck{}});
  }
  const TransportModel model = model_of(ui, lab);
  read_request(frame, transport(ui, rect, model, frame.state.presenting));
}

}  // namespace convscope::ui::convolution
