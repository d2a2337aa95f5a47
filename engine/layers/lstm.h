#pragma once

#include "engine/layers/recurrent.h"

namespace convscope::engine {

/// Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al., 2000), as torch.nn.LSTM.
/// With a[.] = w_ih x[t] + b_ih + w_hh h[t-1] + b_hh, rows i, f, g, o:
///   i = sigmoid(a[i])  f = sigmoid(a[f])  g = tanh(a[g])  o = sigmoid(a[o])
///   c[t] = f*c[t-1] + i*g    h[t] = o*tanh(c[t])
class Lstm : public RecurrentLayer {
 public:
  Lstm(const Shape& input, const RecurrentOptions& options);

 private:
  void step(UnitStep& unit) const override;
  void step_back(const UnitStep& unit, UnitGradient& gradient) const override;
  Explanation explain_state(std::string_view of, const UnitStep& unit, const Cell& cell,
                            const TensorRef& before) const override;
};

}  // namespace convscope::engine
