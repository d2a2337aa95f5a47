#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "app/state/convolution/setup.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using engine::Index;
using Size = ConvolutionSize;

bool groups_fit(const ConvolutionSizes& s) {
  return s[Size::kChannels] % s[Size::kGroups] == 0 && s[Size::kFilters] % s[Size::kGroups] == 0;
}

engine::WindowAxis axis_of(const ConvolutionSizes& s, Size side) {
  const Index p = s[Size::kPadding];
  return {.input = s[side],
          .kernel = s[Size::kKernel],
          .stride = s[Size::kStride],
          .dilation = s[Size::kDilation],
          .pad = {p, p}};
}

bool window_fits(const ConvolutionSizes& s) {
  return axis_of(s, Size::kHeight).outputs() >= 1 && axis_of(s, Size::kWidth).outputs() >= 1;
}

// The nearest value of one size, going away from its present one, at which `fits` holds.
template <typename Fits>
std::optional<Index> nearest(ConvolutionSizes sizes, Size size, Fits&& fits) {
  const SizeLimits limits = limits_of(size);
  const Index now = sizes[size];
  for (Index distance = 1; distance <= limits.most; ++distance) {
    for (const Index value : {now - distance, now + distance}) {
      sizes[size] = value;
      if (value >= limits.least && value <= limits.most && fits(sizes)) return value;
    }
  }
  return std::nullopt;
}

Phrase name_of(Size size) {
  switch (size) {
    case Size::kPadding:
      return phrase::kPaddingName;
    case Size::kKernel:
      return phrase::kKernelName;
    case Size::kDilation:
      return phrase::kDilationName;
    default:
      return phrase::kGroupsName;
  }
}

std::string repair_words(const ConvolutionSizes& from, const ConvolutionSizes& to,
                         Language language) {
  std::string words;
  for (const Size size : {Size::kPadding, Size::kKernel, Size::kDilation, Size::kGroups}) {
    if (from[size] == to[size]) continue;
    words += words.empty() ? "" : ", ";
    words += fmt::format("{} {}", name_of(size).in(language), to[size]);
  }
  return std::string(phrase::kUse.in(language)) + " " + words;
}

}  // namespace

ConvolutionSizes nearest_working(const ConvolutionSizes& sizes) {
  ConvolutionSizes result = sizes;
  if (!groups_fit(result)) {
    result[Size::kGroups] = *nearest(result, Size::kGroups, groups_fit);  // 1 always fits
  }
  if (window_fits(result)) return result;
  std::optional<Index> best_distance;
  ConvolutionSizes best = result;
  for (const Size size : {Size::kPadding, Size::kKernel, Size::kDilation}) {
    const auto value = nearest(result, size, window_fits);
    if (!value) continue;
    const Index distance = std::abs(*value - result[size]);
    if (best_distance && distance >= *best_distance) continue;
    best_distance = distance;
    best = result;
    best[size] = *value;
  }
  // A kernel of 1 reads one cell, whatever the dilation, so there always is a repair.
  return best;
}

std::optional<ConvolutionProblem> problem_of(const ConvolutionSetup& setup, Language language) {
  const ConvolutionSizes& s = setup.sizes;
  if (groups_fit(s) && window_fits(s)) return std::nullopt;
  ConvolutionProblem problem;
  problem.repaired = nearest_working(s);
  problem.repair = repair_words(s, problem.repaired, language);
  if (!window_fits(s)) {
    const bool tall = axis_of(s, Size::kHeight).outputs() < 1;
    const engine::WindowAxis axis = axis_of(s, tall ? Size::kHeight : Size::kWidth);
    problem.formula =
        fmt::format("\u230A({}+2\u00B7{}\u2212{}\u00B7({}\u22121)\u22121)/{}\u230B+1", axis.input,
                    axis.pad.before, axis.dilation, axis.kernel, axis.stride);
    problem.formula +=
        fmt::format(" = {}", axis.outputs() < 0 ? fmt::format("\u2212{}", -axis.outputs())
                                                : fmt::format("{}", axis.outputs()));
    problem.sentence =
        fmt::format(fmt::runtime((tall ? phrase::kNoRowsFit : phrase::kNoColumnsFit).in(language)),
                    axis.reach(), axis.input + 2 * axis.pad.before);
  } else {
    problem.sentence = fmt::format(fmt::runtime(phrase::kGroupsDoNotDivide.in(language)),
                                   s[Size::kGroups], s[Size::kChannels], s[Size::kFilters]);
  }
  return problem;
}

}  // namespace convscope::state
