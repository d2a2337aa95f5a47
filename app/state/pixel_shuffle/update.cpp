#include "app/state/pixel_shuffle/update.h"

#include <algorithm>
#include <cmath>

#include "app/state/update.h"

namespace convscope::state {
namespace {

using Status = PixelShuffleState::Status;

PixelShuffleSettings sane(PixelShuffleSettings s) {
  if (std::ranges::find(kShuffleBlocks, s.block) == kShuffleBlocks.end()) s.block = 1;
  s.share = std::isfinite(s.share) ? std::clamp(s.share, 0.0, 1.0) : 1;
  s.seed = std::clamp<std::uint64_t>(s.seed, 1, kMostShuffleSeed);
  s.images = std::clamp<engine::Index>(s.images, 1, kShuffleImages.back());
  s.epochs = std::clamp<engine::Index>(s.epochs, 1, kMostShuffleEpochs);
  return s;
}

std::shared_ptr<const engine::Dataset> digits_of(const AppState& app) {
  const auto slot = app.datasets.find(kShuffleData);
  return slot == app.datasets.end() ? nullptr : slot->second.data;
}

void forget_run(PixelShuffleState& state) {
  ++state.run;
  state.started.reset();
  state.points.clear();
  state.step = state.total_steps = 0;
  state.looked_at.reset();
  state.error.clear();
}

/// One overload an action.
struct ShuffleUpdater {
  AppState& app;
  Effects& effects;
  PixelShuffleState& state = app.pixel_shuffle;

  void start(bool one_stretch) {
    const bool was_there = state.started.has_value() || state.status == Status::kRecorded;
    forget_run(state);
    state.pause_at_point = one_stretch;
    const auto data = digits_of(app);
    if (!data) {
      if (was_there) effects.emplace_back(RunPixelShuffle{.run = state.run});
      state.status = Status::kWaiting;
      request_dataset(app, std::string(kShuffleData), effects);
      return;
    }
    state.status = Status::kRunning;
    state.started = state.settings();
    effects.emplace_back(RunPixelShuffle{state.run, state.settings(), data});
    if (one_stretch) effects.emplace_back(HoldPixelShuffle{.hold = false, .one_stretch = true});
  }
  void resume(bool one_stretch) {
    state.status = Status::kRunning;
    state.pause_at_point = one_stretch;
    state.looked_at.reset();
    effects.emplace_back(HoldPixelShuffle{.hold = false, .one_stretch = one_stretch});
  }
  void pause() {
    state.status = Status::kPaused;
    effects.emplace_back(HoldPixelShuffle{});
  }

  void operator()(const pixel_shuffle::SetSettings& action) {
    state.history.set(sane(action.settings), action.gesture);
  }
  void operator()(const pixel_shuffle::ToggleRun&) {
    if (state.status == Status::kRunning) return pause();
    if (state.status == Status::kPaused) return resume(false);
    if (state.status == Status::kWaiting) {
      state.status = Status::kReady;
      return;
    }
    start(false);
  }
  void operator()(const pixel_shuffle::Restart&) { start(false); }
  void operator()(const pixel_shuffle::Reset&) {
    forget_run(state);
    state.status = Status::kReady;
    effects.emplace_back(RunPixelShuffle{.run = state.run});
  }
  void operator()(const pixel_shuffle::OneStretch&) {
    if (state.status == Status::kReady) return start(true);
    if (state.status == Status::kPaused) return resume(true);
  }
  void operator()(const pixel_shuffle::LookAtPoint& action) {
    state.looked_at = action.point;
    if (action.point && *action.point + 1 >= state.points.size()) state.looked_at.reset();
  }
  void operator()(const pixel_shuffle::ShowDigit& action) {
    const auto data = digits_of(app);
    const engine::Index last = data ? data->test.count() - 1 : 9999;
    state.digit = std::clamp<engine::Index>(action.digit, 0, std::max<engine::Index>(last, 0));
  }
  void operator()(const pixel_shuffle::Progress& news) {
    if (news.run != state.run) return;
    state.step = news.step;
    state.total_steps = news.total_steps;
    state.points.insert(state.points.end(), news.points.begin(), news.points.end());
    if (!news.error.empty()) {
      state.error = news.error;
      state.status = Status::kFinished;
      effects.emplace_back(RunPixelShuffle{.run = state.run});
      return;
    }
    const bool judged = !state.points.empty() && state.points.back().step == state.total_steps;
    if (judged) {
      state.status = Status::kFinished;
    } else if (state.pause_at_point && state.running() && !news.points.empty() &&
               news.points.back().step > 0) {
      state.status = Status::kPaused;
    }
  }
};

}  // namespace

void update_pixel_shuffle(AppState& state, const PixelShuffleIntent& intent, Effects& effects) {
  ShuffleUpdater updater{state, effects};
  std::visit(updater, intent.action);
}

bool shows_pixel_shuffle(const AppState& state) {
  return state.lab == LabId::kConvolution &&
         state.convolution.kind == ConvolutionViewKind::kPixelShuffle;
}

void enter_pixel_shuffle(AppState& state, Effects& effects) {
  if (shows_pixel_shuffle(state)) request_dataset(state, std::string(kShuffleData), effects);
}

void pixel_shuffle_data(AppState& state, std::string_view name, Effects& effects) {
  if (name != kShuffleData || state.pixel_shuffle.status != Status::kWaiting) return;
  if (!digits_of(state)) {
    state.pixel_shuffle.status = Status::kReady;
    return;
  }
  ShuffleUpdater{state, effects}.start(state.pixel_shuffle.pause_at_point);
}

void undo_pixel_shuffle(PixelShuffleState& state, bool redo) {
  if (redo) {
    state.history.redo();
  } else {
    state.history.undo();
  }
}

void open_pixel_shuffle(PixelShuffleState& state, const PixelShuffleState& scene,
                        Effects& effects) {
  const std::uint64_t run = state.run + 1;
  if (state.started) effects.emplace_back(RunPixelShuffle{.run = run});
  History<PixelShuffleSettings> history = state.history;
  history.set(scene.settings());
  history.end_gesture();
  state = scene;
  state.history = std::move(history);
  state.run = run;
}

}  // namespace convscope::state
