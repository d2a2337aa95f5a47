#include "engine/layers/embedding.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {

Embedding::Embedding(const Shape& input, Index vocabulary, Index dimensions) {
  const auto refuse = [](std::string found, std::string expected) {
    throw Error(ErrorKind::kBadFile, "EMBEDDING",
                {.found = std::move(found), .expected = std::move(expected)});
  };
  if (input.rank() > 1) refuse(input.to_string(), "an input [T] of numbers");
  if (vocabulary < 1 || dimensions < 1) {
    refuse(fmt::format("{} rows of {} numbers", vocabulary, dimensions), "at least 1 of each");
  }
  input_shapes_ = {input};
  output_shape_ = input.rank() == 0 ? Shape{dimensions} : Shape{input[0], dimensions};
  parameters_ = {{.name = "weight",
                  .shape = {vocabulary, dimensions},
                  .fan_in = vocabulary,
                  .fan_out = dimensions}};
}

Index Embedding::row_of(Scalar number) const {
  const double value = static_cast<double>(number);
  const Index rows = parameters_[0].shape[0];
  if (!(value >= 0 && value < static_cast<double>(rows)) || value != std::floor(value)) {
    throw Error(ErrorKind::kBadFile, "EMBEDDING_INDEX",
                {.found = "the index " + format_double(value),
                 .expected = fmt::format("a whole number from 0 to {}", rows - 1)});
  }
  return static_cast<Index>(value);
}

void Embedding::forward(const ForwardContext& context) const {
  const ConstTensorView indices = context.inputs[0], weight = context.parameters[0];
  const Index dimensions = weight.shape()[1];
  for (Index i = 0; i < indices.size(); ++i) {
    const Index row = row_of(indices[i]);
    for (Index d = 0; d < dimensions; ++d) context.output[i * dimensions + d] = weight(row, d);
  }
}

void Embedding::backward(const BackwardContext& context) const {
  const ConstTensorView indices = context.inputs[0];
  const TensorView d_weight = context.d_parameters[0];
  if (d_weight.empty()) return;
  const Index dimensions = d_weight.shape()[1];
  for (Index i = 0; i < indices.size(); ++i) {
    const Index row = row_of(indices[i]);
    for (Index d = 0; d < dimensions; ++d) {
      d_weight(row, d) += context.d_output[i * dimensions + d];
    }
  }
}

Explanation Embedding::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView indices = context.inputs[0], weight = context.parameters[0];
  const bool sequence = cell.rank() == 3;
  const Cell at = sequence ? Cell{cell[0], cell[1]} : Cell{cell[0]};
  const Index row = row_of(indices[indices.shape().offset(at)]), d = cell[cell.rank() - 1];
  const std::string_view place = sequence ? "n,t" : "n";
  Explanation result;
  result.what = name_cell("out", sequence ? "n,t,d" : "n,d", cell);
  result.formula = fmt::format("out[{0},d] = weight[x[{0}],d]", place);
  result.formula_latex = fmt::format("o_{{{0},d}} = W_{{x_{{{0}}},d}}", place);
  // One times the row that x names: a product with a one-hot vector has no other term.
  result.add({.input = TensorRef{"x", at},
              .weight = TensorRef{"weight", {row, d}},
              .x = 1,
              .w = static_cast<double>(weight(row, d))});
  result.substituted = substitute(result);
  return result;
}

Explanation Embedding::explain_gradient(std::string_view of, const Cell& cell,
                                        const ExplainGradientContext& context) const {
  const ConstTensorView indices = context.inputs[0], d = context.d_output;
  const std::string_view place = d.shape().rank() == 3 ? "n,t" : "n";
  Explanation result;
  if (of == "input") {
    result.what = name_cell("grad_x", place, cell);
    result.formula = "grad_x = 0: a class number has no gradient";
    result.formula_latex = R"(\frac{\partial L}{\partial x} = 0)";
  } else {
    result.what = name_cell("grad_weight", "v,d", cell);
    result.formula = fmt::format(
        "grad_weight[v,d] = sum of grad_output[{0},d] over the {0} whose x[{0}] is v", place);
    result.formula_latex =
        fmt::format(R"(\frac{{\partial L}}{{\partial W_{{v,d}}}} = \sum_{{{0}:\,x_{{{0}}}=v}} )"
                    R"(\frac{{\partial L}}{{\partial o_{{{0},d}}}})",
                    place);
    for (Index i = 0; i < indices.size(); ++i) {
      if (row_of(indices[i]) != cell[0]) continue;
      const Index at = i * d.shape()[d.shape().rank() - 1] + cell[1];
      result.add({.input = TensorRef{"grad_output", d.shape().cell_at(at)},
                  .x = static_cast<double>(d[at])});
    }
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Embedding::reads(const Cell& cell) const {
  return {cell.rank() == 2 ? Cell{cell[0]} : Cell{}};
}

}  // namespace convscope::engine
