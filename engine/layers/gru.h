#pragma once

#include "engine/layers/recurrent.h"

namespace convscope::engine {

/// Gated recurrent unit (Cho et al., 2014, arXiv:1406.1078), in the form of torch.nn.GRU, whose
/// reset gate stands behind the state's product (Keras's reset_after). Rows r, z, n:
///   r = sigmoid(w_ir x + b_ir + w_hr h + b_hr)    z = sigmoid(w_iz x + b_iz + w_hz h + b_hz)
///   n = tanh(w_in x + b_in + r*hn), hn = w_hn h + b_hn    h[t] = (1-z)*n + z*h[t-1]
/// The slot "hn" holds (T, H) of hn.
class Gru : public RecurrentLayer {
 public:
  Gru(const Shape& input, const RecurrentOptions& options);

 private:
  void step(UnitStep& unit) const override;
  void step_back(const UnitStep& unit, UnitGradient& gradient) const override;
  Explanation explain_state(std::string_view of, const UnitStep& unit, const Cell& cell,
                            const TensorRef& before) const override;
};

}  // namespace convscope::engine
