#include "engine/layers/window.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

Index floor_divide(Index a, Index b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

void check_axis(const WindowAxis& axis, std::string_view name) {
  const auto refuse = [&](std::string_view what, Index found, std::string_view expected) {
    throw Error(ErrorKind::kBadFile, "WINDOW",
                {.found = fmt::format("{} {} along {}", what, found, name),
                 .expected = std::string(expected)});
  };
  constexpr Index kLargest = Index{1} << 31;
  if (axis.input < 1 || axis.input > kLargest) refuse("size", axis.input, "1 to 2^31");
  if (axis.kernel < 1 || axis.kernel > kLargest) refuse("kernel", axis.kernel, "1 to 2^31");
  if (axis.stride < 1 || axis.stride > kLargest) refuse("stride", axis.stride, "1 to 2^31");
  if (axis.dilation < 1 || axis.dilation > kLargest) refuse("dilation", axis.dilation, "1 to 2^31");
  for (const Index pad : {axis.pad.before, axis.pad.after}) {
    if (pad < 0 || pad > kLargest) refuse("padding", pad, "0 to 2^31");
  }
  if (axis.outputs() < 1) {
    throw Error(ErrorKind::kBadFile, "NO_OUTPUT",
                {.found = fmt::format("{} along {}", axis.formula_with_numbers(), name),
                 .expected = "at least 1 output"});
  }
}

}  // namespace

Index WindowAxis::outputs() const noexcept {
  const Index span = input + pad.before + pad.after - reach();
  Index count = floor_divide(span + (ceil_mode ? stride - 1 : 0), stride) + 1;
  if (ceil_mode && (count - 1) * stride >= input + pad.before) --count;
  return count;
}

std::optional<Index> WindowAxis::kernel_index(Index o, Index i) const noexcept {
  const Index distance = i - start(o);
  if (distance < 0 || distance % dilation != 0 || distance / dilation >= kernel) return {};
  return distance / dilation;
}

std::string WindowAxis::formula_with_numbers() const {
  const std::string padding = pad.before == pad.after ? fmt::format("2*{}", pad.before)
                                                      : fmt::format("{}+{}", pad.before, pad.after);
  return fmt::format("{}(({}+{}-{}*({}-1)-1)/{})+1 = {}", ceil_mode ? "ceil" : "floor", input,
                     padding, dilation, kernel, stride, outputs());
}

std::string position_text(std::string_view name, const WindowAxis& axis) {
  std::string text(name);
  if (axis.stride != 1) text += fmt::format("*{}", axis.stride);
  text += fmt::format("+k{}", name);
  if (axis.dilation != 1) text += fmt::format("*{}", axis.dilation);
  if (axis.pad.before != 0) text += fmt::format("-{}", axis.pad.before);
  return text;
}

std::string position_latex(std::string_view name, const WindowAxis& axis) {
  const auto times = [](Index factor) { return factor == 1 ? "" : fmt::format("{} ", factor); };
  std::string text =
      fmt::format("{}{} + {}k_{}", times(axis.stride), name, times(axis.dilation), name);
  if (axis.pad.before != 0) text += fmt::format(" - {}", axis.pad.before);
  return text;
}

PadPair same_padding(const WindowAxis& axis) noexcept {
  const Index outputs = (axis.input + axis.stride - 1) / axis.stride;
  const Index total = std::max<Index>((outputs - 1) * axis.stride + axis.reach() - axis.input, 0);
  return {total / 2, total - total / 2};
}

void Window2d::check() const {
  check_axis(y, "y");
  check_axis(x, "x");
}

Window2d make_window(Index height, Index width, const WindowOptions& options) {
  Window2d window;
  std::size_t i = 0;
  for (WindowAxis* axis : {&window.y, &window.x}) {
    *axis = {.input = i == 0 ? height : width,
             .kernel = options.kernel[i],
             .stride = options.stride[i],
             .dilation = options.dilation[i],
             .pad = {},
             .ceil_mode = options.ceil_mode};
    if (const auto* sides = std::get_if<std::array<PadPair, 2>>(&options.padding)) {
      axis->pad = (*sides)[i];
    } else if (std::get<PaddingRule>(options.padding) == PaddingRule::kSame && axis->stride > 0) {
      axis->pad = same_padding(*axis);
    }
    ++i;
  }
  return window;
}

}  // namespace convscope::engine
