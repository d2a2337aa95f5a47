#include "app/state/pixel_shuffle/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pixel_shuffle.h"

namespace convscope::state {

using engine::Index;
using Status = PixelShuffleState::Status;

namespace {

// Hundredths of a percent decide nothing on a sample.
constexpr int kAccuracyDecimals = 1;

double points_lost(const ShufflePoint& point, bool convolutional) {
  const std::size_t plain = convolutional ? 2 : 0;
  return 100 * (point.accuracy[plain + 1] - point.accuracy[plain]);
}

std::string filled(const Phrase& phrase, Language language, const std::string& a,
                   const std::string& b) {
  return fmt::format(fmt::runtime(phrase.in(language)), a, b);
}

}  // namespace

std::array<ShuffleRow, 2> shuffle_rows(const PixelShuffleState& state, Language language) {
  std::array<ShuffleRow, 2> rows;
  rows[0].name = "MLP";
  rows[1].name = "CNN";
  const ShufflePoint* point = state.point();
  for (std::size_t i = 0; point != nullptr && i < rows.size(); ++i) {
    rows[i].plain = percent_text(point->accuracy[2 * i], kAccuracyDecimals, language);
    rows[i].shuffled = percent_text(point->accuracy[2 * i + 1], kAccuracyDecimals, language);
    rows[i].difference = signed_text(points_lost(*point, i == 1), kAccuracyDecimals, language);
  }
  return rows;
}

std::string shuffle_judged(const PixelShuffleState& state, Language language) {
  const ShufflePoint* point = state.point();
  if (point == nullptr) return std::string(phrase::kShuffleNotYet.in(language));
  const bool all = point->step == state.total_steps && point->step > 0;
  return filled(all ? phrase::kShuffleJudgedAll : phrase::kShuffleJudgedSome, language,
                count_text(point->judged), count_text(point->step));
}

std::string shuffle_words(const PixelShuffleState& state, Language language) {
  const auto say = [&](const Phrase& phrase) { return std::string(phrase.in(language)); };
  if (!state.error.empty()) return state.error;
  const ShufflePoint* point = state.point();
  const PixelShuffleSettings& used = state.started ? *state.started : state.settings();
  if (point == nullptr || point->step == 0) return say(phrase::kShufflePromise);
  if (!used.on || used.share == 0) return say(phrase::kShuffleOffWords);
  const auto lost = [&](bool convolutional) {
    return signed_text(points_lost(*point, convolutional), kAccuracyDecimals, language);
  };
  const bool end = point->step == state.total_steps;
  return filled(end ? phrase::kShuffleResult : phrase::kShuffleSoFar, language, lost(false),
                lost(true));
}

ShuffledDigit shuffled_digit(const AppState& app) {
  ShuffledDigit digit;
  const auto slot = app.datasets.find(kShuffleData);
  if (slot == app.datasets.end() || !slot->second.data) return digit;
  const engine::Split& test = slot->second.data->test;
  if (test.count() == 0 || !(test.shape == engine::Shape{1, 28, 28})) return digit;
  const Index row = std::min(app.pixel_shuffle.digit, test.count() - 1);
  const engine::ByteView bytes = test.image(row);
  digit.label = test.label(row);
  for (const Index from : shuffle_order(app.pixel_shuffle.settings())) {
    digit.shuffled.push_back(static_cast<float>(bytes[static_cast<std::size_t>(from)]) / 255);
  }
  for (const auto byte : bytes) digit.plain.push_back(static_cast<float>(byte) / 255);
  return digit;
}

std::string shuffle_data_words(const AppState& app) {
  const Language language = app.settings.language;
  const auto slot = app.datasets.find(kShuffleData);
  if (slot == app.datasets.end()) return std::string(phrase::kShuffleNoDigits.in(language));
  if (!slot->second.error.empty()) {
    return fmt::format("{} {}", phrase::kShuffleMissing.in(language), slot->second.error);
  }
  if (slot->second.data) return {};
  return fmt::format("{} {}", phrase::kShuffleReading.in(language),
                     percent_text(slot->second.progress, 0, language));
}

bool waits_for_restart(const PixelShuffleState& state) {
  return state.started && !(*state.started == state.settings());
}

}  // namespace convscope::state
