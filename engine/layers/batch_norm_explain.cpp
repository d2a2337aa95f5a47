// Batch normalisation explained: the output, its gradients and the statistics, in double.
#include <fmt/format.h>

#include <cmath>

#include "engine/core/format.h"
#include "engine/layers/batch_norm.h"
#include "engine/layers/batch_norm_numbers.h"

namespace convscope::engine {
namespace {

// "n,c" or "n,c,y,x".
std::string_view batch_norm_axes(const Shape& batch) {
  return batch.rank() == 2 ? "n,c" : "n,c,y,x";
}

// "((1.5 - 0.3) / sqrt(0.25 + 1e-05))"
std::string x_hat_text(double x, const ChannelStatistics& channel, double eps) {
  return fmt::format("(({} - {}) / sqrt({} + {}))", number_text(x), factor_text(channel.mean),
                     number_text(channel.variance), number_text(eps));
}

double x_hat_of(double x, const ChannelStatistics& channel, double eps) {
  return (x - channel.mean) / std::sqrt(channel.variance + eps);
}

std::string_view mean_name(Mode mode) {
  return mode == Mode::kTraining ? "batch_mean" : "running_mean";
}

std::string_view variance_name(Mode mode) {
  return mode == Mode::kTraining ? "batch_var_biased" : "running_var";
}

// x_hat in words.
std::string x_hat_formula(Mode mode, std::string_view axes) {
  return fmt::format("x_hat[{0}] = (x[{0}] - {1}[c]) / sqrt({2}[c] + eps)", axes, mean_name(mode),
                     variance_name(mode));
}

std::string x_hat_latex(std::string_view axes) {
  return fmt::format(R"(\hat{{x}}_{{{0}}} = \frac{{x_{{{0}}} - \mu_c}})"
                     R"({{\sqrt{{\sigma_c^2 + \epsilon}}}})",
                     axes);
}

Explanation explain_mean(ConstTensorView x, const ChannelWalk& walk, Index c) {
  Explanation result;
  result.kind = FormulaKind::kMean;
  result.formula = fmt::format("batch_mean[c] = 1/{} * sum of x[{}] over all but c", walk.size(),
                               batch_norm_axes(x.shape()));
  result.formula_latex = fmt::format(R"(\mu_c = \frac{{1}}{{{}}} \sum x_{{{}}})", walk.size(),
                                     batch_norm_axes(x.shape()));
  walk.each(c, [&](Index i) {
    result.add({.input = TensorRef{"x", x.shape().cell_at(i)},
                .x = static_cast<double>(x[i]),
                .w = 1 / static_cast<double>(walk.size())});
  });
  return result;
}

// Each number's squared distance from the mean.
Explanation explain_variance(ConstTensorView x, const ChannelWalk& walk, Index c, double mean) {
  Explanation result;
  result.kind = FormulaKind::kMean;
  result.formula =
      fmt::format("batch_var_biased[c] = 1/{} * sum of (x[{}] - batch_mean[c])^2 over all but c",
                  walk.size(), batch_norm_axes(x.shape()));
  result.formula_latex = fmt::format(R"(\sigma_c^2 = \frac{{1}}{{{}}} \sum (x_{{{}}} - \mu_c)^2)",
                                     walk.size(), batch_norm_axes(x.shape()));
  walk.each(c, [&](Index i) {
    const double distance = static_cast<double>(x[i]) - mean;
    result.add({.input = TensorRef{"(x-batch_mean)^2", x.shape().cell_at(i)},
                .x = distance * distance,
                .w = 1 / static_cast<double>(walk.size())});
  });
  return result;
}

struct Moved {
  std::string name;   ///< of the result
  std::string old;    ///< the buffer
  std::string batch;  ///< what it is moved towards
};

Explanation explain_moved(const Moved& names, Index c, double momentum, double old, double batch) {
  Explanation result;
  result.formula = fmt::format("{}[c] = (1 - momentum) * {}[c] + momentum * {}[c]", names.name,
                               names.old, names.batch);
  result.formula_latex = R"(r_c \leftarrow (1 - m) \, r_c + m \, b_c)";
  result.add({.input = TensorRef{names.old, {c}}, .x = old, .w = 1 - momentum});
  result.add({.input = TensorRef{names.batch, {c}}, .x = batch, .w = momentum});
  return result;
}

}  // namespace

Explanation BatchNorm::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const Index c = cell[1];
  const ChannelStatistics channel =
      statistics(x, context.buffers, context.mode)[static_cast<std::size_t>(c)];
  const std::string_view axes = batch_norm_axes(x.shape());
  const double at = static_cast<double>(x.at(cell));
  Explanation result;
  result.what = name_cell("out", axes, cell);
  result.formula = fmt::format("out[{0}] = gamma[c] * x_hat[{0}] + beta[c], {1}", axes,
                               x_hat_formula(context.mode, axes));
  result.formula_latex = fmt::format(
      R"(o_{{{0}}} = \gamma_c \hat{{x}}_{{{0}}} + \beta_c, \quad {1})", axes, x_hat_latex(axes));
  result.add({.input = TensorRef{"x_hat", cell},
              .weight = TensorRef{"gamma", {c}},
              .x = x_hat_of(at, channel, options_.eps),
              .w = static_cast<double>(context.parameters[0][c])});
  result.add_bias({"beta", {c}}, static_cast<double>(context.parameters[1][c]));
  result.substituted = fmt::format("{}*{} + {} = {}", factor_text(result.terms[0].w),
                                   x_hat_text(at, channel, options_.eps),
                                   factor_text(result.bias->value), number_text(result.result));
  return result;
}

Explanation BatchNorm::explain_statistic(std::string_view of, const Cell& cell,
                                         const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const ChannelWalk walk(x.shape());
  const bool training = context.mode == Mode::kTraining;
  const Index c = of == "x_hat" ? cell[1] : cell[0];
  const ChannelStatistics channel =
      statistics(x, context.buffers, context.mode)[static_cast<std::size_t>(c)];
  const std::string_view axes = of == "x_hat" ? batch_norm_axes(x.shape()) : "c";
  Explanation result;
  if (of == "x_hat") {
    const double w = 1 / std::sqrt(channel.variance + options_.eps);
    result.formula = x_hat_formula(context.mode, axes);
    result.formula_latex = x_hat_latex(axes);
    result.add({.input = TensorRef{"x", cell}, .x = static_cast<double>(x.at(cell)), .w = w});
    result.add({.input = TensorRef{std::string(mean_name(context.mode)), {c}},
                .x = channel.mean,
                .w = -w});
  } else if (of == "batch_mean") {
    result = explain_mean(x, walk, c);
  } else if (of == "batch_var_biased") {
    result = explain_variance(x, walk, c, channel.mean);
  } else {
    const bool mean = of == "running_mean";
    const std::string name(of), buffer = mean ? "running_mean" : "running_var";
    const double old = static_cast<double>(context.buffers[mean ? 0 : 1][c]);
    if (training) {
      const bool keras = of == "running_var_keras_biased";
      const std::string batch = mean    ? "batch_mean"
                                : keras ? "batch_var_biased"
                                        : "batch_var_unbiased";
      const double variance = keras ? channel.variance : unbiased(channel.variance, walk.size());
      result = explain_moved({name, buffer, batch}, c, options_.momentum, old,
                             mean ? channel.mean : variance);
    } else {
      result.formula = name + "[c] is only read in use";
      result.formula_latex = R"(r_c \leftarrow r_c)";
      result.add({.input = TensorRef{buffer, {c}}, .x = old});
    }
  }
  result.what = name_cell(of, axes, cell);
  result.substituted = substitute(result);
  return result;
}

Explanation BatchNorm::explain_d_input(const Cell& cell,
                                       const ExplainGradientContext& context) const {
  const ConstTensorView x = context.inputs[0], d = context.d_output;
  const ChannelWalk walk(x.shape());
  const Index c = cell[1];
  const ChannelStatistics channel =
      statistics(x, context.buffers, context.mode)[static_cast<std::size_t>(c)];
  const std::string axes(batch_norm_axes(x.shape()));
  const double factor =
      static_cast<double>(context.parameters[0][c]) / std::sqrt(channel.variance + options_.eps);
  const auto x_hat = [&](Index i) {
    return x_hat_of(static_cast<double>(x[i]), channel, options_.eps);
  };
  const Index own = x.shape().offset(cell);
  Explanation result;
  result.what = name_cell("grad_x", axes, cell);
  if (context.mode == Mode::kInference) {
    result.formula =
        fmt::format("grad_x[{0}] = grad_output[{0}] * gamma[c] / sqrt(running_var[c] + eps)", axes);
    result.formula_latex = fmt::format(R"(\frac{{\partial L}}{{\partial x_{{{0}}}}} = )"
                                       R"(\frac{{\partial L}}{{\partial o_{{{0}}}}} \, )"
                                       R"(\frac{{\gamma_c}}{{\sqrt{{\sigma_c^2 + \epsilon}}}})",
                                       axes);
    result.add(
        {.input = TensorRef{"grad_output", cell}, .x = static_cast<double>(d[own]), .w = factor});
    return result;
  }
  const double size = static_cast<double>(walk.size());
  result.formula = fmt::format(
      "grad_x[{}] = sum over the channel's numbers m of grad_output[m] * gamma[c] / "
      "sqrt(batch_var_biased[c] + eps) * ([m is this one] - 1/{} - x_hat * x_hat[m]/{})",
      axes, walk.size(), walk.size());
  result.formula_latex = fmt::format(
      R"(\frac{{\partial L}}{{\partial x_i}} = \sum_m \frac{{\partial L}}{{\partial o_m}} )"
      R"(\frac{{\gamma_c}}{{\sqrt{{\sigma_c^2 + \epsilon}}}} )"
      R"(\left([m = i] - \frac{{1}}{{{0}}} - \frac{{\hat{{x}}_i \hat{{x}}_m}}{{{0}}}\right))",
      walk.size());
  const double here = x_hat(own);
  walk.each(c, [&](Index i) {
    result.add({.input = TensorRef{"grad_output", d.shape().cell_at(i)},
                .x = static_cast<double>(d[i]),
                .w = factor * ((i == own ? 1 : 0) - 1 / size - here * x_hat(i) / size)});
  });
  return result;
}

Explanation BatchNorm::explain_gradient(std::string_view of, const Cell& cell,
                                        const ExplainGradientContext& context) const {
  if (of == "input") {
    Explanation result = explain_d_input(cell, context);
    result.substituted = substitute(result);
    return result;
  }
  const ConstTensorView x = context.inputs[0], d = context.d_output;
  const ChannelWalk walk(x.shape());
  const Index c = cell[0];
  const ChannelStatistics channel =
      statistics(x, context.buffers, context.mode)[static_cast<std::size_t>(c)];
  const std::string axes(batch_norm_axes(x.shape()));
  const bool gamma = of == "gamma";
  Explanation result;
  result.what = name_cell(gamma ? "grad_gamma" : "grad_beta", "c", cell);
  result.formula = gamma ? fmt::format("grad_gamma[c] = sum of grad_output[{0}] * x_hat[{0}], {1}",
                                       axes, x_hat_formula(context.mode, axes))
                         : fmt::format("grad_beta[c] = sum of grad_output[{}]", axes);
  result.formula_latex =
      gamma ? fmt::format(R"(\frac{{\partial L}}{{\partial \gamma_c}} = \sum )"
                          R"(\frac{{\partial L}}{{\partial o_{{{0}}}}} \, \hat{{x}}_{{{0}}})",
                          axes)
            : fmt::format(R"(\frac{{\partial L}}{{\partial \beta_c}} = \sum )"
                          R"(\frac{{\partial L}}{{\partial o_{{{}}}}})",
                          axes);
  walk.each(c, [&](Index i) {
    const Cell at = d.shape().cell_at(i);
    Term term{.input = TensorRef{"grad_output", at}, .x = static_cast<double>(d[i])};
    if (gamma) {
      term.weight = TensorRef{"x_hat", at};
      term.w = x_hat_of(static_cast<double>(x[i]), channel, options_.eps);
    }
    result.add(std::move(term));
  });
  result.substituted = substitute(result);
  return result;
}

}  // namespace convscope::engine
