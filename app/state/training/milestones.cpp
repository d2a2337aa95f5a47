#include <algorithm>
#include <cmath>

#include "app/state/training/training_update.h"

namespace convscope::state {
namespace {

using engine::Index;

constexpr std::size_t kColumns = 8;

std::vector<Index> recorded_steps(const engine::Snapshot& snapshot) {
  std::vector<Index> steps;
  for (const engine::HistoryEntry& entry : *snapshot.history) steps.push_back(entry.step);
  return steps;
}

engine::SharedParameters parameters_at(const engine::Snapshot& snapshot, Index step) {
  if (step == snapshot.step) return snapshot.parameters;
  for (const engine::HistoryEntry& entry : *snapshot.history) {
    if (entry.step == step) return entry.parameters;
  }
  return nullptr;
}

// The user's drawing, or the first image of the test set until there is one.
WatchedPicture picture_to_watch(const AppState& state) {
  const network::NetworkState& lab = state.network;
  if (!lab.pad.drawing().empty()) {
    const engine::Tensor picture =
        lab.pass ? lab.pass->picture : received_picture(lab.pad.drawing());
    return {{picture.values().begin(), picture.values().end()}, true};
  }
  const auto slot = state.datasets.find(state.training.settings.data);
  if (slot == state.datasets.end() || !slot->second.data) return {};
  const engine::Split& test = slot->second.data->test;
  if (test.count() < 1) return {};
  const engine::Tensor image = engine::image_tensor(test, 0);
  return {{image.values().begin(), image.values().end()}, false};
}

}  // namespace

std::vector<Index> milestone_steps(const std::vector<Index>& recorded, Index looked_at, Index last,
                                   std::size_t count) {
  std::vector<Index> all = recorded;
  all.push_back(last);
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase_if(all, [last](Index step) { return step > last; });
  // The last one at or before the step looked at.
  const auto after = std::ranges::upper_bound(all, looked_at);
  const std::size_t looked =
      after == all.begin() ? 0 : static_cast<std::size_t>(after - all.begin()) - 1;
  std::vector<std::size_t> kept{0, looked, all.size() - 1};
  const auto normalise = [&kept] {
    std::ranges::sort(kept);
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  };
  normalise();
  // Then always the middle of the widest gap, the earlier one of equals.
  while (kept.size() < std::min(count, all.size())) {
    std::size_t gap = 0, at = 0;
    for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
      if (kept[i + 1] - kept[i] > gap) {
        gap = kept[i + 1] - kept[i];
        at = i;
      }
    }
    kept.push_back(kept[at] + gap / 2);
    normalise();
  }
  std::vector<Index> steps;
  for (const std::size_t i : kept) steps.push_back(all[i]);
  return steps;
}

Index recorded_step(const TrainingState& training, Index step) {
  if (!training.snapshot) return 0;
  if (step >= training.snapshot->step) return training.snapshot->step;
  Index found = 0;
  for (const engine::HistoryEntry& entry : *training.snapshot->history) {
    if (entry.step <= step) found = std::max(found, entry.step);
  }
  return found;
}

Index safe_step(const TrainingState& training) {
  const SmoothedCurve& loss = training.record.loss;
  if (!training.snapshot || loss.empty()) return 0;
  const double first = static_cast<double>(loss.at(1).most);
  const auto well = [&](Index step) {
    if (step == 0) return true;
    if (step > loss.steps()) return false;
    for (Index s = 1; s <= step; s += loss.stride()) {
      const double value = static_cast<double>(loss.at(s).most);
      if (!(value <= 1.5 * first)) return false;
    }
    return true;
  };
  Index found = 0;
  for (const engine::HistoryEntry& entry : *training.snapshot->history) {
    // The diverged step's own weights may be those that failed.
    if (entry.step < training.snapshot->step && well(entry.step)) found = entry.step;
  }
  return found;
}

void refresh_milestones(AppState& state) {
  TrainingState& training = state.training;
  const WatchedPicture picture = picture_to_watch(state);
  if (!training.snapshot || !training.snapshot->parameters) {
    training.picture = picture;
    return;
  }
  const engine::Snapshot& snapshot = *training.snapshot;
  const bool same_picture = picture == training.picture;
  training.picture = picture;
  std::vector<Milestone> milestones;
  for (const Index step :
       milestone_steps(recorded_steps(snapshot), training.step(), training.last_step(), kColumns)) {
    Milestone milestone{step, parameters_at(snapshot, step), nullptr};
    const auto known =
        std::ranges::find(training.milestones, milestone.parameters, &Milestone::parameters);
    if (same_picture && known != training.milestones.end()) {
      milestone.seen = known->seen;
    } else if (milestone.parameters) {
      milestone.seen = look_at(*snapshot.network, *milestone.parameters, picture.pixels);
    }
    milestones.push_back(std::move(milestone));
  }
  training.milestones = std::move(milestones);
}

}  // namespace convscope::state
