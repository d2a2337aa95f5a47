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

/// The sizes along one axis.
struct AxisSizes {
  Size input, kernel, stride, dilation, before, after;
};
constexpr AxisSizes kAxisY{Size::kHeight,   Size::kKernel,  Size::kStride,
                           Size::kDilation, Size::kPadding, Size::kPaddingBelow};
constexpr AxisSizes kAxisX{Size::kWidth,     Size::kKernelX,     Size::kStrideX,
                           Size::kDilationX, Size::kPaddingLeft, Size::kPaddingRight};

engine::WindowAxis axis_of(const ConvolutionSizes& s, const AxisSizes& axis) {
  return {.input = s[axis.input],
          .kernel = s[axis.kernel],
          .stride = s[axis.stride],
          .dilation = s[axis.dilation],
          .pad = {s[axis.before], s[axis.after]}};
}

// The most padding that a mode has numbers for.
Index most_padding(engine::PaddingMode mode, Index input) {
  if (mode == engine::PaddingMode::kReflect) return input - 1;
  return mode == engine::PaddingMode::kCircular ? input : Index{1} << 30;
}

bool mode_fits(const ConvolutionSizes& s, const AxisSizes& axis, engine::PaddingMode mode) {
  return std::max(s[axis.before], s[axis.after]) <= most_padding(mode, s[axis.input]);
}

bool window_fits(const ConvolutionSizes& s, engine::PaddingMode mode) {
  return axis_of(s, kAxisY).outputs() >= 1 && axis_of(s, kAxisX).outputs() >= 1 &&
         mode_fits(s, kAxisY, mode) && mode_fits(s, kAxisX, mode);
}

// One size along both axes, as far as they are equal; else where the window does not fit.
void set_both(ConvolutionSizes& s, Size size, Index value, const ConvolutionChoices& choices) {
  const bool y = axis_of(s, kAxisY).outputs() < 1 || !mode_fits(s, kAxisY, choices.mode);
  const bool x = axis_of(s, kAxisX).outputs() < 1 || !mode_fits(s, kAxisX, choices.mode);
  for (const auto& [axis, fails] : {std::pair{kAxisY, y}, std::pair{kAxisX, x}}) {
    if (choices.per_axis && !fails) continue;
    if (size == Size::kPadding) s[axis.before] = s[axis.after] = value;
    if (size == Size::kKernel) s[axis.kernel] = value;
    if (size == Size::kDilation) s[axis.dilation] = value;
  }
  s = settled(s, choices);
}

bool rows_fit(const ConvolutionSizes& s, engine::PaddingMode mode) {
  return axis_of(s, kAxisY).outputs() >= 1 && mode_fits(s, kAxisY, mode);
}

Size along_x(Size size) {
  return size == Size::kPadding  ? Size::kPaddingLeft
         : size == Size::kKernel ? Size::kKernelX
                                 : Size::kDilationX;
}

// The nearest value of one size, going away from its present one, at which `fits` holds.
template <typename Set, typename Fits>
std::optional<ConvolutionSizes> nearest(const ConvolutionSizes& sizes, Size size, Set&& set,
                                        Fits&& fits) {
  const SizeLimits limits = limits_of(size);
  const Index now = sizes[size];
  for (Index distance = 1; distance <= limits.most; ++distance) {
    for (const Index value : {now - distance, now + distance}) {
      if (value < limits.least || value > limits.most) continue;
      ConvolutionSizes changed = sizes;
      set(changed, value);
      if (fits(changed)) return changed;
    }
  }
  return std::nullopt;
}

Phrase size_name(Size size) {
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

// "padding 2", or "padding 1, 2" where the sides differ.
std::string repair_words(const ConvolutionSizes& from, const ConvolutionSizes& to,
                         const ConvolutionChoices& choices, Language language) {
  std::string words;
  const auto add = [&](Size name, std::initializer_list<Size> sizes) {
    std::string values;
    Index last = -1;
    bool changed = false;
    for (const Size size : sizes) {
      changed = changed || from[size] != to[size];
      if (to[size] != last) values += fmt::format("{}{}", values.empty() ? "" : ", ", to[size]);
      last = to[size];
    }
    if (!changed) return;
    words +=
        fmt::format("{}{} {}", words.empty() ? "" : ", ", size_name(name).in(language), values);
  };
  if (choices.padding == PaddingChoice::kNumber) {
    if (choices.one_dimensional) {
      add(Size::kPadding, {Size::kPaddingLeft, Size::kPaddingRight});
    } else {
      add(Size::kPadding,
          {Size::kPadding, Size::kPaddingBelow, Size::kPaddingLeft, Size::kPaddingRight});
    }
  }
  if (choices.one_dimensional) {
    add(Size::kKernel, {Size::kKernelX});
    add(Size::kDilation, {Size::kDilationX});
  } else {
    add(Size::kKernel, {Size::kKernel, Size::kKernelX});
    add(Size::kDilation, {Size::kDilation, Size::kDilationX});
  }
  add(Size::kGroups, {Size::kGroups});
  return std::string(phrase::kUse.in(language)) + " " + words;
}

// "2*1" or "1+2": the padding of one axis.
std::string padding_text(const engine::WindowAxis& axis) {
  return axis.pad.before == axis.pad.after ? fmt::format("2\u00B7{}", axis.pad.before)
                                           : fmt::format("{}+{}", axis.pad.before, axis.pad.after);
}

void explain_window(const ConvolutionSizes& s, Language language, ConvolutionProblem& problem) {
  const bool tall = axis_of(s, kAxisY).outputs() < 1;
  const engine::WindowAxis axis = axis_of(s, tall ? kAxisY : kAxisX);
  problem.formula =
      fmt::format("\u230A({}+{}\u2212{}\u00B7({}\u22121)\u22121)/{}\u230B+1", axis.input,
                  padding_text(axis), axis.dilation, axis.kernel, axis.stride);
  problem.formula +=
      fmt::format(" = {}", axis.outputs() < 0 ? fmt::format("\u2212{}", -axis.outputs())
                                              : fmt::format("{}", axis.outputs()));
  problem.sentence =
      fmt::format(fmt::runtime((tall ? phrase::kNoRowsFit : phrase::kNoColumnsFit).in(language)),
                  axis.reach(), axis.input + axis.pad.before + axis.pad.after);
}

}  // namespace

ConvolutionSizes nearest_working(const ConvolutionSizes& sizes, const ConvolutionChoices& choices) {
  ConvolutionSizes result = sizes;
  if (!groups_fit(result)) {
    const auto set = [](ConvolutionSizes& s, Index value) { s[Size::kGroups] = value; };
    result = *nearest(result, Size::kGroups, set, groups_fit);  // 1 always fits
  }
  const auto fits = [&](const ConvolutionSizes& s) { return window_fits(s, choices.mode); };
  if (fits(result)) return result;
  std::optional<Index> best_distance;
  ConvolutionSizes best = result;
  const auto try_size = [&](const ConvolutionSizes& from, Size size) {
    const auto set = [&](ConvolutionSizes& s, Index value) { set_both(s, size, value, choices); };
    const auto found =
        nearest(from, rows_fit(from, choices.mode) ? along_x(size) : size, set, fits);
    if (!found) return;
    Index distance = 0;
    for (std::size_t i = 0; i < kConvolutionSizes; ++i) {
      distance = std::max(distance, std::abs(found->values[i] - result.values[i]));
    }
    if (best_distance && distance >= *best_distance) return;
    best_distance = distance;
    best = *found;
  };
  if (choices.padding == PaddingChoice::kNumber) try_size(result, Size::kPadding);
  try_size(result, Size::kKernel);
  try_size(result, Size::kDilation);
  if (best_distance) return best;
  // More padding than its mode has numbers for, and a window that then fits nowhere.
  ConvolutionSizes bare = result;
  if (choices.padding == PaddingChoice::kNumber) {
    set_both(bare, Size::kPadding, 0, choices);
    if (fits(bare)) return bare;
  }
  try_size(bare, Size::kKernel);
  // A kernel of 1 reads one cell, whatever the dilation, so there always is a repair.
  return best;
}

std::optional<ConvolutionProblem> problem_of(const ConvolutionSetup& setup, Language language) {
  const ConvolutionSizes& s = setup.sizes;
  const engine::PaddingMode mode = setup.choices.mode;
  if (groups_fit(s) && window_fits(s, mode)) return std::nullopt;
  ConvolutionProblem problem;
  problem.repaired = nearest_working(s, setup.choices);
  problem.repair = repair_words(s, problem.repaired, setup.choices, language);
  const bool rows = mode_fits(s, kAxisY, mode), columns = mode_fits(s, kAxisX, mode);
  if (!window_fits(s, engine::PaddingMode::kZeros)) {
    explain_window(s, language, problem);
  } else if (!rows || !columns) {
    const AxisSizes& axis = rows ? kAxisX : kAxisY;
    problem.sentence =
        fmt::format(fmt::runtime(phrase::kNoNumbersForPadding.in(language)),
                    mode == engine::PaddingMode::kReflect ? phrase::kReflectName.in(language)
                                                          : phrase::kCircularName.in(language),
                    std::max(s[axis.before], s[axis.after]), s[axis.input]);
  } else {
    problem.sentence = fmt::format(fmt::runtime(phrase::kGroupsDoNotDivide.in(language)),
                                   s[Size::kGroups], s[Size::kChannels], s[Size::kFilters]);
  }
  return problem;
}

}  // namespace convscope::state
