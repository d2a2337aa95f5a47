#pragma once

#include <array>
#include <string>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/pixel_shuffle/pixel_shuffle_state.h"
#include "engine/model/summary.h"

/// What the panels of the experiment say: pure functions of the state.
namespace convscope::state {

/// A line of the table: one network on plain and on shuffled digits.
struct ShuffleRow {
  std::string name;
  std::string plain, shuffled;  ///< accuracies; empty before the first measurement
  std::string difference;       ///< "−6.4", in percentage points
};
std::array<ShuffleRow, 2> shuffle_rows(const PixelShuffleState& state, Language language);
/// "accuracy on all 10 000 test images" and so on, of the point that is looked at.
std::string shuffle_judged(const PixelShuffleState& state, Language language);
/// What the numbers say, or what will happen, in a sentence or two.
std::string shuffle_words(const PixelShuffleState& state, Language language);

/// A test image as it is and with its pixels shuffled, each 28x28 from 0 to 1; empty without data.
struct ShuffledDigit {
  std::vector<float> plain, shuffled;
  int label = -1;
};
ShuffledDigit shuffled_digit(const AppState& app);
/// Why there are no digits, or how far they have been read; empty when they are there.
std::string shuffle_data_words(const AppState& app);

/// The settings that the run was not started with.
bool waits_for_restart(const PixelShuffleState& state);

}  // namespace convscope::state
