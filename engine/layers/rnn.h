#pragma once

#include "engine/layers/recurrent.h"

namespace convscope::engine {

/// What bounds a plain RNN's state.
enum class RnnActivation { kTanh, kRelu };

/// The plain recurrent network (Elman, 1990), as torch.nn.RNN:
///   h[t] = f(w_ih x[t] + b_ih + w_hh h[t-1] + b_hh),  f = tanh or relu (derivative 0 at 0)
class Rnn : public RecurrentLayer {
 public:
  Rnn(const Shape& input, const RecurrentOptions& options, RnnActivation activation);

  RnnActivation activation() const noexcept { return activation_; }

 private:
  void step(UnitStep& unit) const override;
  void step_back(const UnitStep& unit, UnitGradient& gradient) const override;
  Explanation explain_state(std::string_view of, const UnitStep& unit, const Cell& cell,
                            const TensorRef& before) const override;

  RnnActivation activation_;
};

}  // namespace convscope::engine
