#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/transport_bar.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Rect;

TransportModel transport_model(const LabFrame& frame) {
  const state::TrainingState& training = frame.state.training;
  const state::TrainingPosition position = state::training_position(frame.state);
  TransportModel model;
  model.playing = training.replaying || (training.running() && !training.rewound_to);
  model.step = training.step();
  model.last_step = training.last_step();
  model.grains = {frame.ui.tr(phrase::kBatchOfEpoch), frame.ui.tr(phrase::kEpoch)};
  model.grain = training.by_epoch ? 1 : 0;
  model.speed = training.speed;
  model.position = position.step;
  model.detail = position.place;
  if (!training.snapshot) return model;
  const Index per_epoch = training.snapshot->steps_per_epoch;
  for (Index start = 0; start < model.last_step; start += per_epoch) {
    model.ticks.push_back(
        {start, frame.ui.tr(phrase::kEpoch) + " " + state::count_text(start / per_epoch + 1)});
  }
  return model;
}

}  // namespace

void draw_training_transport(LabFrame& frame, const Rect& rect) {
  TransportModel model = transport_model(frame);
  if (frame.state.presenting) {
    // The stage says it, large, beside the guesses.
    model.position.clear();
    model.detail.clear();
  }
  const TransportRequest request = transport(frame.ui, rect, model, frame.state.presenting);
  if (request.toggle_play) want(frame, state::ToggleTrainingPlay{});
  if (request.first) want(frame, state::LookAtStep{0});
  if (request.back) want(frame, state::StepTraining{-1});
  if (request.forward) want(frame, state::StepTraining{1});
  if (request.last) want(frame, state::LookAtStep{});
  if (request.grain) want(frame, state::SetTrainingGrain{*request.grain == 1});
  if (request.speed) want(frame, state::SetTrainingSpeed{*request.speed});
  if (request.step) want(frame, state::LookAtStep{*request.step});
}

}  // namespace convscope::ui
