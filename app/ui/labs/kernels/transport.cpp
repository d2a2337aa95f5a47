#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/state/kernels/kernels_actions.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/kernels_lab.h"
#include "app/ui/widgets/transport_bar.h"

namespace convscope::ui::kernels {
namespace {

using engine::Grain;
using engine::Index;
namespace phrase = state::phrase;
namespace action = state::kernels;

// In the order of the switch; a channel is a row of pixels here.
constexpr std::array kGrains{Grain::kTerm, Grain::kCell, Grain::kChannel};

TransportModel pixel_model(Ui& ui, const state::KernelsState& lab) {
  TransportModel model;
  model.playing = lab.stepper.playing;
  model.step = lab.stepper.step;
  model.last_step = lab.last_step();
  model.speed = lab.stepper.speed;
  model.grains = {ui.tr(phrase::kTerm), ui.tr(phrase::kPixelGrain), ui.tr(phrase::kRowGrain)};
  const auto grain = std::find(kGrains.begin(), kGrains.end(), lab.stepper.grain);
  model.grain = std::min(static_cast<int>(grain - kGrains.begin()), 2);
  const engine::Cursor& cursor = lab.result->cursor;
  const engine::Cursor::Position at = cursor.at(lab.stepper.step);
  const engine::Shape& shape = cursor.output();
  for (Index row = 0; row < shape[1]; row += 128) {
    model.ticks.push_back({row * shape[2] * cursor.terms_per_cell(),
                           fmt::format(fmt::runtime(ui.tr(phrase::kRowMark)), row)});
  }
  model.position =
      fmt::format(fmt::runtime(ui.tr(phrase::kPixelPosition)), state::count_text(at.cell_index + 1),
                  state::count_text(shape.count()));
  model.detail = fmt::format("{}\u00D7{}, k = {}", shape[1], shape[2], lab.setup().filter().size);
  return model;
}

// The steps of gradient descent: play is learning, and every step can be gone back to.
TransportModel learn_model(Ui& ui, const state::LearnState& learn) {
  TransportModel model;
  model.playing = learn.running;
  model.step = std::max<Index>(learn.shown(), 0);
  model.last_step = std::max<Index>(learn.last(), 0);
  model.grains = {ui.tr(phrase::kLearnStepWord)};
  model.position =
      fmt::format(fmt::runtime(ui.tr(phrase::kLearnStep)), model.step, model.last_step);
  if (!learn.points.empty()) {
    const double loss = learn.points[static_cast<std::size_t>(learn.shown())].loss;
    model.detail = fmt::format(fmt::runtime(ui.tr(phrase::kLearnLossNow)),
                               state::number_text(loss, -3, ui.language()));
  }
  return model;
}

void read_pixels(LabFrame& frame, const TransportRequest& request) {
  const auto want = [&](state::KernelsAction what) {
    frame.intents.emplace_back(state::KernelsIntent{std::move(what)});
  };
  if (request.toggle_play) want(action::TogglePlay{});
  if (request.first) want(action::GoToStep{0});
  if (request.last) want(action::GoToStep{frame.state.kernels.last_step()});
  if (request.forward) want(action::StepForward{});
  if (request.back) want(action::StepBack{});
  if (request.grain) want(action::SetGrain{kGrains[static_cast<std::size_t>(*request.grain)]});
  if (request.speed) want(action::SetSpeed{*request.speed});
  if (request.step) want(action::GoToStep{*request.step});
}

void read_learning(LabFrame& frame, const TransportRequest& request) {
  const state::LearnState& learn = frame.state.kernels.learn;
  const auto want = [&](state::KernelsAction what) {
    frame.intents.emplace_back(state::KernelsIntent{std::move(what)});
  };
  if (request.toggle_play && learn.running) want(action::PauseLearning{});
  if (request.toggle_play && !learn.running) want(action::RunLearning{});
  if (request.first) want(action::RewindLearning{0});
  if (request.last) want(action::RewindLearning{learn.last()});
  if (request.forward) want(action::RewindLearning{learn.shown() + 1});
  if (request.back) want(action::RewindLearning{learn.shown() - 1});
  if (request.step) want(action::RewindLearning{*request.step});
}

}  // namespace

void draw_transport(LabFrame& frame, const figure::Rect& rect) {
  Ui& ui = frame.ui;
  const state::KernelsState& lab = frame.state.kernels;
  const bool learning = lab.page == state::KernelsPage::kLearn;
  const TransportModel model = learning ? learn_model(ui, lab.learn) : pixel_model(ui, lab);
  const TransportRequest request = transport(ui, rect, model, frame.state.presenting);
  if (learning) {
    // Keys belong to a text field while one is open.
    if (ui.memory().editing.empty() && ui.take_sign(U'g')) {
      frame.intents.emplace_back(state::KernelsIntent{action::ToggleGradientCheck{}});
    }
    read_learning(frame, request);
  } else {
    read_pixels(frame, request);
  }
}

}  // namespace convscope::ui::kernels
