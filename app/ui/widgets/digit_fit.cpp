#include "app/ui/widgets/digit_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "app/state/number_text.h"

namespace convscope::ui {
namespace {

using figure::Canvas;
using figure::Face;
using figure::TextStyle;

constexpr float kLeastType = 12;  ///< on the screen

struct Step {
  float cell;
  float size;
};
constexpr std::array kSteps{Step{44, 20}, Step{32, 17}, Step{20, 14}, Step{16, 12}};
constexpr std::array kLargeSteps{Step{66, 42}, Step{44, 35}, Step{36, 29}, Step{32, 24},
                                 Step{24, 17}, Step{20, 14}, Step{16, 12}};

// What is given up step by step where a cell has no room: decimals down to `last`, then each
// number by itself with fewer and fewer significant digits, two at least.
std::vector<int> shorter_and_shorter(const state::GridScale& scale, int last) {
  std::vector<int> result;
  for (int decimals = scale.decimals; decimals >= last; --decimals) result.push_back(decimals);
  // Very small numbers among usual ones: as 0.00, where each by itself has no room.
  const float largest = std::max(-scale.low, scale.high);
  const bool usual = scale.decimals < 0 && largest >= 0.1F && largest < 1000;
  for (int decimals = 4; usual && decimals >= std::max(last, 1); --decimals) {
    result.push_back(decimals);
  }
  const bool own = scale.longest[0] != 0;
  const int most = scale.decimals < 0 ? -scale.decimals : 3;
  for (int digits = most; own && digits >= 2; --digits) result.push_back(-digits);
  return result;
}

// The fewest decimals that still tell something: below ten a rounded whole number would be wrong.
int least_decimals(const state::GridScale& scale) {
  return scale.decimals != 0 && std::max(-scale.low, scale.high) < 10 ? 1 : 0;
}

}  // namespace

// Digits are tabular, so the widest is at one of the ends of the range.
NumberWidth widest_number(const Canvas& canvas, const state::GridScale& scale, float size,
                          int decimals) {
  const TextStyle style{Face::kMonoBold, size, {}};
  const auto width = [&](float value) {
    return canvas.text_width(
        state::number_text(static_cast<double>(value), decimals, state::Language::kEnglish), style);
  };
  if (decimals < 0) {
    const auto digits = std::min<std::size_t>(static_cast<std::size_t>(-decimals), 6);
    const float longest = scale.longest[digits - 1];
    return {width(longest), width(std::fabs(longest))};
  }
  return {std::max(width(scale.low), width(scale.high)),
          std::max(width(-scale.low), width(scale.high))};
}

namespace {

// On a projector size comes before decimals, so long as one decimal is left; with a type that the
// last row can read, more decimals come before a still larger one.
DigitStyle fit_large(const Canvas& canvas, float cell_width, float cell_height,
                     const state::GridScale& scale) {
  constexpr float kReadable = 35;  // 26 px high
  const auto fit = [&](float least, float most, int last) -> DigitStyle {
    for (const int decimals : shorter_and_shorter(scale, last)) {
      for (const Step& step : kLargeSteps) {
        if (step.size < least || step.size > most) continue;
        if (step.size * canvas.zoom() < kLeastType) continue;
        if (std::min(cell_width, cell_height) < step.cell) continue;
        // The largest type only where neighbours stay apart by more than a decimal mark does.
        const float apart = step.size > kReadable ? step.size * 0.4F : 10;
        if (widest_number(canvas, scale, step.size, decimals).with_sign <= cell_width - apart) {
          return {step.size, decimals};
        }
      }
    }
    return {};
  };
  const int one = std::min(scale.decimals, 1);
  if (const DigitStyle style = fit(kReadable, 100, one); style.size > 0) return style;
  for (const Step& step : kLargeSteps) {
    if (step.size >= kReadable) continue;
    if (const DigitStyle style = fit(step.size, step.size, one); style.size > 0) return style;
  }
  return fit(0, 100, least_decimals(scale));
}

}  // namespace

DigitStyle fit_digits(const Canvas& canvas, float cell_width, float cell_height,
                      const state::GridScale& scale, bool large) {
  if (large) return fit_large(canvas, cell_width, cell_height, scale);
  const auto fit = [&](float zoom) -> DigitStyle {
    for (const int decimals : shorter_and_shorter(scale, least_decimals(scale))) {
      for (const Step& step : kSteps) {
        if (std::min(cell_width, cell_height) * zoom < step.cell) continue;
        const float size = step.size / zoom;
        // Larger type only where it stays clear of the active cell's outline.
        const float apart = (step.size > kLeastType ? 8.0F : 6.0F) / zoom;
        if (widest_number(canvas, scale, size, decimals).with_sign <= cell_width - apart) {
          return {size, decimals};
        }
      }
    }
    return {};
  };
  // A magnified cell shows its digits magnified, or those that it now has room for.
  const DigitStyle usual = fit(1);
  if (canvas.zoom() == 1 || (usual.size > 0 && usual.decimals == scale.decimals)) return usual;
  const DigitStyle closer = fit(canvas.zoom());
  const auto exactness = [](int decimals) { return decimals < 0 ? -decimals - 100 : decimals; };
  const bool more = exactness(closer.decimals) > exactness(usual.decimals);
  return more || usual.size <= 0 ? closer : usual;
}

}  // namespace convscope::ui
