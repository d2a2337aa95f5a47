#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// Cells of padding before and after an axis.
struct PadPair {
  Index before = 0;
  Index after = 0;
  friend bool operator==(const PadPair&, const PadPair&) = default;
};

/// How padding is asked for: cells per side of y and x, none, or as much as gives
/// ceil(n / stride) outputs (the odd cell after, as TensorFlow and Keras do).
enum class PaddingRule { kValid, kSame };
using Padding = std::variant<PaddingRule, std::array<PadPair, 2>>;

/// A window sliding along one axis: the single place where this arithmetic lives.
/// Output o reads the inputs start(o) + dilation * k for k in [0, kernel), where an input index
/// below 0 or at least `input` is padding.
struct WindowAxis {
  Index input = 1;
  Index kernel = 1;
  Index stride = 1;
  Index dilation = 1;
  PadPair pad;
  bool ceil_mode = false;

  /// dilation * (kernel - 1) + 1: how far the window reaches.
  Index reach() const noexcept { return dilation * (kernel - 1) + 1; }
  /// floor((input + before + after - reach) / stride) + 1; with ceil_mode rounded up, without a
  /// last window that would start in the padding behind the input. Below 1: no output.
  Index outputs() const noexcept;
  /// Input index of output o's first cell; negative inside the padding.
  Index start(Index o) const noexcept { return o * stride - pad.before; }
  Index input_index(Index o, Index k) const noexcept { return start(o) + k * dilation; }
  bool is_padding(Index i) const noexcept { return i < 0 || i >= input; }
  /// Which k of output o reads input i; none when it does not.
  std::optional<Index> kernel_index(Index o, Index i) const noexcept;
  /// "floor((5+2*1-1*(3-1)-1)/2)+1 = 3", with p+q in place of 2*p where the sides differ.
  std::string formula_with_numbers() const;
};

/// The padding that a rule gives on one axis; `axis.pad` itself is not read.
PadPair same_padding(const WindowAxis& axis) noexcept;

/// "y*2+ky-1": which input output `name` reads with cell k`name` of the window, plain text and
/// LaTeX; factors of 1 and a padding of 0 are left out.
std::string position_text(std::string_view name, const WindowAxis& axis);
std::string position_latex(std::string_view name, const WindowAxis& axis);

/// Two axes, y then x.
struct Window2d {
  WindowAxis y;
  WindowAxis x;
  /// Throws Error{NO_OUTPUT} naming the formula with its numbers when an axis gives no output,
  /// Error{WINDOW} when a size, stride or dilation is below 1 or padding below 0.
  void check() const;
};

struct WindowOptions {
  std::array<Index, 2> kernel{1, 1};
  std::array<Index, 2> stride{1, 1};
  std::array<Index, 2> dilation{1, 1};
  Padding padding = PaddingRule::kValid;
  bool ceil_mode = false;
  friend bool operator==(const WindowOptions&, const WindowOptions&) = default;
};

/// The window over a plane of height x width, not yet checked.
Window2d make_window(Index height, Index width, const WindowOptions& options);

}  // namespace convscope::engine
