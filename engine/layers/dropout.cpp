#include "engine/layers/dropout.h"

#include <fmt/format.h>

#include <optional>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

// What an entry is multiplied with.
double factor(double rate, Mode mode, std::span<const ConstTensorView> slots, Index i) {
  return mode == Mode::kTraining ? static_cast<double>(slots[0][i]) / (1 - rate) : 1.0;
}

std::string_view dropout_axes(const Shape& batch) {
  switch (batch.rank()) {
    case 3:
      return "n,t,d";
    case 4:
      return "n,c,y,x";
    default:
      return std::string_view("n,c,i,j,k,l,p,q")
          .substr(0, 2 * static_cast<std::size_t>(batch.rank()) - 1);
  }
}

std::optional<double> rate_in(Mode mode, double rate) {
  return mode == Mode::kTraining ? std::optional(rate) : std::nullopt;
}

// The term with its mask, and what both formulas have in common. No rate in inference.
Explanation masked(std::string_view of, std::string_view from, const Cell& cell, ConstTensorView x,
                   double weight, std::optional<double> rate) {
  const std::string axes(dropout_axes(x.shape()));
  Explanation result;
  result.what = name_cell(of, axes, cell);
  Term term{.input = TensorRef{std::string(from), cell},
            .x = static_cast<double>(x.at(cell)),
            .w = weight};
  if (rate) term.weight = TensorRef{"mask", cell};
  result.add(std::move(term));
  result.formula =
      fmt::format("{0}[{2}] = {1}[{2}]{3}", of, from, axes,
                  rate ? fmt::format(" * mask[{}] / (1 - {})", axes, format_double(*rate)) : "");
  const bool output = of == "out";
  result.formula_latex =
      fmt::format("{0} = {1}{2}", output ? "o" : R"(\frac{\partial L}{\partial x})",
                  output ? "x" : R"(\frac{\partial L}{\partial o})",
                  rate ? fmt::format(R"( \, \frac{{m}}{{1 - {}}})", format_double(*rate)) : "");
  result.substituted = substitute(result);
  return result;
}

}  // namespace

Dropout::Dropout(const Shape& input, double rate) : rate_(rate) {
  if (!(rate >= 0 && rate < 1)) {
    throw Error(ErrorKind::kBadFile, "DROPOUT_RATE",
                {.place = "rate", .found = format_double(rate), .expected = "0 to below 1"});
  }
  input_shapes_ = {input};
  output_shape_ = input;
  slots_ = {{"mask", input}};
}

void Dropout::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const bool training = context.mode == Mode::kTraining;
  if (training && context.rng == nullptr) {
    throw Error(ErrorKind::kCheckFailed, "DROPOUT_RNG",
                {.found = "no generator", .expected = "one for dropout in training"});
  }
  const Index inner = output_shape_.count();
  for (Index n = 0; n < context.output.shape()[0]; ++n) {
    Rng rng = training ? context.rng->fork(static_cast<std::uint64_t>(n)) : Rng(0);
    for (Index i = n * inner; i < (n + 1) * inner; ++i) {
      const bool kept = !training || rng.uniform() >= rate_;
      context.slots[0][i] = kept ? Scalar(1) : Scalar(0);
      const double scale = training ? 1 / (1 - rate_) : 1;
      context.output[i] = kept ? static_cast<Scalar>(static_cast<double>(x[i]) * scale) : Scalar(0);
    }
  }
}

void Dropout::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  for (Index i = 0; i < d_x.size(); ++i) {
    d_x[i] += static_cast<Scalar>(static_cast<double>(context.d_output[i]) *
                                  factor(rate_, context.mode, context.slots, i));
  }
}

Explanation Dropout::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const double weight = factor(rate_, context.mode, context.slots, x.shape().offset(cell));
  return masked("out", "x", cell, x, weight, rate_in(context.mode, rate_));
}

Explanation Dropout::explain_gradient(std::string_view, const Cell& cell,
                                      const ExplainGradientContext& context) const {
  const ConstTensorView d = context.d_output;
  const double weight = factor(rate_, context.mode, context.slots, d.shape().offset(cell));
  return masked("grad_x", "grad_output", cell, d, weight, rate_in(context.mode, rate_));
}

}  // namespace convscope::engine
