#include "app/cli/operation/recurrent_operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "app/cli/operation/case_input.h"
#include "engine/core/error.h"
#include "engine/layers/gru.h"
#include "engine/layers/lstm.h"
#include "engine/layers/rnn.h"

namespace convscope::cli {
namespace {

using namespace engine;

// (A, B, K) as (B, A, K): files are time first, layers batch first.
Tensor swapped(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  Tensor result({shape[1], shape[0], shape[2]});
  for (Index a = 0; a < shape[0]; ++a) {
    for (Index b = 0; b < shape[1]; ++b) {
      const auto from = tensor.view().entry(a).entry(b).values();
      std::ranges::copy(from, result.view().entry(b).entry(a).data());
    }
  }
  return result;
}

Cell swapped(const Cell& cell) {
  return {cell[1], cell[0], cell[2]};
}

std::vector<ConstTensorView> views(const std::vector<Tensor>& tensors) {
  std::vector<ConstTensorView> result;
  for (const Tensor& tensor : tensors) result.push_back(tensor.view());
  return result;
}

std::vector<TensorView> views(std::vector<Tensor>& tensors) {
  std::vector<TensorView> result;
  for (Tensor& tensor : tensors) result.push_back(tensor.view());
  return result;
}

class RecurrentOperation : public Operation {
 public:
  struct Parts {
    std::shared_ptr<const RecurrentLayer> layer;
    std::vector<Tensor> inputs;  ///< x, h0 and, with a cell state, c0; batch first
    bool h0_given = false, c0_given = false;
    std::vector<Tensor> parameters;
    std::optional<Tensor> grad_output;  ///< batch first
  };

  explicit RecurrentOperation(Parts parts)
      : parts_(std::move(parts)),
        out_(parts_.layer->output_shape().with_leading(parts_.inputs[0].shape()[0])) {
    for (const SlotInfo& slot : parts_.layer->slots()) {
      slots_.emplace_back(slot.shape.with_leading(out_.shape()[0]));
    }
    const auto inputs = views(std::as_const(parts_.inputs));
    const auto parameters = views(std::as_const(parts_.parameters));
    const auto slots = views(slots_);
    parts_.layer->forward({inputs, parameters, out_.view(), slots});
  }

  std::vector<NamedTensor> outputs() const override {
    std::vector<NamedTensor> result{{"out", swapped(out_), false, 1}, {"h_n", slot("h_n")}};
    if (parts_.layer->has_cell_state()) result.push_back({"c_n", slot("c_n")});
    if (parts_.grad_output) add_gradients(result);
    return result;
  }

  std::vector<NamedTensor> inner() const override {
    std::vector<NamedTensor> result;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const std::string& name = parts_.layer->slots()[i].name;
      if (name == "h" || name == "h_n" || name == "c_n") continue;
      result.push_back({name, swapped(slots_[i]), false, 1});
    }
    return result;
  }

  Explanation explain(const std::string& name, const Cell& cell) const override {
    const auto inputs = views(parts_.inputs), parameters = views(parts_.parameters);
    const RecurrentLayer& layer = *parts_.layer;
    const ExplainContext context{inputs, parameters, out_.view()};
    if (name.starts_with("grad_")) {
      const std::string of = name == "grad_x"    ? "input"
                             : name == "grad_h0" ? "input1"
                             : name == "grad_c0" ? "input2"
                                                 : name.substr(5);
      return renamed(
          layer.explain_gradient(of, of == "input" ? swapped(cell) : cell,
                                 {inputs, parameters, out_.view(), parts_.grad_output->view()}),
          name, cell);
    }
    if (name == "h_n" || name == "c_n") {
      const Explanation last =
          layer.explain_inner(name.substr(0, 1), {cell[0], layer.steps() - 1, cell[1]}, context);
      return renamed(last, name, cell);
    }
    return renamed(layer.explain_inner(name == "out" ? "h" : name, swapped(cell), context), name,
                   cell);
  }

  double numeric_gradient(const std::string& name, const Cell& cell,
                          double analytic) const override {
    Parts changed = parts_;
    Tensor* tensor = &changed.inputs[name == "grad_h0" ? 1 : name == "grad_c0" ? 2 : 0];
    for (std::size_t i = 0; i < changed.parameters.size(); ++i) {
      if (name == "grad_" + parts_.layer->parameters()[i].name) tensor = &changed.parameters[i];
    }
    const auto objective = [&changed] {
      const auto inputs = views(std::as_const(changed.inputs));
      const auto parameters = views(std::as_const(changed.parameters));
      const Tensor& weights = *changed.grad_output;
      const Index units = weights.shape()[2];
      double sum = 0;
      for (Index n = 0; n < weights.shape()[0]; ++n) {
        const RecurrentTrace trace = changed.layer->trace(n, inputs, parameters);
        const auto row = weights.view().entry(n);
        for (Index i = 0; i < row.size(); ++i) {
          sum += static_cast<double>(row[i]) * trace.h(1 + i / units, i % units);
        }
      }
      return sum;
    };
    return difference_quotient(objective, tensor->at(name == "grad_x" ? swapped(cell) : cell),
                               analytic);
  }

 private:
  const Tensor& slot(std::string_view name) const {
    const auto slots = parts_.layer->slots();
    const auto at = std::ranges::find(slots, name, &SlotInfo::name);
    return slots_[static_cast<std::size_t>(at - slots.begin())];
  }

  void add_gradients(std::vector<NamedTensor>& result) const {
    std::vector<Tensor> d_inputs, d_parameters, slots = slots_;
    for (const Tensor& input : parts_.inputs) d_inputs.emplace_back(input.shape());
    for (const Tensor& tensor : parts_.parameters) d_parameters.emplace_back(tensor.shape());
    const auto inputs = views(parts_.inputs), parameters = views(parts_.parameters);
    const auto kept = views(std::as_const(slots));
    const auto input_views = views(d_inputs), parameter_views = views(d_parameters);
    parts_.layer->backward({inputs, parameters, out_.view(), kept, parts_.grad_output->view(),
                            input_views, parameter_views});
    result.push_back({"grad_x", swapped(d_inputs[0]), false, 1});
    if (parts_.h0_given) result.push_back({"grad_h0", std::move(d_inputs[1])});
    for (std::size_t i = 0; i < d_parameters.size(); ++i) {
      result.push_back(
          {"grad_" + parts_.layer->parameters()[i].name, std::move(d_parameters[i]), false, -1});
    }
    if (parts_.c0_given) result.push_back({"grad_c0", std::move(d_inputs[2])});
  }

  // From the layer's batch-first names to the file's.
  static Explanation renamed(Explanation result, const std::string& name, const Cell& cell) {
    const std::string_view axes = name.starts_with("grad_w")   ? "r,k"
                                  : name.starts_with("grad_b") ? "r"
                                  : name == "grad_x"           ? "t,n,i"
                                  : cell.rank() == 3           ? "t,n,h"
                                                               : "n,h";
    result.what = name_cell(name, axes, cell);
    if (result.formula.starts_with("h[")) result.formula.replace(0, 1, "out");
    if (name == "h_n") result.formula += "; h_n is out of the last step";
    if (name == "c_n") result.formula += "; c_n is c of the last step";
    const auto rename = [](std::optional<TensorRef>& ref) {
      if (!ref || ref->index.rank() != 3) return;
      ref->index = swapped(ref->index);
      if (ref->name == "h") ref->name = "out";
    };
    for (Term& term : result.terms) {
      rename(term.input);
      rename(term.weight);
    }
    return result;
  }

  Parts parts_;
  Tensor out_;
  std::vector<Tensor> slots_;
};

struct Sizes {
  Index steps, samples, in, units;
};

void check_size(const OperationCase& sample, std::string_view name, Index size) {
  const auto given = sample.attribute(name);
  if (!given) return;
  if (given->index(1, std::numeric_limits<Index>::max()) != size) {
    given->fail("SHAPE", given->describe(), fmt::format("{}, as the inputs' shapes say", size));
  }
}

// The sizes that x and w_hh have, which attributes may repeat.
Sizes read_sizes(const OperationCase& sample, const Tensor& x, const Tensor& w_hh, Index gates) {
  const Shape& w = w_hh.shape();
  const Sizes sizes{x.shape()[0], x.shape()[1], x.shape()[2], w[1]};
  if (w[0] != saturating_multiply(gates, w[1])) {
    sample.inputs.at("w_hh").fail(
        "SHAPE", "the shape " + w.to_string(),
        gates == 1 ? "[H,H]" : fmt::format("[{}H,H], {} gates of H rows", gates, gates));
  }
  check_size(sample, "T", sizes.steps);
  check_size(sample, "N", sizes.samples);
  check_size(sample, "I", sizes.in);
  check_size(sample, "H", sizes.units);
  constexpr Index kMaxNumbers = Index{1} << 26;
  const Index numbers = saturating_multiply(saturating_multiply(sizes.steps, sizes.samples), w[0]);
  if (numbers > kMaxNumbers) {
    throw Error(ErrorKind::kLimit, "TOO_LARGE",
                {.found = fmt::format("{} numbers in the gates", numbers),
                 .expected = fmt::format("at most {}", kMaxNumbers)});
  }
  return sizes;
}

// `make` builds the layer for (T, I) and options; `gates` is how many blocks of rows it has.
template <typename Make>
std::unique_ptr<Operation> make_recurrent(const OperationCase& sample, Index gates, Make&& make) {
  sample.allow_attributes({"T", "N", "I", "H"});
  const bool cell_state = gates == 4;
  if (cell_state) {
    sample.inputs.allow_keys({"x", "h0", "c0", "w_ih", "w_hh", "b_ih", "b_hh", "grad_output"});
  } else {
    sample.inputs.allow_keys({"x", "h0", "w_ih", "w_hh", "b_ih", "b_hh", "grad_output"});
  }
  const Tensor x = sample.inputs.at("x").tensor(3, 3);
  Tensor w_hh = sample.inputs.at("w_hh").tensor(2, 2);
  const Sizes sizes = read_sizes(sample, x, w_hh, gates);
  const Index rows = gates * sizes.units;
  sample.inputs.at("w_ih");
  RecurrentOperation::Parts parts;
  parts.inputs.push_back(swapped(x));
  const Shape state{sizes.samples, sizes.units};
  auto h0 = read_input(sample, "h0", state);
  parts.h0_given = h0.has_value();
  parts.inputs.push_back(h0 ? std::move(*h0) : Tensor(state));
  if (cell_state) {
    auto c0 = read_input(sample, "c0", state);
    parts.c0_given = c0.has_value();
    parts.inputs.push_back(c0 ? std::move(*c0) : Tensor(state));
  }
  parts.parameters.push_back(*read_input(sample, "w_ih", {rows, sizes.in}));
  parts.parameters.push_back(std::move(w_hh));
  RecurrentOptions options{.units = sizes.units, .sequences = true, .initial_state = true};
  const auto read_bias = [&](std::string_view name) {
    auto bias = read_input(sample, name, {rows});
    if (bias) parts.parameters.push_back(std::move(*bias));
    return bias.has_value();
  };
  options.input_bias = read_bias("b_ih");
  options.recurrent_bias = read_bias("b_hh");
  if (auto grad = read_input(sample, "grad_output", {sizes.steps, sizes.samples, sizes.units})) {
    parts.grad_output = swapped(*grad);
  }
  parts.layer = make(Shape{sizes.steps, sizes.in}, options);
  return std::make_unique<RecurrentOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_rnn(const OperationCase& sample, RnnActivation activation) {
  return make_recurrent(sample, 1, [&](const Shape& input, const RecurrentOptions& options) {
    return std::make_shared<Rnn>(input, options, activation);
  });
}

}  // namespace

std::unique_ptr<Operation> make_rnn_tanh(const OperationCase& sample) {
  return make_rnn(sample, RnnActivation::kTanh);
}

std::unique_ptr<Operation> make_rnn_relu(const OperationCase& sample) {
  return make_rnn(sample, RnnActivation::kRelu);
}

std::unique_ptr<Operation> make_lstm(const OperationCase& sample) {
  return make_recurrent(sample, 4, [](const Shape& input, const RecurrentOptions& options) {
    return std::make_shared<Lstm>(input, options);
  });
}

std::unique_ptr<Operation> make_gru(const OperationCase& sample) {
  return make_recurrent(sample, 3, [](const Shape& input, const RecurrentOptions& options) {
    return std::make_shared<Gru>(input, options);
  });
}

}  // namespace convscope::cli
