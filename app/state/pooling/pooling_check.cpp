#include "app/state/pooling/pooling_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/phrases/check.h"
#include "app/state/phrases/pooling.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = PoolingNumber::Kind;

// Max and average are linear between their kinks, so that any h gives the slope; the root is not,
// and its h balances what curvature and rounding leave.
double step_of(PoolingMode mode) {
  return mode == PoolingMode::kL2 ? 1.0 / 65536 : 1.0 / 1024;
}

/// A window's value with one of its inputs moved, and who won; -1: nobody.
struct Pooled {
  double value = 0;
  Index winner = -1;
};

Pooled pool_window(const PoolingResult& result, const Cell& output, const Cell& moved, double by) {
  Pooled pooled;
  double sum = 0;
  for (Index k = 0; k < result.cursor.terms_per_cell(); ++k) {
    const Cell at = result.input_of(output, k);
    if (result.window.y.is_padding(at[1]) || result.window.x.is_padding(at[2])) continue;
    const double x =
        static_cast<double>(result.input.at(at.with_leading(0))) + (at == moved ? by : 0);
    sum += result.mode == PoolingMode::kL2 ? x * x : x;
    if (pooled.winner >= 0 && x <= pooled.value) continue;
    pooled.value = x;
    pooled.winner = k;
  }
  if (result.mode == PoolingMode::kMax) return pooled;
  pooled.winner = -1;
  pooled.value = result.mode == PoolingMode::kL2
                     ? std::sqrt(sum)
                     : sum / static_cast<double>(result.cursor.terms_per_cell());
  return pooled;
}

// Whether the function has a corner between the two sides of the middle.
bool has_kink(const PoolingResult& result, const Pooled& minus, const Pooled& middle,
              const Pooled& plus) {
  if (result.mode == PoolingMode::kMax) {
    return minus.winner != middle.winner || plus.winner != middle.winner;
  }
  return result.mode == PoolingMode::kL2 && middle.value <= step_of(result.mode);
}

std::vector<Cell> subjects_of(const PoolingState& state) {
  const PoolingResult& result = *state.result;
  const bool window = state.hovered && state.hovered->kind == Kind::kWindow;
  const auto& shown = state.hovered && !window ? state.hovered : state.pinned;
  Cell output = result.cursor.at(state.stepper.step).cell;
  if (window) return {result.input_of(output, state.hovered->index[0])};
  if (shown) {
    switch (shown->kind) {
      case Kind::kInput:
      case Kind::kGradient:
      case Kind::kRoute:
        return {shown->index};
      case Kind::kOutput:
      case Kind::kUpstream:
      case Kind::kAnswer:
        output = shown->index;
        break;
      default:
        break;
    }
  }
  std::vector<Cell> inputs;
  for (Index k = 0; k < result.cursor.terms_per_cell(); ++k) {
    inputs.push_back(result.input_of(output, k));
  }
  return inputs;
}

double objective_of(const PoolingResult& result) {
  double sum = 0;
  for (Index o = 0; o < result.output.size(); ++o) {
    sum += static_cast<double>(result.output[o]) * static_cast<double>(result.upstream[o]);
  }
  return sum;
}

}  // namespace

CheckedNumber check_pooled_input(const PoolingResult& result, const Cell& input) {
  CheckedNumber checked{.role = CheckedNumber::Role::kInput,
                        .name = fmt::format("x[{},{},{}]", input[0], input[1], input[2]),
                        .letter = "x"};
  SlopeCheck& slopes = checked.slopes;
  slopes.value = static_cast<double>(result.input.at(input.with_leading(0)));
  slopes.analytic = result.explain_gradient(input).result;
  slopes.step = step_of(result.mode);
  const double objective = objective_of(result);
  slopes.loss_plus = slopes.loss_minus = objective;
  double plus_change = 0, minus_change = 0, magnitude = 0, arriving = 0;
  const engine::Shape& out = result.cursor.output();
  for (Index y = 0; y < out[1]; ++y) {
    for (Index x = 0; x < out[2]; ++x) {
      const Cell output{input[0], y, x};
      if (!result.window.y.kernel_index(y, input[1])) continue;
      if (!result.window.x.kernel_index(x, input[2])) continue;
      ++checked.outputs;
      const Pooled middle = pool_window(result, output, input, 0);
      const Pooled plus = pool_window(result, output, input, slopes.step);
      const Pooled minus = pool_window(result, output, input, -slopes.step);
      const auto g = static_cast<double>(result.upstream.at(output.with_leading(0)));
      plus_change += g * (plus.value - middle.value);
      minus_change += g * (minus.value - middle.value);
      arriving += std::fabs(g);
      magnitude += std::fabs(g * middle.value);
      slopes.kinks += has_kink(result, minus, middle, plus) ? 1 : 0;
    }
  }
  slopes.loss_plus += plus_change;
  slopes.loss_minus += minus_change;
  slopes.numeric = (plus_change - minus_change) / (2 * slopes.step);
  slopes.forwards = plus_change / slopes.step;
  slopes.backwards = -minus_change / slopes.step;
  // Outputs and gradients are float32 in the analytic derivative of a root.
  const double share = result.mode == PoolingMode::kL2 ? 1e-5 : 1e-6;
  slopes.verdict = judge(
      slopes, {.share = share, .scale = arriving, .rounded = 1e-13 * magnitude / slopes.step});
  return checked;
}

CheckSheet pooling_check(const PoolingState& state, Language language) {
  const PoolingResult& result = *state.result;
  CheckSheet sheet{.objective = CheckSheet::Objective::kWeightedSum,
                   .target = 0,
                   .what = std::string(phrase::kUpstreamGiven.in(language)),
                   .value = objective_of(result),
                   .step = step_of(result.mode),
                   .numbers = {},
                   .instead = {},
                   .remark = {}};
  bool padding = false, kink = false;
  for (const Cell& input : subjects_of(state)) {
    if (result.window.y.is_padding(input[1]) || result.window.x.is_padding(input[2])) {
      padding = true;
      continue;
    }
    sheet.numbers.push_back(check_pooled_input(result, input));
    kink = kink || sheet.numbers.back().slopes.verdict == SlopeCheck::Verdict::kKink;
  }
  if (kink) {
    const bool tie = result.mode == PoolingMode::kMax;
    sheet.remark = (tie ? phrase::kPoolTieKink : phrase::kPoolRootKink).in(language);
  } else if (padding && sheet.numbers.empty()) {
    sheet.remark = phrase::kPaddingCell.in(language);
  }
  return sheet;
}

}  // namespace convscope::state
