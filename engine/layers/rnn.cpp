#include "engine/layers/rnn.h"

#include <algorithm>
#include <cmath>

namespace convscope::engine {

Rnn::Rnn(const Shape& input, const RecurrentOptions& options, RnnActivation activation)
    : RecurrentLayer(
          input, options,
          {.layer = "rnn",
           .gates = {"h"},
           .activations = {activation == RnnActivation::kTanh ? "tanh" : "relu"},
           .delta = activation == RnnActivation::kTanh ? "delta = dh * (1 - h^2)"
                                                       : "delta = dh where h > 0, else 0"}),
      activation_(activation) {}

void Rnn::step(UnitStep& unit) const {
  const double sum = unit.from_input[0] + unit.from_state[0];
  unit.h = activation_ == RnnActivation::kTanh ? std::tanh(sum) : std::max(sum, 0.0);
  unit.gates[0] = unit.h;
}

void Rnn::step_back(const UnitStep& unit, UnitGradient& gradient) const {
  const double h = unit.gates[0];
  const double slope = activation_ == RnnActivation::kTanh ? 1 - h * h : h > 0 ? 1.0 : 0.0;
  gradient.d_from_input[0] = gradient.d_h * slope;
  gradient.d_from_state[0] = gradient.d_from_input[0];
}

// The state is the gate itself.
Explanation Rnn::explain_state(std::string_view, const UnitStep&, const Cell&,
                               const TensorRef&) const {
  return {};
}

}  // namespace convscope::engine
