#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "app/state/convolution/view.h"
#include "app/state/number_text.h"

/// What the numbers of a pass are shown by: ranges and decimals.
namespace convscope::state {
namespace {

constexpr int kMostDecimals = 4;

// Only where one number of decimals may not fit: each text costs its time.
void find_longest(GridScale& scale, std::span<const float> values) {
  if (scale.decimals >= 0 && scale.limit < 1000 && scale.decimals < 3) return;
  // Of numbers of one size and sign the one with the most digits is the longest, however many of
  // them are kept.
  const int all = static_cast<int>(scale.longest.size());
  std::map<int, std::pair<int, float>> of_size;
  float previous = 0;
  for (const float value : values) {
    if (value == previous || value == 0 || !std::isfinite(value)) continue;
    previous = value;
    auto& [most, longest] = of_size[2 * std::ilogb(value) + (value < 0 ? 1 : 0)];
    const int signs = signs_of(value, -all);
    if (signs > most) std::tie(most, longest) = std::pair(signs, value);
  }
  for (int digits = 1; digits <= all; ++digits) {
    int most = 0;
    for (const auto& [size, entry] : of_size) {
      const int signs = signs_of(entry.second, -digits);
      if (signs <= most) continue;
      most = signs;
      scale.longest[static_cast<std::size_t>(digits - 1)] = entry.second;
    }
  }
}

// What a function maps into a narrow range has its own colours there; else a number has the same
// before and behind the activation.
GridScale activated_scale(const ConvolutionResult& result) {
  GridScale scale = scale_of(result.activated.values());
  float output = 0;
  for (const float v : result.output.values()) {
    if (std::isfinite(v)) output = std::max(output, std::abs(v));
  }
  if (scale.limit > output / 4) scale.limit = std::max(scale.limit, output);
  return scale;
}

}  // namespace

GridScale scale_of(std::span<const float> values) {
  GridScale scale;
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    scale.low = std::min(scale.low, v);
    scale.high = std::max(scale.high, v);
  }
  const float limit = std::max(-scale.low, scale.high);
  scale.limit = limit > 0 ? limit : 1;
  scale.decimals = column_decimals(values, kMostDecimals);
  find_longest(scale, values);
  return scale;
}

ConvolutionScales find_scales(const ConvolutionState& state) {
  const ConvolutionResult& result = *state.result;
  ConvolutionScales scales{.input = scale_of(result.input.values()),
                           .weight = scale_of(result.weight.values()),
                           .output = scale_of(result.output.values()),
                           .activated = activated_scale(result),
                           .upstream = {},
                           .arriving = {},
                           .d_input = {},
                           .d_weight = {},
                           .d_bias = {},
                           .unedited = unedited(state.setup())};
  if (!state.gradients) return scales;
  const ConvolutionGradients& gradients = *state.gradients;
  scales.upstream = scale_of(gradients.upstream.values());
  scales.arriving = scale_of(gradients.arriving.values());
  scales.d_input =
      scale_of((gradients.d_padded.empty() ? gradients.d_input : gradients.d_padded).values());
  scales.d_weight = scale_of(gradients.d_weight.values());
  scales.d_bias = scale_of(gradients.d_bias.values());
  return scales;
}

const GridScale& ConvolutionView::activated_scale() const noexcept {
  return scales_->activated;
}

void ConvolutionView::set_scales() {
  const GridScale ones{.high = 1};
  const ConvolutionScales& of = *scales_;
  arriving_scale_ = of.arriving;
  switch (pass()) {
    case ConvolutionPass::kForward:
      input_scale_ = of.input;
      weight_scale_ = of.weight;
      output_scale_ = of.output;
      break;
    case ConvolutionPass::kWeight:
      input_scale_ = of.input;
      weight_scale_ = of.upstream;
      output_scale_ = of.d_weight;
      break;
    case ConvolutionPass::kInput:
      input_scale_ = of.upstream;
      weight_scale_ = of.weight;
      output_scale_ = of.d_input;
      break;
    case ConvolutionPass::kBias:
      input_scale_ = of.upstream;
      weight_scale_ = ones;
      output_scale_ = of.d_bias;
      break;
  }
  // Products keep one scale for the whole pass: colours do not change from step to step.
  product_scale_.low =
      std::min(input_scale_.high * weight_scale_.low, input_scale_.low * weight_scale_.high);
  product_scale_.high =
      std::max(input_scale_.high * weight_scale_.high, input_scale_.low * weight_scale_.low);
  product_scale_.limit = input_scale_.limit * weight_scale_.limit;
  const int x = input_scale_.decimals, w = weight_scale_.decimals;
  product_scale_.decimals = x < 0 || w < 0 ? -kUsualDigits : std::min(x + w, kMostDecimals);
  if (product_scale_.limit >= 1e7F) product_scale_.decimals = -kUsualDigits;
  std::vector<float> products;
  for (const engine::Term& term : current_.terms) {
    products.push_back(static_cast<float>(term.product));
  }
  find_longest(product_scale_, products);
  const auto bias = current_.bias ? static_cast<float>(current_.bias->value) : 0.0F;
  sum_decimals_ = common_decimals(product_scale_.decimals, output_scale_.decimals);
  sum_decimals_ = common_decimals(sum_decimals_, column_decimals({&bias, 1}, kMostDecimals));
}

}  // namespace convscope::state
