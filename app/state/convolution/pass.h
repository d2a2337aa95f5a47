#pragma once

#include <memory>
#include <optional>

#include "engine/core/tensor.h"
#include "engine/explain/cursor.h"
#include "engine/layers/explanation.h"
#include "engine/layers/window.h"

namespace convscope::state {

struct ConvolutionResult;
struct ConvolutionSetup;

/// What the Convolution lab steps through: the outputs, or one of the three gradients.
enum class ConvolutionPass { kForward, kWeight, kInput, kBias };
inline constexpr std::size_t kConvolutionPasses = 4;

/// The gradients of a loss by every number of a convolution: of L = sum of g * o, or, where an
/// activation follows, of L = sum of dL/da * a with a = f(o) and so g = dL/da * f'(o). Immutable.
struct ConvolutionGradients {
  engine::Tensor upstream;  ///< g = dL/do, (1, F, oh, ow)
  engine::Tensor arriving;  ///< dL/da, of the same shape; empty: no activation
  engine::Tensor slope;     ///< f'(o), of the same shape; empty: no activation
  engine::Tensor d_input;   ///< (1, C, H, W)
  engine::Tensor d_weight;  ///< (F, C/groups, kh, kw), by tap
  engine::Tensor d_bias;    ///< (F)
  /// By the padded input, (1, C, H + above + below, W + left + right): where the padding shows
  /// numbers their gradients are added up from here. Empty for zeros in the padding.
  engine::Tensor d_padded;
  double loss = 0;  ///< with what arrives held constant
};
/// Costs two naive passes.
std::shared_ptr<const ConvolutionGradients> compute_gradients(const ConvolutionSetup& setup,
                                                              const ConvolutionResult& result);

/// One axis of a pass. Target t meets, with tap k of the second grid, the first grid's cell
/// per_target * t + per_tap * k + offset.
struct EquationAxis {
  engine::Index targets = 1;
  engine::Index taps = 1;
  engine::Index per_target = 1;
  engine::Index per_tap = 1;
  engine::Index offset = 0;
  engine::Index first = 0;    ///< the first cell that the first grid shows
  engine::Index count = 1;    ///< and how many: padding included
  engine::Index spacing = 1;  ///< every so many cells, from 0 on, there is a number
  engine::Index numbers = 1;  ///< so many of them

  engine::Index met(engine::Index target, engine::Index tap) const {
    return per_target * target + per_tap * tap + offset;
  }
  bool holds(engine::Index at) const {
    return at >= 0 && at % spacing == 0 && at / spacing < numbers;
  }
  /// Which tap of a target meets the cell.
  std::optional<engine::Index> tap(engine::Index target, engine::Index at) const;
  /// Which target meets the cell with a tap.
  std::optional<engine::Index> target(engine::Index tap, engine::Index at) const;
};

/// A pass as the stage draws it, every one the same sentence: rows of first grids, a second grid
/// whose taps meet a patch of them, products, and a target that is their sum.
///
///   pass     first grids           second grid           targets
///   forward  x[c], padded          w[f,c]                o[f]
///   dW       x[c], padded          g[f], dilated by s    dW[f,c]
///   dX       g[f], dilated by s,   w[f,c], turned by     dX[c]
///            padded                180 degrees
///   db       g[f]                  1, one for each       db
class Equation {
 public:
  Equation(const ConvolutionResult& result, ConvolutionPass pass);

  ConvolutionPass pass() const noexcept { return pass_; }
  const EquationAxis& y() const noexcept { return y_; }
  const EquationAxis& x() const noexcept { return x_; }
  /// Over the targets: (F,oh,ow), (F,C/groups,kh,kw), (C,H,W) or (F). With numbers shown in the
  /// padding, dX is by the padded input and its plane that large.
  const engine::Cursor& cursor() const noexcept { return cursor_; }
  engine::Index taps() const { return y_.taps * x_.taps; }

  engine::Index rows() const noexcept { return rows_; }
  /// The rows that a target meets: from `first_row`, as many as `active_rows`.
  engine::Index first_row(const engine::Cell& target) const;
  engine::Index active_rows() const noexcept { return active_rows_; }
  /// The row of a term of a target.
  engine::Index row_of(const engine::Cell& target, engine::Index term) const {
    return first_row(target) + term / taps();
  }

  /// Targets are shown in planes; db has one, with all of its numbers in a row.
  engine::Index planes() const noexcept { return planes_; }
  engine::Shape plane_shape() const;  ///< rows and columns
  engine::Index plane_of(const engine::Cell& target) const;
  engine::Index row_in_plane(const engine::Cell& target) const;
  engine::Index column_in_plane(const engine::Cell& target) const;
  engine::Cell target(engine::Index plane, engine::Index row, engine::Index column) const;

  /// Where a target stands along the axes: 0 for db.
  engine::Index target_y(const engine::Cell& target) const;
  engine::Index target_x(const engine::Cell& target) const;
  /// Whether a target meets cell (row, y, x) of the first grids.
  bool meets(const engine::Cell& target, engine::Index row, engine::Index at_y,
             engine::Index at_x) const;

 private:
  ConvolutionPass pass_;
  EquationAxis y_, x_;
  engine::Index rows_ = 1, active_rows_ = 1, planes_ = 1, slices_ = 1, group_filters_ = 1;
  engine::Cursor cursor_;
};

/// How a target came about: a term for every tap of every row, zeros between and beyond the
/// numbers of g included, in the order in which they are stepped. Results are those of
/// Conv2d::explain and explain_gradient. `gradients` may be null in the forward pass.
engine::Explanation explain_target(const ConvolutionSetup& setup, const ConvolutionResult& result,
                                   const ConvolutionGradients* gradients, ConvolutionPass pass,
                                   const engine::Cell& target);

}  // namespace convscope::state
