#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/state/phrases/convolution.h"
#include "app/state/pooling/pooling_view.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/widgets/transport_bar.h"

namespace convscope::ui::pooling {
namespace {

using engine::Grain;
using engine::Index;
namespace phrase = state::phrase;
namespace action = state::pooling;

// In the order of the switch.
constexpr std::array kGrains{Grain::kTerm, Grain::kCell, Grain::kChannel, Grain::kLayer};

TransportModel model_of(Ui& ui, const state::PoolingState& lab) {
  TransportModel model;
  model.playing = lab.stepper.playing;
  model.step = lab.stepper.step;
  model.last_step = lab.last_step();
  model.speed = lab.stepper.speed;
  for (const state::Phrase* name :
       {&phrase::kTerm, &phrase::kCell, &phrase::kChannel, &phrase::kLayer}) {
    model.grains.push_back(ui.tr(*name));
  }
  model.grain = static_cast<int>(std::find(kGrains.begin(), kGrains.end(), lab.stepper.grain) -
                                 kGrains.begin());
  if (!lab.result) return model;
  const engine::Cursor& cursor = lab.result->cursor;
  const engine::Cursor::Position at = cursor.at(lab.stepper.step);
  const engine::Shape& out = cursor.output();
  const Index cells = out.count(), plane = out[1] * out[2];
  // More ticks than pixels say nothing; channels keep theirs.
  for (Index i = 0; i < cells; i += cells <= 200 ? 1 : plane) {
    model.ticks.push_back(
        {i * cursor.terms_per_cell(),
         i % plane == 0 ? fmt::format("{}[{}]", routes_gradient(lab) ? "g" : "o", i / plane) : ""});
  }
  model.position =
      fmt::format(fmt::runtime(ui.tr(phrase::kOutputPosition)), at.cell_index + 1, cells);
  const bool terms = lab.stepper.grain == Grain::kTerm;
  model.detail =
      fmt::format(fmt::runtime(ui.tr(terms ? phrase::kTermPosition : phrase::kTermsDone)),
                  at.terms_done, cursor.terms_per_cell());
  return model;
}

// Shift+Left and Shift+Right go by whole outputs, whatever the grain.
void read_cell_keys(LabFrame& frame) {
  auto& keys = frame.ui.keys();
  const auto taken = std::remove_if(keys.begin(), keys.end(), [&](const KeyPress& press) {
    if (!press.shift || (press.key != Key::kLeft && press.key != Key::kRight)) return false;
    if (press.key == Key::kRight) {
      frame.intents.emplace_back(state::PoolingIntent{action::StepForward{Grain::kCell}});
    } else {
      frame.intents.emplace_back(state::PoolingIntent{action::StepBack{Grain::kCell}});
    }
    return true;
  });
  keys.erase(taken, keys.end());
}

}  // namespace

void draw_transport(LabFrame& frame, const figure::Rect& rect) {
  Ui& ui = frame.ui;
  const state::PoolingState& lab = frame.state.pooling;
  // Keys belong to a text field while one is open.
  if (ui.memory().editing.empty()) read_cell_keys(frame);
  if (ui.memory().editing.empty() && ui.take_sign(U'g')) {
    frame.intents.emplace_back(state::PoolingIntent{action::ToggleGradientCheck{}});
  }
  const TransportModel model = model_of(ui, lab);
  const TransportRequest request = transport(ui, rect, model, frame.state.presenting);
  const auto want = [&](state::PoolingAction what) {
    frame.intents.emplace_back(state::PoolingIntent{std::move(what)});
  };
  if (request.toggle_play) want(action::TogglePlay{});
  if (request.first) want(action::GoToStep{0});
  if (request.last) want(action::GoToStep{lab.last_step()});
  if (request.forward) want(action::StepForward{});
  if (request.back) want(action::StepBack{});
  if (request.grain) want(action::SetGrain{kGrains[static_cast<std::size_t>(*request.grain)]});
  if (request.speed) want(action::SetSpeed{*request.speed});
  if (request.step) want(action::GoToStep{*request.step});
}

}  // namespace convscope::ui::pooling
