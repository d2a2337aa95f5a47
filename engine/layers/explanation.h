#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/shape.h"

namespace convscope::engine {

/// One number of a tensor, by the tensor's name in its operation ("x", "weight", "bias") and its
/// index there. A number computed on the way has the expression as its name: "exp(x-m)[0,2]".
struct TensorRef {
  std::string name;
  Cell index;
  /// "x[0,1,2,3]"
  std::string to_string() const { return name + index.to_string(); }
  friend bool operator==(const TensorRef&, const TensorRef&) = default;
};

/// One line of a derivation: x * w = product, added to what stood before. Computed in double.
struct Term {
  std::optional<TensorRef> input;   ///< none where the window reads padding
  std::optional<TensorRef> weight;  ///< none where the operation has no weight (pooling: 1/n)
  double x = 0;
  double w = 1;
  double product = 0;
  double running_sum = 0;
  bool padding = false;
  bool chosen = false;  ///< max pooling: the winner, whose w is 1 while the others' is 0
};

struct BiasTerm {
  TensorRef ref;
  double value = 0;
};

/// How the terms become the result.
enum class FormulaKind {
  kWeightedSum,  ///< the sum of the products and the bias, behind the activation if there is one
  kMean,         ///< the same, every w the same 1/n
  kMaximum,      ///< the chosen term
  kSoftmax,      ///< the chosen term over the sum; x holds the exponentials
  kActivation,   ///< a function of the sum, which is one number
};

/// How one number came about, re-derived naively from the stored inputs and parameters. The
/// products of the terms and the bias add up to `sum`; `result` is `sum` behind `activation`.
struct Explanation {
  FormulaKind kind = FormulaKind::kWeightedSum;
  std::string what;           ///< "out[n=0,f=0,y=1,x=2]"
  std::string formula;        ///< symbolic, plain text: "out[n,j] = ..."
  std::string formula_latex;  ///< symbolic, LaTeX, without math delimiters
  std::string substituted;    ///< with the numbers of this cell; see substitute()
  std::vector<Term> terms;
  std::optional<BiasTerm> bias;
  double sum = 0;
  std::string activation;        ///< "" or the name of the function between sum and result
  std::string activation_numpy;  ///< the same as an expression of s, for NumPy
  double result = 0;

  /// Appends a term: product, sum, running_sum and result follow.
  void add(Term term);
  /// Sets the bias after the last term; sum and result follow.
  void add_bias(TensorRef ref, double value);
};

/// "out[n=0,f=2]" from the name, the axes' names without blanks ("n,f") and the cell.
std::string name_cell(std::string_view name, std::string_view axes, const Cell& cell);

/// A number with the fewest digits that read back to the same float32.
std::string number_text(double value);
/// The same, in parentheses where a sign would stand behind an operator: "(-1)".
std::string factor_text(double value);

/// The right-hand side with the numbers of this cell and its result, plain text:
/// "1*0.5 + 2*(-1) + 0.1 = -1.4". Numbers with the fewest digits that read back to the same
/// float32.
std::string substitute(const Explanation& explanation);

}  // namespace convscope::engine
