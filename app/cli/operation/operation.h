#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/operation/case_file.h"
#include "engine/core/tensor.h"
#include "engine/layers/explanation.h"

namespace convscope::cli {

/// One output of an operation under its name in files.
struct NamedTensor {
  std::string name;
  engine::Tensor values;
  bool integers = false;  ///< indices: printed as integers
  int batch_axis = 0;     ///< whose index may be left out; -1: none
};

/// A case made ready to be computed and explained.
class Operation {
 public:
  virtual ~Operation() = default;

  /// In the order of the table of operations. Gradients are there when grad_output is given.
  virtual std::vector<NamedTensor> outputs() const = 0;
  /// What stands between the inputs and the outputs and can be explained too: gates, x_hat.
  virtual std::vector<NamedTensor> inner() const { return {}; }
  /// For each entry of each output the sum of its terms' magnitudes, which its rounding errors
  /// scale with; none where the entry's own magnitude says as much.
  virtual std::vector<NamedTensor> magnitudes() const { return {}; }

  /// Derives one number of the output `name` again. Throws Error{kUsage, NOT_EXPLAINED} for an
  /// output that has no derivation; `cell` must be inside it.
  virtual engine::Explanation explain(const std::string& name, const engine::Cell& cell) const;
  /// A gradient's number by finite differences of the explained outputs, in double. Where the
  /// function has a kink, of the differences to both sides the one closer to `analytic`.
  virtual double numeric_gradient(const std::string& name, const engine::Cell& cell,
                                  double analytic) const;
};

/// The derivative of `objective` by the number `entry`, which it reads; see numeric_gradient.
double difference_quotient(const std::function<double()>& objective, engine::Scalar& entry,
                           double analytic);

/// Throws Error{kBadFile} with file and JSON pointer for an unknown operation (OP_UNKNOWN, naming
/// the known ones), attribute or input and for shapes that do not fit; Error{kLimit} for an output
/// too large to compute.
std::unique_ptr<Operation> make_operation(const OperationCase& sample);

}  // namespace convscope::cli
