#include "engine/layers/gru.h"

#include <cmath>

#include "engine/layers/activation.h"

namespace convscope::engine {
namespace {

// The order of the rows.
struct GruGate {
  enum : std::size_t { kReset, kUpdate, kCandidate };
};

}  // namespace

Gru::Gru(const Shape& input, const RecurrentOptions& options)
    : RecurrentLayer(input, options,
                     {.layer = "gru",
                      .gates = {"r", "z", "n"},
                      .activations = {"sigmoid", "sigmoid", "tanh"},
                      .reset_gate = GruGate::kCandidate,
                      .delta = "delta_ih[n] = dh*(1-z)*(1-n^2), delta_hh[n] = delta_ih[n]*r, "
                               "delta[r] = delta_ih[n]*hn*r*(1-r), "
                               "delta[z] = dh*(h[t-1]-n)*z*(1-z)"}) {}

void Gru::step(UnitStep& unit) const {
  const double r = sigmoid(unit.from_input[GruGate::kReset] + unit.from_state[GruGate::kReset]);
  const double z = sigmoid(unit.from_input[GruGate::kUpdate] + unit.from_state[GruGate::kUpdate]);
  const double n =
      std::tanh(unit.from_input[GruGate::kCandidate] + r * unit.from_state[GruGate::kCandidate]);
  unit.gates = {r, z, n};
  unit.h = (1 - z) * n + z * unit.h_before;
}

void Gru::step_back(const UnitStep& unit, UnitGradient& gradient) const {
  const double r = unit.gates[GruGate::kReset], z = unit.gates[GruGate::kUpdate],
               n = unit.gates[GruGate::kCandidate];
  const double d_n = gradient.d_h * (1 - z) * (1 - n * n);
  const double d_r = d_n * unit.from_state[GruGate::kCandidate] * r * (1 - r);
  const double d_z = gradient.d_h * (unit.h_before - n) * z * (1 - z);
  gradient.d_from_input = {d_r, d_z, d_n};
  gradient.d_from_state = {d_r, d_z, d_n * r};
  gradient.d_h_before = gradient.d_h * z;
}

Explanation Gru::explain_state(std::string_view, const UnitStep& unit, const Cell& cell,
                               const TensorRef& before) const {
  Explanation result;
  result.formula = "out[t,h] = (1 - z[t,h]) * n[t,h] + z[t,h] * h[t-1,h]";
  result.formula_latex = R"(h_{t,h} = (1 - z_{t,h}) \, n_{t,h} + z_{t,h} \, h_{t-1,h})";
  result.add({.input = TensorRef{"n", cell},
              .weight = TensorRef{"1-z", cell},
              .x = unit.gates[GruGate::kCandidate],
              .w = 1 - unit.gates[GruGate::kUpdate]});
  result.add({.input = before,
              .weight = TensorRef{"z", cell},
              .x = unit.h_before,
              .w = unit.gates[GruGate::kUpdate]});
  return result;
}

}  // namespace convscope::engine
