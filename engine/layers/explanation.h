#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/shape.h"

namespace convscope::engine {

/// One number of a tensor, by the tensor's name in its operation ("x", "weight", "bias") and its
/// index there.
struct TensorRef {
  std::string name;
  Cell index;
  friend bool operator==(const TensorRef&, const TensorRef&) = default;
};

/// One line of a derivation: x * w = product, added to what stood before. Computed in double.
struct Term {
  std::optional<TensorRef> input;   ///< none where the window reads padding
  std::optional<TensorRef> weight;  ///< none where the operation has no weight (pooling: 1 or 1/n)
  double x = 0;
  double w = 1;
  double product = 0;
  double running_sum = 0;
  bool padding = false;
  bool chosen = false;  ///< max pooling: the winner
};

struct BiasTerm {
  TensorRef ref;
  double value = 0;
};

/// How one number came about, re-derived naively from the stored inputs and parameters. The
/// products of the terms and the bias add up to `sum`; `result` is `sum` behind `activation`.
struct Explanation {
  std::string what;           ///< "out[n=0,f=0,y=1,x=2]"
  std::string formula;        ///< symbolic, plain text
  std::string formula_latex;  ///< symbolic, LaTeX
  std::string substituted;    ///< with the numbers of this cell
  std::vector<Term> terms;
  std::optional<BiasTerm> bias;
  double sum = 0;
  std::string activation;  ///< "" or the name of the function between sum and result
  double result = 0;
};

}  // namespace convscope::engine
