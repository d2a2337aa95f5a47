#include "engine/layers/window.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

constexpr std::array<std::string_view, 4> kModes{"zeros", "reflect", "replicate", "circular"};

Index floor_divide(Index a, Index b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

[[noreturn]] void refuse(std::string found, std::string expected) {
  throw Error(ErrorKind::kBadFile, "WINDOW",
              {.found = std::move(found), .expected = std::move(expected)});
}

// The sizes of an axis by themselves, `input` being what the window slides over.
void check_sizes(const WindowAxis& axis, Index input, std::string_view name) {
  constexpr Index kLargest = Index{1} << 31;
  const auto check = [&](std::string_view what, Index found, Index least) {
    if (found >= least && found <= kLargest) return;
    refuse(fmt::format("{} {} along {}", what, found, name), fmt::format("{} to 2^31", least));
  };
  check("size", input, 1);
  check("kernel", axis.kernel, 1);
  check("stride", axis.stride, 1);
  check("dilation", axis.dilation, 1);
  check("padding", axis.pad.before, 0);
  check("padding", axis.pad.after, 0);
}

// Reflected and circular padding shows no cell twice.
void check_mode(const WindowAxis& axis, std::string_view name) {
  const Index most = axis.mode == PaddingMode::kReflect    ? axis.input - 1
                     : axis.mode == PaddingMode::kCircular ? axis.input
                                                           : Index{1} << 31;
  const std::string_view relation = axis.mode == PaddingMode::kReflect ? "<" : "<=";
  for (const Index pad : {axis.pad.before, axis.pad.after}) {
    if (pad <= most) continue;
    refuse(fmt::format("{} padding of {} along {}", to_string(axis.mode), pad, name),
           fmt::format("padding {} size: {} {} {}", relation, pad, relation, axis.input));
  }
}

[[noreturn]] void refuse_no_output(const std::string& formula, std::string_view name) {
  throw Error(
      ErrorKind::kBadFile, "NO_OUTPUT",
      {.found = fmt::format("{} along {}", formula, name), .expected = "at least 1 output"});
}

bool is_padded(const WindowAxis& axis) {
  return axis.mode != PaddingMode::kZeros && axis.pad != PadPair{};
}

// What make_window and make_transposed fill in alike.
WindowAxis axis_of(const WindowOptions& options, std::size_t i) {
  return {.input = 1,
          .kernel = options.kernel[i],
          .stride = options.stride[i],
          .dilation = options.dilation[i],
          .pad = {}};
}

}  // namespace

std::string_view to_string(PaddingMode mode) noexcept {
  return kModes[static_cast<std::size_t>(mode)];
}

std::optional<PaddingMode> find_padding_mode(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kModes.size(); ++i) {
    if (kModes[i] == name) return static_cast<PaddingMode>(i);
  }
  return {};
}

Index WindowAxis::outputs() const noexcept {
  const Index span = input + pad.before + pad.after - reach();
  Index count = floor_divide(span + (ceil_mode ? stride - 1 : 0), stride) + 1;
  if (ceil_mode && (count - 1) * stride >= input + pad.before) --count;
  return count;
}

std::optional<Index> WindowAxis::source(Index i) const noexcept {
  if (!is_padding(i)) return i;
  switch (mode) {
    case PaddingMode::kZeros:
      return {};
    case PaddingMode::kReflect:
      return i < 0 ? -i : 2 * (input - 1) - i;
    case PaddingMode::kReplicate:
      return i < 0 ? 0 : input - 1;
    case PaddingMode::kCircular:
      return i < 0 ? i + input : i - input;
  }
  return {};
}

std::optional<Index> WindowAxis::kernel_index(Index o, Index i) const noexcept {
  const Index distance = i - start(o);
  if (distance < 0 || distance % dilation != 0 || distance / dilation >= kernel) return {};
  return distance / dilation;
}

std::optional<Index> WindowAxis::output_index(Index i, Index k) const noexcept {
  const Index distance = i + pad.before - k * dilation;
  if (distance < 0 || distance % stride != 0) return {};
  const Index o = distance / stride;
  return o < outputs() ? std::optional<Index>(o) : std::nullopt;
}

std::vector<Index> WindowAxis::readers(Index i, Index k) const {
  std::vector<Index> outputs;
  const auto add = [&](Index at) {
    if (const auto o = output_index(at, k)) outputs.push_back(*o);
  };
  const bool shows = mode != PaddingMode::kZeros;
  for (Index at = -pad.before; shows && at < 0; ++at) {
    if (source(at) == i) add(at);
  }
  add(i);
  for (Index at = input; shows && at < input + pad.after; ++at) {
    if (source(at) == i) add(at);
  }
  return outputs;
}

std::string WindowAxis::formula_with_numbers() const {
  const std::string padding = pad.before == pad.after ? fmt::format("2*{}", pad.before)
                                                      : fmt::format("{}+{}", pad.before, pad.after);
  return fmt::format("{}(({}+{}-{}*({}-1)-1)/{})+1 = {}", ceil_mode ? "ceil" : "floor", input,
                     padding, dilation, kernel, stride, outputs());
}

void WindowAxis::check(std::string_view name) const {
  check_sizes(*this, input, name);
  check_mode(*this, name);
  if (outputs() < 1) refuse_no_output(formula_with_numbers(), name);
}

std::string position_text(std::string_view name, std::string_view tap, const WindowAxis& axis) {
  std::string text(name);
  if (axis.stride != 1) text += fmt::format("*{}", axis.stride);
  text += fmt::format("+{}", tap);
  if (axis.dilation != 1) text += fmt::format("*{}", axis.dilation);
  if (axis.pad.before != 0) text += fmt::format("-{}", axis.pad.before);
  return is_padded(axis) ? fmt::format("{}({})", to_string(axis.mode), text) : text;
}

std::string position_latex(std::string_view name, std::string_view tap, const WindowAxis& axis) {
  const auto times = [](Index factor) { return factor == 1 ? "" : fmt::format("{} ", factor); };
  // "ky" is a k with a y below it.
  const std::string below = tap.size() > 1 ? fmt::format("{}_{}", tap[0], tap.substr(1)) : "k";
  std::string text =
      fmt::format("{}{} + {}{}", times(axis.stride), name, times(axis.dilation), below);
  if (axis.pad.before != 0) text += fmt::format(" - {}", axis.pad.before);
  return is_padded(axis) ? fmt::format(R"(\mathrm{{{}}}({}))", to_string(axis.mode), text) : text;
}

PadPair same_padding(const WindowAxis& axis) noexcept {
  const Index outputs = (axis.input + axis.stride - 1) / axis.stride;
  const Index total = std::max<Index>((outputs - 1) * axis.stride + axis.reach() - axis.input, 0);
  return {total / 2, total - total / 2};
}

void Window2d::check() const {
  y.check("y");
  x.check("x");
}

Window2d make_window(Index height, Index width, const WindowOptions& options) {
  Window2d window;
  std::size_t i = 0;
  for (WindowAxis* axis : {&window.y, &window.x}) {
    *axis = axis_of(options, i);
    axis->input = i == 0 ? height : width;
    axis->ceil_mode = options.ceil_mode;
    axis->mode = options.mode;
    if (const auto* sides = std::get_if<std::array<PadPair, 2>>(&options.padding)) {
      axis->pad = (*sides)[i];
    } else if (std::get<PaddingRule>(options.padding) == PaddingRule::kSame && axis->stride > 0) {
      axis->pad = same_padding(*axis);
    }
    ++i;
  }
  return window;
}

std::optional<Index> TransposedAxis::input_index(Index o, Index k) const noexcept {
  const Index distance = o - window.input_index(0, k);
  if (distance < 0 || distance % window.stride != 0) return {};
  const Index i = distance / window.stride;
  return i < input ? std::optional<Index>(i) : std::nullopt;
}

std::string TransposedAxis::formula_with_numbers() const {
  const PadPair& pad = window.pad;
  const std::string padding = pad.before == pad.after ? fmt::format("2*{}", pad.before)
                                                      : fmt::format("{}-{}", pad.before, pad.after);
  return fmt::format("({}-1)*{}-{}+{}*({}-1)+{}+1 = {}", input, window.stride, padding,
                     window.dilation, window.kernel, output_padding, outputs());
}

void TransposedAxis::check(std::string_view name) const {
  check_sizes(window, input, name);
  if (output_padding < 0 ||
      (output_padding >= window.stride && output_padding >= window.dilation)) {
    refuse(fmt::format("output_padding {} along {}", output_padding, name),
           fmt::format("0 or more, below the stride {} or the dilation {}", window.stride,
                       window.dilation));
  }
  if (outputs() < 1) refuse_no_output(formula_with_numbers(), name);
}

void Transposed2d::check() const {
  y.check("y");
  x.check("x");
}

Transposed2d make_transposed(Index height, Index width, const WindowOptions& options,
                             std::array<Index, 2> output_padding) {
  Transposed2d result;
  std::size_t i = 0;
  for (TransposedAxis* axis : {&result.y, &result.x}) {
    WindowAxis& window = axis->window;
    *axis = {.input = i == 0 ? height : width,
             .output_padding = output_padding[i],
             .window = axis_of(options, i)};
    if (const auto* sides = std::get_if<std::array<PadPair, 2>>(&options.padding)) {
      window.pad = (*sides)[i];
    } else if (std::get<PaddingRule>(options.padding) == PaddingRule::kSame) {
      const Index total = std::max<Index>(window.reach() - window.stride, 0);
      window.pad = {total / 2, total - total / 2};
      axis->output_padding += std::max<Index>(window.stride - window.reach(), 0);
    }
    window.input = (axis->input - 1) * window.stride - window.pad.before - window.pad.after +
                   window.reach() + axis->output_padding;
    ++i;
  }
  return result;
}

}  // namespace convscope::engine
