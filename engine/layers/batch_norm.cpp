#include "engine/layers/batch_norm.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/layers/batch_norm_numbers.h"

namespace convscope::engine {

BatchNorm::BatchNorm(const Shape& input, const BatchNormOptions& options) : options_(options) {
  const auto refuse = [](std::string place, std::string found, std::string expected) {
    throw Error(
        ErrorKind::kBadFile, "BATCH_NORM",
        {.place = std::move(place), .found = std::move(found), .expected = std::move(expected)});
  };
  if (input.rank() != 1 && input.rank() != 3) {
    refuse("", input.to_string(), "an input [C] or [C,H,W]");
  }
  if (!(options.eps >= 0)) refuse("eps", format_double(options.eps), "at least 0");
  if (!(options.momentum >= 0 && options.momentum <= 1)) {
    refuse("momentum", format_double(options.momentum), "0 to 1");
  }
  input_shapes_ = {input};
  output_shape_ = input;
  const Shape channels{input[0]};
  parameters_.push_back({.name = "gamma", .shape = channels, .fan_in = 1, .fan_out = 1});
  parameters_.push_back(
      {.name = "beta", .shape = channels, .fan_in = 1, .fan_out = 1, .is_bias = true});
  buffers_ = {{.name = "running_mean", .shape = channels, .initial = 0},
              {.name = "running_var", .shape = channels, .initial = 1}};
}

std::vector<ChannelStatistics> BatchNorm::batch_statistics(ConstTensorView x) const {
  const ChannelWalk walk(x.shape());
  std::vector<ChannelStatistics> result(static_cast<std::size_t>(walk.channels()));
  for (Index c = 0; c < walk.channels(); ++c) {
    ChannelStatistics& channel = result[static_cast<std::size_t>(c)];
    const double size = static_cast<double>(walk.size());
    double sum = 0, squares = 0;
    walk.each(c, [&](Index i) { sum += static_cast<double>(x[i]); });
    channel.mean = sum / size;
    walk.each(c, [&](Index i) {
      const double distance = static_cast<double>(x[i]) - channel.mean;
      squares += distance * distance;
    });
    channel.variance = squares / size;
  }
  return result;
}

std::vector<ChannelStatistics> BatchNorm::statistics(ConstTensorView x,
                                                     std::span<const ConstTensorView> buffers,
                                                     Mode mode) const {
  if (mode == Mode::kTraining) return batch_statistics(x);
  std::vector<ChannelStatistics> result;
  for (Index c = 0; c < output_shape_[0]; ++c) {
    result.push_back({static_cast<double>(buffers[0][c]), static_cast<double>(buffers[1][c])});
  }
  return result;
}

void BatchNorm::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const ChannelWalk walk(x.shape());
  const bool training = context.mode == Mode::kTraining;
  if (training && walk.size() == 1) {
    throw Error(ErrorKind::kBadFile, "BATCH_OF_ONE",
                {.found = "one value per channel, " + x.shape().to_string(),
                 .expected = "more than one value per channel in training"});
  }
  const auto statistics = this->statistics(x, context.buffers, context.mode);
  for (Index c = 0; c < walk.channels(); ++c) {
    const ChannelStatistics& channel = statistics[static_cast<std::size_t>(c)];
    const double inverse = 1 / std::sqrt(channel.variance + options_.eps);
    const double gamma = static_cast<double>(context.parameters[0][c]);
    const double beta = static_cast<double>(context.parameters[1][c]);
    walk.each(c, [&](Index i) {
      const double x_hat = (static_cast<double>(x[i]) - channel.mean) * inverse;
      context.output[i] = static_cast<Scalar>(gamma * x_hat + beta);
    });
    if (!training || context.new_buffers.empty()) continue;
    const double batch[2] = {channel.mean, unbiased(channel.variance, walk.size())};
    for (std::size_t k = 0; k < 2; ++k) {
      context.new_buffers[k][c] = static_cast<Scalar>(
          moved(options_.momentum, static_cast<double>(context.buffers[k][c]), batch[k]));
    }
  }
}

void BatchNorm::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0], d = context.d_output;
  const TensorView d_x = context.d_inputs[0], d_gamma = context.d_parameters[0],
                   d_beta = context.d_parameters[1];
  const ChannelWalk walk(x.shape());
  const auto statistics = this->statistics(x, context.buffers, context.mode);
  for (Index c = 0; c < walk.channels(); ++c) {
    const ChannelStatistics& channel = statistics[static_cast<std::size_t>(c)];
    const double inverse = 1 / std::sqrt(channel.variance + options_.eps);
    const auto x_hat = [&](Index i) {
      return (static_cast<double>(x[i]) - channel.mean) * inverse;
    };
    double sum = 0, weighted = 0;
    walk.each(c, [&](Index i) {
      sum += static_cast<double>(d[i]);
      weighted += static_cast<double>(d[i]) * x_hat(i);
    });
    if (!d_gamma.empty()) d_gamma[c] += static_cast<Scalar>(weighted);
    if (!d_beta.empty()) d_beta[c] += static_cast<Scalar>(sum);
    if (d_x.empty()) continue;
    const double factor = static_cast<double>(context.parameters[0][c]) * inverse;
    const double size = static_cast<double>(walk.size());
    const bool training = context.mode == Mode::kTraining;
    // Through the numbers themselves, through the mean, through the variance.
    walk.each(c, [&](Index i) {
      const double through = training ? (sum + x_hat(i) * weighted) / size : 0;
      d_x[i] += static_cast<Scalar>(factor * (static_cast<double>(d[i]) - through));
    });
  }
}

}  // namespace convscope::engine
