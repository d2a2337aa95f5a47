#include "engine/layers/global_pool2d.h"

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/layers/pool2d.h"

namespace convscope::engine {
namespace {

// (N, C) with the plane of one cell that the pooling leaves.
template <typename View>
View with_pooled_plane(const View& view) {
  return view.reshaped({view.shape()[0], view.shape()[1], 1, 1});
}

template <typename View>
std::vector<View> with_pooled_planes(std::span<const View> views) {
  std::vector<View> planes;
  for (const View& view : views) planes.push_back(with_pooled_plane(view));
  return planes;
}

// grad_output has no plane here.
void drop_plane(Explanation& explanation) {
  for (Term& term : explanation.terms) {
    if (!term.input || term.input->name != "grad_output") continue;
    term.input->index = {term.input->index[0], term.input->index[1]};
  }
}

}  // namespace

GlobalPool2d::GlobalPool2d(const Shape& input, GlobalPoolKind kind) : kind_(kind) {
  if (input.rank() != 3) {
    throw Error(ErrorKind::kBadFile, "POOL_INPUT",
                {.found = input.to_string(), .expected = "an input [C,H,W]"});
  }
  const WindowOptions window{.kernel = {input[1], input[2]}};
  if (kind == GlobalPoolKind::kMaximum) {
    pool_ = std::make_unique<MaxPool2d>(input, window);
    slots_ = {{"indices", {input[0]}}};
  } else {
    pool_ = std::make_unique<AveragePool2d>(input, window);
  }
  input_shapes_ = {input};
  output_shape_ = {input[0]};
}

void GlobalPool2d::forward(const ForwardContext& context) const {
  const auto slots = with_pooled_planes(context.slots);
  pool_->forward({context.inputs, {}, with_pooled_plane(context.output), slots});
}

void GlobalPool2d::backward(const BackwardContext& context) const {
  const auto slots = with_pooled_planes(context.slots);
  pool_->backward({context.inputs,
                   {},
                   with_pooled_plane(context.output),
                   slots,
                   with_pooled_plane(context.d_output),
                   context.d_inputs,
                   {}});
}

Explanation GlobalPool2d::explain(const Cell& cell, const ExplainContext& context) const {
  Explanation result = pool_->explain({cell[0], cell[1], 0, 0},
                                      {context.inputs, {}, with_pooled_plane(context.output)});
  const Index cells = input_shapes_[0][1] * input_shapes_[0][2];
  result.what = name_cell("out", "n,c", cell);
  if (kind_ == GlobalPoolKind::kMaximum) {
    result.formula = "out[n,c] = max over y,x of x[n,c,y,x]";
    result.formula_latex = R"(o_{n,c} = \max_{y,x} x_{n,c,y,x})";
  } else {
    result.formula = fmt::format("out[n,c] = 1/{} * sum over y,x of x[n,c,y,x]", cells);
    result.formula_latex =
        fmt::format(R"(o_{{n,c}} = \frac{{1}}{{{}}} \sum_{{y,x}} x_{{n,c,y,x}})", cells);
  }
  return result;
}

Explanation GlobalPool2d::explain_gradient(std::string_view of, const Cell& cell,
                                           const ExplainGradientContext& context) const {
  Explanation result = pool_->explain_gradient(
      of, cell,
      {context.inputs, {}, with_pooled_plane(context.output), with_pooled_plane(context.d_output)});
  drop_plane(result);
  const Index cells = input_shapes_[0][1] * input_shapes_[0][2];
  if (kind_ == GlobalPoolKind::kMaximum) {
    result.formula = "grad_x[n,c,y,x] = grad_output[n,c] where x[n,c,y,x] was chosen, 0 elsewhere";
    result.formula_latex = R"(\frac{\partial L}{\partial x_{n,c,y,x}} = )"
                           R"(\frac{\partial L}{\partial o_{n,c}} \text{ where chosen})";
  } else {
    result.formula = fmt::format("grad_x[n,c,y,x] = grad_output[n,c] / {}", cells);
    result.formula_latex = fmt::format(R"(\frac{{\partial L}}{{\partial x_{{n,c,y,x}}}} = )"
                                       R"(\frac{{1}}{{{}}} \frac{{\partial L}}{{\partial o}})",
                                       cells);
  }
  return result;
}

std::vector<Cell> GlobalPool2d::reads(const Cell& cell) const {
  return pool_->reads({cell[0], 0, 0});
}

}  // namespace convscope::engine
