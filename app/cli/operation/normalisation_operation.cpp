#include "app/cli/operation/normalisation_operation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/cli/operation/case_input.h"
#include "engine/layers/batch_norm.h"
#include "engine/layers/batch_norm_numbers.h"

namespace convscope::cli {
namespace {

using namespace engine;

class BatchNormOperation : public Operation {
 public:
  struct Parts {
    std::shared_ptr<const BatchNorm> layer;
    Mode mode = Mode::kInference;
    std::vector<Tensor> inputs;      ///< x
    std::vector<Tensor> parameters;  ///< gamma, beta
    std::vector<Tensor> buffers;     ///< running_mean, running_var
    bool gamma_given = false, beta_given = false, mean_given = false, variance_given = false;
    std::optional<Tensor> grad_output;
  };

  explicit BatchNormOperation(Parts parts)
      : parts_(std::move(parts)), out_(x().shape()), new_buffers_(parts_.buffers) {
    const std::vector<TensorView> updated{new_buffers_[0].view(), new_buffers_[1].view()};
    const Views views(parts_);
    parts_.layer->forward({.inputs = views.inputs,
                           .parameters = views.parameters,
                           .output = out_.view(),
                           .slots = {},
                           .buffers = views.buffers,
                           .new_buffers = updated,
                           .mode = parts_.mode});
  }

  std::vector<NamedTensor> outputs() const override {
    std::vector<NamedTensor> result{{"out", out_}};
    if (parts_.mean_given) result.push_back({"running_mean", new_buffers_[0]});
    if (parts_.variance_given) result.push_back({"running_var", new_buffers_[1]});
    if (training()) add_batch_statistics(result);
    if (parts_.grad_output) add_gradients(result);
    return result;
  }

  std::vector<NamedTensor> inner() const override {
    Tensor x_hat(x().shape());
    each_x_hat(parts_,
               [&](Index i, Index, double value) { x_hat[i] = static_cast<Scalar>(value); });
    return {{"x_hat", std::move(x_hat)}};
  }

  Explanation explain(const std::string& name, const Cell& cell) const override {
    const Views views(parts_);
    const ExplainContext context{.inputs = views.inputs,
                                 .parameters = views.parameters,
                                 .output = out_.view(),
                                 .buffers = views.buffers,
                                 .mode = parts_.mode};
    if (name == "out") return parts_.layer->explain(cell, context);
    if (!name.starts_with("grad_")) return parts_.layer->explain_statistic(name, cell, context);
    return parts_.layer->explain_gradient(name == "grad_x" ? "input" : name.substr(5), cell,
                                          {.inputs = views.inputs,
                                           .parameters = views.parameters,
                                           .output = out_.view(),
                                           .d_output = parts_.grad_output->view(),
                                           .buffers = views.buffers,
                                           .mode = parts_.mode});
  }

  double numeric_gradient(const std::string& name, const Cell& cell,
                          double analytic) const override {
    Parts changed = parts_;
    Tensor& tensor = name == "grad_x"       ? changed.inputs[0]
                     : name == "grad_gamma" ? changed.parameters[0]
                                            : changed.parameters[1];
    const auto objective = [&changed] {
      double sum = 0;
      each_x_hat(changed, [&](Index i, Index c, double x_hat) {
        sum += static_cast<double>((*changed.grad_output)[i]) *
               (static_cast<double>(changed.parameters[0][c]) * x_hat +
                static_cast<double>(changed.parameters[1][c]));
      });
      return sum;
    };
    return difference_quotient(objective, tensor.at(cell), analytic);
  }

 private:
  struct Views {
    explicit Views(const Parts& parts)
        : inputs{parts.inputs[0].view()},
          parameters{parts.parameters[0].view(), parts.parameters[1].view()},
          buffers{parts.buffers[0].view(), parts.buffers[1].view()} {}
    std::vector<ConstTensorView> inputs, parameters, buffers;
  };

  const Tensor& x() const { return parts_.inputs[0]; }
  bool training() const { return parts_.mode == Mode::kTraining; }

  // Calls visit(offset, channel, x_hat) for every number of x, in double.
  template <typename Visit>
  static void each_x_hat(const Parts& parts, Visit&& visit) {
    const Tensor& x = parts.inputs[0];
    const ChannelWalk walk(x.shape());
    std::vector<ChannelStatistics> statistics;
    if (parts.mode == Mode::kTraining) statistics = parts.layer->batch_statistics(x.view());
    for (Index c = 0; c < walk.channels(); ++c) {
      const ChannelStatistics channel =
          statistics.empty() ? ChannelStatistics{static_cast<double>(parts.buffers[0][c]),
                                                 static_cast<double>(parts.buffers[1][c])}
                             : statistics[static_cast<std::size_t>(c)];
      const double root = std::sqrt(channel.variance + parts.layer->options().eps);
      walk.each(c,
                [&](Index i) { visit(i, c, (static_cast<double>(x[i]) - channel.mean) / root); });
    }
  }

  void add_batch_statistics(std::vector<NamedTensor>& result) const {
    const Shape& channels = parts_.buffers[0].shape();
    Tensor mean(channels), variance(channels), keras(channels);
    const auto statistics = parts_.layer->batch_statistics(x().view());
    for (Index c = 0; c < channels[0]; ++c) {
      const ChannelStatistics& channel = statistics[static_cast<std::size_t>(c)];
      mean[c] = static_cast<Scalar>(channel.mean);
      variance[c] = static_cast<Scalar>(channel.variance);
      keras[c] =
          static_cast<Scalar>(moved(parts_.layer->options().momentum,
                                    static_cast<double>(parts_.buffers[1][c]), channel.variance));
    }
    result.push_back({"batch_mean", std::move(mean)});
    result.push_back({"batch_var_biased", std::move(variance)});
    if (parts_.variance_given) result.push_back({"running_var_keras_biased", std::move(keras)});
  }

  void add_gradients(std::vector<NamedTensor>& result) const {
    Tensor d_x(x().shape()), d_gamma(parts_.parameters[0].shape()), d_beta(d_gamma.shape());
    const std::vector<TensorView> d_inputs{d_x.view()}, d_parameters{d_gamma.view(), d_beta.view()};
    const Views views(parts_);
    parts_.layer->backward({.inputs = views.inputs,
                            .parameters = views.parameters,
                            .output = out_.view(),
                            .slots = {},
                            .d_output = parts_.grad_output->view(),
                            .d_inputs = d_inputs,
                            .d_parameters = d_parameters,
                            .buffers = views.buffers,
                            .mode = parts_.mode});
    result.push_back({"grad_x", std::move(d_x)});
    if (parts_.gamma_given) result.push_back({"grad_gamma", std::move(d_gamma)});
    if (parts_.beta_given) result.push_back({"grad_beta", std::move(d_beta)});
  }

  Parts parts_;
  Tensor out_;
  std::vector<Tensor> new_buffers_;
};

// One number a channel; `fallback` where it is not given.
Tensor read_channels(const OperationCase& sample, std::string_view name, Index channels,
                     Scalar fallback, bool& given) {
  auto tensor = read_input(sample, name, {channels});
  given = tensor.has_value();
  if (tensor) return std::move(*tensor);
  Tensor result({channels});
  std::ranges::fill(result.values(), fallback);
  return result;
}

}  // namespace

std::unique_ptr<Operation> make_batchnorm(const OperationCase& sample) {
  sample.allow_attributes({"training", "eps", "momentum"});
  sample.inputs.allow_keys({"x", "gamma", "beta", "running_mean", "running_var", "grad_output"});
  BatchNormOperation::Parts parts;
  const JsonValue x = sample.inputs.at("x");
  parts.inputs.push_back(x.tensor(2, 4));
  const Shape shape = parts.inputs[0].shape();
  if (shape.rank() == 3) x.fail("SHAPE", "the shape " + shape.to_string(), "[N,C] or [N,C,H,W]");
  parts.mode = sample.flag("training", false) ? Mode::kTraining : Mode::kInference;
  if (parts.mode == Mode::kInference) {
    sample.inputs.at("running_mean");
    sample.inputs.at("running_var");
  } else if (ChannelWalk(shape).size() == 1) {
    x.fail("BATCH_OF_ONE", "one value per channel, the shape " + shape.to_string(),
           "more than one value per channel in training: one has no variance");
  }
  const Index channels = shape[1];
  parts.parameters.push_back(read_channels(sample, "gamma", channels, 1, parts.gamma_given));
  parts.parameters.push_back(read_channels(sample, "beta", channels, 0, parts.beta_given));
  parts.buffers.push_back(read_channels(sample, "running_mean", channels, 0, parts.mean_given));
  parts.buffers.push_back(read_channels(sample, "running_var", channels, 1, parts.variance_given));
  parts.grad_output = read_input(sample, "grad_output", shape);
  parts.layer = std::make_shared<BatchNorm>(
      shape.without_leading(), BatchNormOptions{.eps = sample.number("eps", 1e-5),
                                                .momentum = sample.number("momentum", 0.1)});
  return std::make_unique<BatchNormOperation>(std::move(parts));
}

}  // namespace convscope::cli
