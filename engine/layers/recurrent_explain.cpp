// Recurrent layers explained: gates, states and gradients, derived again in double.
#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.h"
#include "engine/layers/activation.h"
#include "engine/layers/recurrent.h"

namespace convscope::engine {
namespace {

double activated(std::string_view name, double sum) {
  return activate(default_options(find_activation(name).value_or(ActivationFunction::kTanh)), sum);
}

std::string numpy_of(std::string_view name) {
  if (name == "sigmoid") return "1/(1 + np.exp(-s))";
  return name == "tanh" ? "np.tanh(s)" : "np.maximum(s, 0)";
}

// "8+h", "h" for the first gate.
std::string row_text(Index first) {
  return first == 0 ? "h" : fmt::format("{}+h", first);
}

// How a formula adds the biases of a row that a layer has.
struct BiasText {
  std::string text;
  std::string latex;
};

BiasText bias_text(const std::string& row, bool input, bool state) {
  BiasText result;
  if (input) {
    result.text += fmt::format(" + b_ih[{}]", row);
    result.latex += fmt::format(" + b^{{ih}}_{{{}}}", row);
  }
  if (state) {
    result.text += fmt::format(" + b_hh[{}]", row);
    result.latex += fmt::format(" + b^{{hh}}_{{{}}}", row);
  }
  return result;
}

double number_at(ConstTensorView view, Index i) {
  return static_cast<double>(view[i]);
}

// w_ih's row times x[t].
void add_input_terms(Explanation& result, ConstTensorView w, Index row, Index n, Index t,
                     const Grid& x) {
  for (Index k = 0; k < x.columns; ++k) {
    result.add({.input = TensorRef{"x", {n, t, k}},
                .weight = TensorRef{"w_ih", {row, k}},
                .x = x(t, k),
                .w = static_cast<double>(w(row, k))});
  }
}

// w_hh's row times the state before step t.
void add_state_terms(Explanation& result, ConstTensorView w, Index row, Index n, Index t,
                     const Grid& h) {
  for (Index j = 0; j < h.columns; ++j) {
    result.add({.input = recurrent_state_ref("h", n, t, j),
                .weight = TensorRef{"w_hh", {row, j}},
                .x = h(t, j),
                .w = static_cast<double>(w(row, j))});
  }
}

}  // namespace

TensorRef recurrent_state_ref(std::string_view name, Index n, Index t, Index j) {
  if (t == 0) return {std::string(name) + "0", {n, j}};
  return {std::string(name), {n, t - 1, j}};
}

std::optional<std::size_t> RecurrentLayer::find_gate(std::string_view name) const {
  const auto at = std::ranges::find(kind_.gates, name);
  if (at == kind_.gates.end()) return {};
  return static_cast<std::size_t>(at - kind_.gates.begin());
}

Explanation RecurrentLayer::explain_gate(std::size_t gate, const Cell& cell,
                                         const RecurrentTrace& trace,
                                         std::span<const ConstTensorView> parameters) const {
  const Index n = cell[0], t = cell[1], first = static_cast<Index>(gate) * units();
  const Index row = first + cell[2];
  const bool gated = static_cast<int>(gate) == kind_.reset_gate;
  const bool input_bias = bias_ih_ > 0, state_bias = bias_hh_ > 0 && !gated;
  const std::string r = row_text(first), &name = kind_.activations[gate];
  const BiasText bias = bias_text(r, input_bias, state_bias);
  Explanation result;
  result.formula = fmt::format(
      "{0}[t,h] = {1}(sum over k of w_ih[{2},k]*x[t,k] + {3}{4})", kind_.gates[gate], name, r,
      gated ? "r[t,h]*hn[t,h]" : fmt::format("sum over j of w_hh[{},j]*h[t-1,j]", r), bias.text);
  result.formula_latex = fmt::format(
      R"({0}_{{t,h}} = \mathrm{{{1}}}\left(\sum_k W^{{ih}}_{{{2},k}} x_{{t,k}} + {3}{4}\right))",
      kind_.gates[gate], name, r,
      gated ? R"(r_{t,h} \, hn_{t,h})" : fmt::format(R"(\sum_j W^{{hh}}_{{{},j}} h_{{t-1,j}})", r),
      bias.latex);
  add_input_terms(result, parameters[0], row, n, t, trace.x);
  if (gated) {
    result.formula += fmt::format(", hn[t,h] = sum over j of w_hh[{},j]*h[t-1,j]{}", r,
                                  bias_text(r, false, bias_hh_ > 0).text);
    result.add({.input = TensorRef{"r", cell},
                .weight = TensorRef{"hn", cell},
                .x = trace.gates(t, cell[2]),
                .w = trace.from_state(t, row)});
  } else {
    add_state_terms(result, parameters[1], row, n, t, trace.h);
  }
  if (input_bias || state_bias) {
    const std::string both = input_bias && state_bias ? "b_ih+b_hh" : input_bias ? "b_ih" : "b_hh";
    result.add_bias({both, {row}}, (input_bias ? number_at(parameters[bias_ih_], row) : 0.0) +
                                       (state_bias ? number_at(parameters[bias_hh_], row) : 0.0));
  }
  result.activation = name;
  result.activation_numpy = numpy_of(name);
  result.result = activated(name, result.sum);
  return result;
}

// hn of a GRU: what the reset gate is multiplied with.
Explanation RecurrentLayer::explain_state_sum(const Cell& cell, const RecurrentTrace& trace,
                                              std::span<const ConstTensorView> parameters) const {
  const Index first = kind_.reset_gate * units(), row = first + cell[2];
  const std::string r = row_text(first);
  const BiasText bias = bias_text(r, false, bias_hh_ > 0);
  Explanation result;
  result.formula = fmt::format("hn[t,h] = sum over j of w_hh[{},j]*h[t-1,j]{}", r, bias.text);
  result.formula_latex =
      fmt::format(R"(hn_{{t,h}} = \sum_j W^{{hh}}_{{{},j}} h_{{t-1,j}}{})", r, bias.latex);
  add_state_terms(result, parameters[1], row, cell[0], cell[1], trace.h);
  if (bias_hh_ > 0) result.add_bias({"b_hh", {row}}, number_at(parameters[bias_hh_], row));
  return result;
}

Explanation RecurrentLayer::explain_inner(std::string_view of, const Cell& cell,
                                          const ExplainContext& context) const {
  const RecurrentTrace trace = this->trace(cell[0], context.inputs, context.parameters);
  const auto gate = find_gate(of);
  Explanation result = gate ? explain_gate(*gate, cell, trace, context.parameters)
                       : of == "hn"
                           ? explain_state_sum(cell, trace, context.parameters)
                           : explain_state(of, unit_at(trace, cell[1], cell[2]), cell,
                                           recurrent_state_ref(of, cell[0], cell[1], cell[2]));
  result.what = name_cell(of, "n,t,h", cell);
  result.substituted = substitute(result);
  return result;
}

Explanation RecurrentLayer::explain(const Cell& cell, const ExplainContext& context) const {
  const Cell inner = options_.sequences ? cell : Cell{cell[0], steps() - 1, cell[1]};
  Explanation result = explain_inner("h", inner, context);
  result.what = name_cell("out", options_.sequences ? "n,t,h" : "n,h", cell);
  return result;
}

Explanation RecurrentLayer::explain_d_input(const Cell& cell,
                                            const ExplainGradientContext& context) const {
  const Index n = cell[0], t = cell[1];
  const RecurrentTrace trace = this->trace(n, context.inputs, context.parameters);
  const RecurrentGradient gradient =
      this->gradient(trace, context.parameters, context.d_output.entry(n));
  Explanation result;
  result.what = name_cell("grad_x", "n,t,k", cell);
  result.formula = "grad_x[t,k] = sum over rows r of delta_ih[t,r] * w_ih[r,k], " + kind_.delta;
  result.formula_latex =
      R"(\frac{\partial L}{\partial x_{t,k}} = \sum_r \delta^{ih}_{t,r} \, W^{ih}_{r,k})";
  for (Index row = 0; row < parameters_[0].shape[0]; ++row) {
    result.add({.input = TensorRef{"delta_ih", {n, t, row}},
                .weight = TensorRef{"w_ih", {row, cell[2]}},
                .x = gradient.d_from_input(t, row),
                .w = static_cast<double>(context.parameters[0](row, cell[2]))});
  }
  return result;
}

Explanation RecurrentLayer::explain_d_state(bool cell_state, const Cell& cell,
                                            const ExplainGradientContext& context) const {
  const Index n = cell[0], j = cell[1];
  const RecurrentTrace trace = this->trace(n, context.inputs, context.parameters);
  const RecurrentGradient gradient =
      this->gradient(trace, context.parameters, context.d_output.entry(n));
  Explanation result;
  result.what = name_cell(cell_state ? "grad_c0" : "grad_h0", "n,h", cell);
  if (cell_state) {
    result.formula = "grad_c0[h] = dc[0,h] * f[0,h], dc = dh*o*(1-tanh(c)^2) + dc[t+1]*f[t+1]";
    result.formula_latex =
        R"(\frac{\partial L}{\partial c_{0,h}} = \frac{\partial L}{\partial c_{1,h}} \, f_{1,h})";
    result.add({.input = TensorRef{"dc", {n, 0, j}},
                .weight = TensorRef{"f", {n, 0, j}},
                .x = gradient.d_c(1, j),
                .w = trace.gates(0, units() + j)});
    return result;
  }
  const bool direct = has_reset_gate();
  result.formula = std::string("grad_h0[h] = sum over rows r of delta_hh[0,r] * w_hh[r,h]") +
                   (direct ? " + dh[0,h] * z[0,h], " : ", ") + kind_.delta;
  result.formula_latex =
      std::string(R"(\frac{\partial L}{\partial h_{0,h}} = \sum_r \delta^{hh}_{1,r} \, )") +
      R"(W^{hh}_{r,h})" + (direct ? R"( + \frac{\partial L}{\partial h_{1,h}} \, z_{1,h})" : "");
  for (Index row = 0; row < parameters_[1].shape[0]; ++row) {
    result.add({.input = TensorRef{"delta_hh", {n, 0, row}},
                .weight = TensorRef{"w_hh", {row, j}},
                .x = gradient.d_from_state(0, row),
                .w = static_cast<double>(context.parameters[1](row, j))});
  }
  if (direct) {
    result.add({.input = TensorRef{"dh", {n, 0, j}},
                .weight = TensorRef{"z", {n, 0, j}},
                .x = gradient.d_h(1, j),
                .w = trace.gates(0, units() + j)});
  }
  return result;
}

// Every step of every sample adds its own share.
Explanation RecurrentLayer::explain_d_parameter(std::string_view of, const Cell& cell,
                                                const ExplainGradientContext& context) const {
  const bool weight = of.starts_with("w"), input = of.ends_with("ih");
  const std::string delta = input ? "delta_ih" : "delta_hh";
  const std::string factor = !weight ? "" : input ? " * x[t,k]" : " * h[t-1,k]";
  Explanation result;
  result.what = name_cell("grad_" + std::string(of), weight ? "r,k" : "r", cell);
  result.formula = fmt::format("grad_{}[{}] = sum over samples and steps t of {}[t,r]{}, {}", of,
                               weight ? "r,k" : "r", delta, factor, kind_.delta);
  result.formula_latex = fmt::format(R"(\frac{{\partial L}}{{\partial {}^{{{}}}_{{{}}}}} = )"
                                     R"(\sum_{{n,t}} \delta^{{{}}}_{{n,t,r}}{})",
                                     weight ? "W" : "b", input ? "ih" : "hh", weight ? "r,k" : "r",
                                     input ? "ih" : "hh",
                                     !weight ? ""
                                     : input ? R"( \, x_{n,t,k})"
                                             : R"( \, h_{n,t-1,k})");
  for (Index n = 0; n < context.d_output.shape()[0]; ++n) {
    const RecurrentTrace trace = this->trace(n, context.inputs, context.parameters);
    const RecurrentGradient gradient =
        this->gradient(trace, context.parameters, context.d_output.entry(n));
    for (Index t = 0; t < steps(); ++t) {
      Term term{.input = TensorRef{delta, {n, t, cell[0]}},
                .x = (input ? gradient.d_from_input : gradient.d_from_state)(t, cell[0])};
      if (weight) {
        term.weight =
            input ? TensorRef{"x", {n, t, cell[1]}} : recurrent_state_ref("h", n, t, cell[1]);
        term.w = input ? trace.x(t, cell[1]) : trace.h(t, cell[1]);
      }
      result.add(std::move(term));
    }
  }
  return result;
}

Explanation RecurrentLayer::explain_gradient(std::string_view of, const Cell& cell,
                                             const ExplainGradientContext& context) const {
  Explanation result = of == "input"    ? explain_d_input(cell, context)
                       : of == "input1" ? explain_d_state(false, cell, context)
                       : of == "input2" ? explain_d_state(true, cell, context)
                                        : explain_d_parameter(of, cell, context);
  result.substituted = substitute(result);
  return result;
}

}  // namespace convscope::engine
