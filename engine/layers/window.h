#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

/// What stands in the padding, as torch.nn.functional.pad names it.
enum class PaddingMode {
  kZeros,
  kReflect,    ///< the cell mirrored at the edge cell: 2 1 | 0 1 2; padding < input
  kReplicate,  ///< the edge cell: 0 0 | 0 1 2
  kCircular,   ///< the cell from the other side: 1 2 | 0 1 2; padding <= input
};

/// "zeros", "reflect", "replicate", "circular".
std::string_view to_string(PaddingMode mode) noexcept;
std::optional<PaddingMode> find_padding_mode(std::string_view name) noexcept;

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
  PaddingMode mode = PaddingMode::kZeros;

  /// dilation * (kernel - 1) + 1: how far the window reaches.
  Index reach() const noexcept { return dilation * (kernel - 1) + 1; }
  /// floor((input + before + after - reach) / stride) + 1; with ceil_mode rounded up, without a
  /// last window that would start in the padding behind the input. Below 1: no output.
  Index outputs() const noexcept;
  /// Input index of output o's first cell; negative inside the padding.
  Index start(Index o) const noexcept { return o * stride - pad.before; }
  Index input_index(Index o, Index k) const noexcept { return start(o) + k * dilation; }
  bool is_padding(Index i) const noexcept { return i < 0 || i >= input; }
  /// The input cell whose number index i in [-before, input + after) shows: i itself inside, in the
  /// padding what `mode` says; none in zeros.
  std::optional<Index> source(Index i) const noexcept;
  /// Which k of output o reads index i; none when it does not.
  std::optional<Index> kernel_index(Index o, Index i) const noexcept;
  /// Which output reads index i with k; none when none does.
  std::optional<Index> output_index(Index i, Index k) const noexcept;
  /// Every output that reads input cell i with k, ascending: itself and where the padding shows it.
  std::vector<Index> readers(Index i, Index k) const;
  /// "floor((5+2*1-1*(3-1)-1)/2)+1 = 3", with p+q in place of 2*p where the sides differ.
  std::string formula_with_numbers() const;
  /// Throws Error{NO_OUTPUT} naming the formula with its numbers when there is no output,
  /// Error{WINDOW} when a size, stride or dilation is below 1 or padding below 0 or, reflected or
  /// circular, too large for the input. `name` is what messages call the axis.
  void check(std::string_view name) const;
};

/// The padding that a rule gives on one axis; `axis.pad` itself is not read.
PadPair same_padding(const WindowAxis& axis) noexcept;

/// "y*2+ky-1": which input output `name` reads with cell `tap` of the window, plain text and
/// LaTeX; factors of 1 and a padding of 0 are left out. In a mode other than zeros inside
/// "reflect(...)" where there is padding.
std::string position_text(std::string_view name, std::string_view tap, const WindowAxis& axis);
std::string position_latex(std::string_view name, std::string_view tap, const WindowAxis& axis);

/// Two axes, y then x.
struct Window2d {
  WindowAxis y;
  WindowAxis x;
  /// WindowAxis::check of both.
  void check() const;
};

struct WindowOptions {
  std::array<Index, 2> kernel{1, 1};
  std::array<Index, 2> stride{1, 1};
  std::array<Index, 2> dilation{1, 1};
  Padding padding = PaddingRule::kValid;
  bool ceil_mode = false;
  PaddingMode mode = PaddingMode::kZeros;
  friend bool operator==(const WindowOptions&, const WindowOptions&) = default;
};

/// The window over a plane of height x width, not yet checked.
Window2d make_window(Index height, Index width, const WindowOptions& options);

/// A window that spreads along one axis: input i adds to the outputs i * stride - before +
/// dilation * k inside [0, outputs), the transpose of a WindowAxis over its output.
struct TransposedAxis {
  Index input = 1;
  Index output_padding = 0;  ///< cells behind the output that the sizes alone do not give
  WindowAxis window;         ///< over the output: window.input is the number of outputs

  /// (input - 1) * stride - before - after + dilation * (kernel - 1) + output_padding + 1, as
  /// torch.nn.ConvTranspose2d. Below 1: no output.
  Index outputs() const noexcept { return window.input; }
  /// Which output input i adds to with k; one with window.is_padding is cut off.
  Index output_index(Index i, Index k) const noexcept { return window.input_index(i, k); }
  /// Which input adds to output o with k; none when none does.
  std::optional<Index> input_index(Index o, Index k) const noexcept;
  /// "(5-1)*2-2*1+1*(3-1)+0+1 = 9", with p-q in place of 2*p where the sides differ.
  std::string formula_with_numbers() const;
  /// Throws what WindowAxis::check throws, and Error{WINDOW} for an output_padding that is neither
  /// below the stride nor below the dilation.
  void check(std::string_view name) const;
};

struct Transposed2d {
  TransposedAxis y;
  TransposedAxis x;
  void check() const;
};

/// The spreading window over a plane of height x width, not yet checked. "same" gives
/// input * stride outputs, what is too much cut off evenly, the odd cell after (Keras).
/// `options.ceil_mode` and `mode` are not read.
Transposed2d make_transposed(Index height, Index width, const WindowOptions& options,
                             std::array<Index, 2> output_padding);

}  // namespace convscope::engine
