#pragma once

#include <string>

#include "app/cli/operation/operation.h"

namespace convscope::cli {

/// How far a case's outputs are from its "expected".
struct CheckResult {
  double largest_deviation = 0;  ///< absolute; infinite where shapes or non-finite numbers differ
  bool passed = true;
  std::string failure;  ///< "out[0,1,2,3]: found 1.5, expected 2 within 2.1e-05", of the worst
};

/// Every output named in "expected" within 1e-5 relative + 1e-6 absolute of it; relative to the
/// sum of the terms' magnitudes where that is larger than the number itself. Throws Error{kBadFile}
/// when "expected" is missing or names an output that the case does not have.
CheckResult check_outputs(const OperationCase& sample, const Operation& operation,
                          const std::vector<NamedTensor>& outputs);

}  // namespace convscope::cli
