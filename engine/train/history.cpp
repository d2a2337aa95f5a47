#include "engine/train/history.h"

#include <algorithm>
#include <array>

namespace convscope::engine {
namespace {

constexpr std::array<Index, 5> kFirstSteps{0, 5, 20, 60, 160};
constexpr std::size_t kFewestStates = kFirstSteps.size() + 2;

bool is_first(Index step) {
  return std::ranges::find(kFirstSteps, step) != kFirstSteps.end();
}

std::size_t bytes_of(const TrainerState& state) {
  std::size_t numbers = 2 * state.parameters.size();  // in the state and in the shared copy
  for (const auto& [name, values] : state.moments) numbers += values.size();
  return numbers * sizeof(Scalar);
}

}  // namespace

TrainingHistory::TrainingHistory(std::size_t most_bytes) : most_bytes_(most_bytes) {}

bool TrainingHistory::wants(Index step, Index steps_per_epoch) {
  return is_first(step) || step % steps_per_epoch == 0;
}

void TrainingHistory::add(TrainerState state) {
  rewind(state.step - 1);
  auto parameters = std::make_shared<const std::vector<Scalar>>(state.parameters);
  states_.push_back({std::move(state), std::move(parameters)});
  const std::size_t each = bytes_of(states_.back().state);
  const std::size_t most = std::max(kFewestStates, most_bytes_ / std::max<std::size_t>(each, 1));
  if (states_.size() > most) {
    // Every second of the epochs' ends goes, never the newest: what is left stays evenly spread.
    bool drop = true;
    const Index newest = states_.back().state.step;
    std::erase_if(states_, [&](const State& entry) {
      if (is_first(entry.state.step) || entry.state.step == newest) return false;
      drop = !drop;
      return !drop;
    });
  }
  publish();
}

const TrainerState* TrainingHistory::find(Index step) const {
  const auto found = std::ranges::find_if(
      states_, [step](const State& entry) { return entry.state.step == step; });
  return found == states_.end() ? nullptr : &found->state;
}

void TrainingHistory::rewind(Index step) {
  std::erase_if(states_, [step](const State& entry) { return entry.state.step > step; });
  publish();
}

void TrainingHistory::publish() {
  auto entries = std::make_shared<History>();
  for (const State& entry : states_) entries->push_back({entry.state.step, entry.parameters});
  entries_ = std::move(entries);
}

}  // namespace convscope::engine
