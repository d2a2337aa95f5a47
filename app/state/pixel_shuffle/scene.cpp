#include "app/state/pixel_shuffle/scene.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope::state {
namespace {

using engine::Index;
using engine::JsonValue;

constexpr Index kMostPoints = 200, kMostSteps = 1000000, kMostJudged = 1000000;

double read_share(const JsonValue& value) {
  const double share = value.number();
  if (!(share >= 0 && share <= 1)) value.fail("a number from 0 to 1");
  return share;
}

std::array<double, kShuffleRuns> read_four(const JsonValue& value, double most) {
  if (!value.is_array() || value.size() != static_cast<Index>(kShuffleRuns)) {
    value.fail("an array of 4 numbers");
  }
  std::array<double, kShuffleRuns> four{};
  for (std::size_t i = 0; i < four.size(); ++i) {
    const JsonValue item = value.item(static_cast<Index>(i));
    four[i] = item.number();
    if (!(four[i] >= 0 && four[i] <= most)) item.fail("a number from 0 on");
  }
  return four;
}

PixelShuffleSettings read_settings(const JsonValue& value) {
  PixelShuffleSettings settings;
  if (const auto on = value.find("on")) settings.on = on->boolean();
  if (const auto block = value.find("block")) {
    settings.block = block->index(1, kShuffleBlocks.back());
    if (std::ranges::find(kShuffleBlocks, settings.block) == kShuffleBlocks.end()) {
      block->fail("1, 2, 4, 7 or 14");
    }
  }
  if (const auto share = value.find("share")) settings.share = read_share(*share);
  if (const auto seed = value.find("seed")) {
    settings.seed = static_cast<std::uint64_t>(seed->index(1, Index{kMostShuffleSeed}));
  }
  if (const auto images = value.find("images")) {
    settings.images = images->index(1, kShuffleImages.back());
  }
  if (const auto epochs = value.find("epochs")) {
    settings.epochs = epochs->index(1, kMostShuffleEpochs);
  }
  return settings;
}

void read_points(const JsonValue& value, PixelShuffleState& state) {
  if (value.size() > kMostPoints) value.fail("at most 200 points");
  for (Index i = 0; i < value.size(); ++i) {
    const JsonValue item = value.item(i);
    item.allow_keys({"step", "judged", "loss", "accuracy"});
    const Index least = state.points.empty() ? 0 : state.points.back().step + 1;
    state.points.push_back({.step = item.at("step").index(least, kMostSteps),
                            .judged = item.at("judged").index(1, kMostJudged),
                            .loss = read_four(item.at("loss"), 1e6),
                            .accuracy = read_four(item.at("accuracy"), 1)});
  }
}

}  // namespace

void read_pixel_shuffle(const JsonValue& fields, PixelShuffleState& state) {
  const auto found = fields.find("pixel_shuffle");
  if (!found) return;
  found->allow_keys({"on", "block", "share", "seed", "images", "epochs", "digit", "looked_at",
                     "total_steps", "points"});
  state = {};
  state.history = History<PixelShuffleSettings>(read_settings(*found));
  if (const auto digit = found->find("digit")) state.digit = digit->index(0, kMostJudged);
  if (const auto points = found->find("points")) read_points(*points, state);
  if (state.points.empty()) return;
  state.status = PixelShuffleState::Status::kRecorded;
  state.started = state.settings();
  state.step = state.total_steps = state.points.back().step;
  if (const auto total = found->find("total_steps")) {
    state.total_steps = total->index(state.step, kMostSteps);
  }
  if (const auto at = found->find("looked_at"); at && !at->is_null()) {
    state.looked_at =
        static_cast<std::size_t>(at->index(0, static_cast<Index>(state.points.size()) - 1));
  }
}

std::string pixel_shuffle_text(const PixelShuffleState& state) {
  // What the points are of; settings that wait for the next start are not in effect.
  const PixelShuffleSettings& settings = state.started ? *state.started : state.settings();
  if (settings == PixelShuffleSettings{} && state.points.empty() && state.digit == 0) return {};
  nlohmann::ordered_json text{{"on", settings.on},         {"block", settings.block},
                              {"share", settings.share},   {"seed", settings.seed},
                              {"images", settings.images}, {"epochs", settings.epochs},
                              {"digit", state.digit}};
  if (state.points.empty()) return text.dump();
  if (state.looked_at) text["looked_at"] = *state.looked_at;
  text["total_steps"] = state.total_steps;
  text["points"] = nlohmann::ordered_json::array();
  for (const ShufflePoint& point : state.points) {
    text["points"].push_back({{"step", point.step},
                              {"judged", point.judged},
                              {"loss", point.loss},
                              {"accuracy", point.accuracy}});
  }
  return text.dump();
}

}  // namespace convscope::state
