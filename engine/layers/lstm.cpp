#include "engine/layers/lstm.h"

#include <cmath>

#include "engine/layers/activation.h"

namespace convscope::engine {
namespace {

// The order of the rows.
struct LstmGate {
  enum : std::size_t { kInput, kForget, kCandidate, kOutput };
};

}  // namespace

Lstm::Lstm(const Shape& input, const RecurrentOptions& options)
    : RecurrentLayer(input, options,
                     {.layer = "lstm",
                      .gates = {"i", "f", "g", "o"},
                      .activations = {"sigmoid", "sigmoid", "tanh", "sigmoid"},
                      .cell_state = true,
                      .delta = "delta[i] = dc*g*i*(1-i), delta[f] = dc*c[t-1]*f*(1-f), "
                               "delta[g] = dc*i*(1-g^2), delta[o] = dh*tanh(c)*o*(1-o), "
                               "dc = dh*o*(1-tanh(c)^2) + dc[t+1]*f[t+1]"}) {}

void Lstm::step(UnitStep& unit) const {
  const auto sum = [&](std::size_t gate) { return unit.from_input[gate] + unit.from_state[gate]; };
  unit.gates = {sigmoid(sum(LstmGate::kInput)), sigmoid(sum(LstmGate::kForget)),
                std::tanh(sum(LstmGate::kCandidate)), sigmoid(sum(LstmGate::kOutput))};
  unit.c = unit.gates[LstmGate::kForget] * unit.c_before +
           unit.gates[LstmGate::kInput] * unit.gates[LstmGate::kCandidate];
  unit.h = unit.gates[LstmGate::kOutput] * std::tanh(unit.c);
}

void Lstm::step_back(const UnitStep& unit, UnitGradient& gradient) const {
  const double i = unit.gates[LstmGate::kInput], f = unit.gates[LstmGate::kForget],
               g = unit.gates[LstmGate::kCandidate], o = unit.gates[LstmGate::kOutput];
  const double bounded = std::tanh(unit.c);
  gradient.d_c += gradient.d_h * o * (1 - bounded * bounded);
  const double d_c = gradient.d_c;
  gradient.d_c_before = d_c * f;
  gradient.d_from_input = {d_c * g * i * (1 - i), d_c * unit.c_before * f * (1 - f),
                           d_c * i * (1 - g * g), gradient.d_h * bounded * o * (1 - o)};
  gradient.d_from_state = gradient.d_from_input;
}

Explanation Lstm::explain_state(std::string_view of, const UnitStep& unit, const Cell& cell,
                                const TensorRef& before) const {
  Explanation result;
  if (of == "c") {
    result.formula = "c[t,h] = f[t,h] * c[t-1,h] + i[t,h] * g[t,h]";
    result.formula_latex = R"(c_{t,h} = f_{t,h} \, c_{t-1,h} + i_{t,h} \, g_{t,h})";
    result.add({.input = TensorRef{"f", cell},
                .weight = before,
                .x = unit.gates[LstmGate::kForget],
                .w = unit.c_before});
    result.add({.input = TensorRef{"i", cell},
                .weight = TensorRef{"g", cell},
                .x = unit.gates[LstmGate::kInput],
                .w = unit.gates[LstmGate::kCandidate]});
    return result;
  }
  result.formula = "out[t,h] = o[t,h] * tanh(c[t,h])";
  result.formula_latex = R"(h_{t,h} = o_{t,h} \tanh c_{t,h})";
  result.add({.input = TensorRef{"o", cell},
              .weight = TensorRef{"tanh(c)", cell},
              .x = unit.gates[LstmGate::kOutput],
              .w = std::tanh(unit.c)});
  return result;
}

}  // namespace convscope::engine
