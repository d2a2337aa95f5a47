#include "engine/layers/recurrent.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<Matrix> map(Grid& grid) {
  return {grid.values.data(), grid.rows, grid.columns};
}

Eigen::Map<const Matrix> map(const Grid& grid) {
  return {grid.values.data(), grid.rows, grid.columns};
}

// The numbers of a view of rank 2 or, as one row, of rank 1.
Grid grid_of(ConstTensorView view) {
  const bool row = view.shape().rank() == 1;
  Grid grid(row ? 1 : view.shape()[0], view.shape()[row ? 0 : 1]);
  std::ranges::copy(view.values(), grid.values.begin());
  return grid;
}

void add_to(TensorView view, const Grid& grid) {
  if (view.empty()) return;
  for (Index i = 0; i < view.size(); ++i) {
    view[i] += static_cast<Scalar>(grid.values[static_cast<std::size_t>(i)]);
  }
}

}  // namespace

struct RecurrentLayer::Weights {
  Grid w_ih, w_hh;
  Grid b_ih, b_hh;  // one row; without rows when there is none
};

RecurrentLayer::RecurrentLayer(const Shape& input, const RecurrentOptions& options, Kind kind)
    : options_(options), kind_(std::move(kind)) {
  if (input.rank() != 2) {
    throw Error(ErrorKind::kBadFile, "RECURRENT",
                {.found = input.to_string(), .expected = "an input [T,D] for " + kind_.layer});
  }
  if (options.units < 1) {
    throw Error(ErrorKind::kBadFile, "RECURRENT",
                {.place = "units",
                 .found = fmt::format("{} units", options.units),
                 .expected = "at least 1"});
  }
  const Index steps = input[0], in = input[1], units = options.units;
  const Index rows = saturating_multiply(static_cast<Index>(kind_.gates.size()), units);
  input_shapes_ = {input};
  if (options.initial_state) input_shapes_.push_back({units});
  if (options.initial_state && kind_.cell_state) input_shapes_.push_back({units});
  output_shape_ = options.sequences ? Shape{steps, units} : Shape{units};
  parameters_ = {{.name = "w_ih", .shape = {rows, in}, .fan_in = in, .fan_out = rows},
                 {.name = "w_hh", .shape = {rows, units}, .fan_in = units, .fan_out = rows}};
  const auto add_bias = [&](const char* name, Index fan_in) {
    parameters_.push_back(
        {.name = name, .shape = {rows}, .fan_in = fan_in, .fan_out = rows, .is_bias = true});
    return parameters_.size() - 1;
  };
  if (options.input_bias) bias_ih_ = add_bias("b_ih", in);
  if (options.recurrent_bias) bias_hh_ = add_bias("b_hh", units);
  if (kind_.gates.size() > 1) {
    for (const std::string& gate : kind_.gates) slots_.push_back({gate, {steps, units}});
  }
  if (has_reset_gate()) slots_.push_back({"hn", {steps, units}});
  if (kind_.cell_state) slots_.push_back({"c", {steps, units}});
  slots_.push_back({"h", {steps, units}});
  slots_.push_back({"h_n", {units}});
  if (kind_.cell_state) slots_.push_back({"c_n", {units}});
}

RecurrentLayer::Weights RecurrentLayer::weights(std::span<const ConstTensorView> parameters) const {
  Weights result{grid_of(parameters[0]), grid_of(parameters[1]), {}, {}};
  if (bias_ih_ > 0) result.b_ih = grid_of(parameters[bias_ih_]);
  if (bias_hh_ > 0) result.b_hh = grid_of(parameters[bias_hh_]);
  return result;
}

// The inputs of one sample and its initial state, nothing computed.
RecurrentTrace RecurrentLayer::start(Index n, std::span<const ConstTensorView> inputs) const {
  const Index rows = parameters_[0].shape[0];
  RecurrentTrace trace{.x = grid_of(inputs[0].entry(n)),
                       .from_input = Grid(steps(), rows),
                       .from_state = Grid(steps(), rows),
                       .gates = Grid(steps(), rows),
                       .h = Grid(steps() + 1, units()),
                       .c = Grid(steps() + 1, units())};
  if (inputs.size() > 1) {
    std::ranges::copy(inputs[1].entry(n).values(), trace.h.values.begin());
    if (kind_.cell_state) std::ranges::copy(inputs[2].entry(n).values(), trace.c.values.begin());
  }
  return trace;
}

UnitStep RecurrentLayer::unit_at(const RecurrentTrace& trace, Index t, Index j) const {
  UnitStep unit;
  for (std::size_t gate = 0; gate < kind_.gates.size(); ++gate) {
    const Index row = static_cast<Index>(gate) * units() + j;
    unit.from_input[gate] = trace.from_input(t, row);
    unit.from_state[gate] = trace.from_state(t, row);
    unit.gates[gate] = trace.gates(t, row);
  }
  unit.h_before = trace.h(t, j);
  unit.c_before = trace.c(t, j);
  unit.h = trace.h(t + 1, j);
  unit.c = trace.c(t + 1, j);
  return unit;
}

RecurrentTrace RecurrentLayer::run(const Weights& weights, Index n,
                                   std::span<const ConstTensorView> inputs) const {
  RecurrentTrace trace = start(n, inputs);
  map(trace.from_input).noalias() = map(trace.x) * map(weights.w_ih).transpose();
  if (bias_ih_ > 0) map(trace.from_input).rowwise() += map(weights.b_ih).row(0);
  for (Index t = 0; t < steps(); ++t) {
    auto sums = map(trace.from_state).row(t);
    sums.noalias() = map(trace.h).row(t) * map(weights.w_hh).transpose();
    if (bias_hh_ > 0) sums += map(weights.b_hh).row(0);
    for (Index j = 0; j < units(); ++j) {
      UnitStep unit = unit_at(trace, t, j);
      step(unit);
      for (std::size_t gate = 0; gate < kind_.gates.size(); ++gate) {
        trace.gates(t, static_cast<Index>(gate) * units() + j) = unit.gates[gate];
      }
      trace.h(t + 1, j) = unit.h;
      trace.c(t + 1, j) = unit.c;
    }
  }
  return trace;
}

RecurrentTrace RecurrentLayer::trace(Index n, std::span<const ConstTensorView> inputs,
                                     std::span<const ConstTensorView> parameters) const {
  return run(weights(parameters), n, inputs);
}

void RecurrentLayer::forward(const ForwardContext& context) const {
  const Weights weights = this->weights(context.parameters);
  const auto rounded = [](double value) { return static_cast<Scalar>(value); };
  for (Index n = 0; n < context.output.shape()[0]; ++n) {
    const RecurrentTrace trace = run(weights, n, context.inputs);
    const auto write = [&](TensorView to, const Grid& from, Index row, Index column) {
      for (Index i = 0; i < to.size(); ++i) {
        to[i] = rounded(from(row + i / units(), column + i % units()));
      }
    };
    std::size_t next = 0;
    const auto slot = [&] { return context.slots[next++].entry(n); };
    for (std::size_t gate = 0; kind_.gates.size() > 1 && gate < kind_.gates.size(); ++gate) {
      write(slot(), trace.gates, 0, static_cast<Index>(gate) * units());
    }
    if (has_reset_gate()) write(slot(), trace.from_state, 0, kind_.reset_gate * units());
    if (kind_.cell_state) write(slot(), trace.c, 1, 0);
    write(slot(), trace.h, 1, 0);
    write(slot(), trace.h, steps(), 0);
    if (kind_.cell_state) write(slot(), trace.c, steps(), 0);
    write(context.output.entry(n), trace.h, options_.sequences ? 1 : steps(), 0);
  }
}

// What forward left in the slots; of the sums only what step_back reads.
RecurrentTrace RecurrentLayer::stored(Index n, const BackwardContext& context) const {
  RecurrentTrace trace = start(n, context.inputs);
  const auto read = [&](ConstTensorView from, Grid& to, Index row, Index column) {
    for (Index i = 0; i < from.size(); ++i) {
      to(row + i / units(), column + i % units()) = static_cast<double>(from[i]);
    }
  };
  std::size_t next = 0;
  const auto slot = [&] { return context.slots[next++].entry(n); };
  for (std::size_t gate = 0; kind_.gates.size() > 1 && gate < kind_.gates.size(); ++gate) {
    read(slot(), trace.gates, 0, static_cast<Index>(gate) * units());
  }
  if (has_reset_gate()) read(slot(), trace.from_state, 0, kind_.reset_gate * units());
  if (kind_.cell_state) read(slot(), trace.c, 1, 0);
  const ConstTensorView h = slot();
  read(h, trace.h, 1, 0);
  if (kind_.gates.size() == 1) read(h, trace.gates, 0, 0);
  return trace;
}

RecurrentGradient RecurrentLayer::run_back(const Weights& weights, const RecurrentTrace& trace,
                                           ConstTensorView d_output) const {
  const Index rows = parameters_[0].shape[0];
  RecurrentGradient result{Grid(steps(), rows), Grid(steps(), rows), Grid(steps() + 1, units()),
                           Grid(steps() + 1, units()), Grid(steps(), units())};
  const Index first = options_.sequences ? 1 : steps();
  for (Index i = 0; i < d_output.size(); ++i) {
    result.d_h(first + i / units(), i % units()) = static_cast<double>(d_output[i]);
  }
  for (Index t = steps() - 1; t >= 0; --t) {
    for (Index j = 0; j < units(); ++j) {
      UnitGradient gradient{.d_h = result.d_h(t + 1, j), .d_c = result.d_c(t + 1, j)};
      step_back(unit_at(trace, t, j), gradient);
      for (std::size_t gate = 0; gate < kind_.gates.size(); ++gate) {
        const Index row = static_cast<Index>(gate) * units() + j;
        result.d_from_input(t, row) = gradient.d_from_input[gate];
        result.d_from_state(t, row) = gradient.d_from_state[gate];
      }
      result.d_c(t + 1, j) = gradient.d_c;
      result.d_c(t, j) = gradient.d_c_before;
      result.direct(t, j) = gradient.d_h_before;
      result.d_h(t, j) += gradient.d_h_before;
    }
    map(result.d_h).row(t).noalias() += map(result.d_from_state).row(t) * map(weights.w_hh);
  }
  return result;
}

RecurrentGradient RecurrentLayer::gradient(const RecurrentTrace& trace,
                                           std::span<const ConstTensorView> parameters,
                                           ConstTensorView d_output) const {
  return run_back(weights(parameters), trace, d_output);
}

void RecurrentLayer::backward(const BackwardContext& context) const {
  const Weights weights = this->weights(context.parameters);
  Grid d_w_ih(weights.w_ih.rows, weights.w_ih.columns);
  Grid d_w_hh(weights.w_hh.rows, weights.w_hh.columns);
  Grid d_b_ih(1, weights.w_ih.rows), d_b_hh(1, weights.w_ih.rows);
  for (Index n = 0; n < context.d_output.shape()[0]; ++n) {
    const RecurrentTrace trace = stored(n, context);
    const RecurrentGradient gradient = run_back(weights, trace, context.d_output.entry(n));
    const auto d_input = map(gradient.d_from_input), d_state = map(gradient.d_from_state);
    map(d_w_ih).noalias() += d_input.transpose() * map(trace.x);
    map(d_w_hh).noalias() += d_state.transpose() * map(trace.h).topRows(steps());
    map(d_b_ih).row(0) += d_input.colwise().sum();
    map(d_b_hh).row(0) += d_state.colwise().sum();
    if (!context.d_inputs[0].empty()) {
      Grid d_x(steps(), trace.x.columns);
      map(d_x).noalias() = d_input * map(weights.w_ih);
      add_to(context.d_inputs[0].entry(n), d_x);
    }
    for (std::size_t i = 1; i < context.d_inputs.size(); ++i) {
      if (context.d_inputs[i].empty()) continue;
      add_to(context.d_inputs[i].entry(n), i == 1 ? gradient.d_h : gradient.d_c);
    }
  }
  add_to(context.d_parameters[0], d_w_ih);
  add_to(context.d_parameters[1], d_w_hh);
  if (bias_ih_ > 0) add_to(context.d_parameters[bias_ih_], d_b_ih);
  if (bias_hh_ > 0) add_to(context.d_parameters[bias_hh_], d_b_hh);
}

std::vector<Cell> RecurrentLayer::reads(const Cell& cell) const {
  const Index last = options_.sequences ? cell[0] : steps() - 1;
  std::vector<Cell> cells;
  for (Index t = 0; t <= last; ++t) {
    for (Index i = 0; i < input_shapes_[0][1]; ++i) cells.push_back({t, i});
  }
  return cells;
}

Index RecurrentLayer::macs() const {
  return saturating_multiply(
      steps(), saturating_add(parameters_[0].shape.count(), parameters_[1].shape.count()));
}

}  // namespace convscope::engine
