#include "app/cli/operation/operation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "app/cli/operation/layer_operation.h"
#include "app/cli/operation/loss_operation.h"
#include "app/cli/operation/normalisation_operation.h"
#include "app/cli/operation/optimizer_operation.h"
#include "app/cli/operation/recurrent_operation.h"
#include "engine/core/error.h"

namespace convscope::cli {
namespace {

using Maker = std::unique_ptr<Operation> (*)(const OperationCase&);

constexpr auto kMakers = std::to_array<std::pair<std::string_view, Maker>>({
    {"conv1d", make_conv1d},
    {"conv2d", make_conv2d},
    {"conv_transpose2d", make_conv_transpose2d},
    {"linear", make_linear},
    {"maxpool2d", make_maxpool2d},
    {"avgpool2d", make_avgpool2d},
    {"l2pool2d", make_l2pool2d},
    {"softmax", make_softmax},
    {"softmax_cross_entropy", make_softmax_cross_entropy},
    {"sigmoid_bce", make_sigmoid_bce},
    {"mse", make_mse},
    {"mae", make_mae},
    {"huber", make_huber},
    {"activation", make_activation},
    {"batchnorm", make_batchnorm},
    {"rnn_tanh", make_rnn_tanh},
    {"rnn_relu", make_rnn_relu},
    {"lstm", make_lstm},
    {"gru", make_gru},
    {"optimizer", make_optimizer},
    {"optimizer_function", make_optimizer_function},
});

}  // namespace

engine::Explanation Operation::explain(const std::string& name, const engine::Cell&) const {
  throw engine::Error(engine::ErrorKind::kUsage, "NOT_EXPLAINED",
                      {.found = "--of " + name, .expected = "an output of a layer or a loss"});
}

double Operation::numeric_gradient(const std::string& name, const engine::Cell& cell,
                                   double) const {
  return explain(name, cell).result;
}

double difference_quotient(const std::function<double()>& objective, engine::Scalar& entry,
                           double analytic) {
  // Small enough for the curvature not to show in double, large enough for float32 to hold it, and
  // not across zero, where most kinks are.
  const engine::Scalar before = entry, size = std::fabs(before);
  engine::Scalar step = std::ldexp(std::max(1.0F, size), -13);
  if (size > 1e-7F) step = std::min(step, size / 4);
  const auto at = [&](engine::Scalar value) {
    entry = value;
    return std::pair(static_cast<double>(value), objective());
  };
  const auto middle = at(before);
  const auto slope = [](const auto& a, const auto& b) {
    return (b.second - a.second) / (b.first - a.first);
  };
  // One-sided differences with the curvature extrapolated away (Richardson).
  const auto side = [&](engine::Scalar h) {
    return 2 * slope(middle, at(before + h / 2)) - slope(middle, at(before + h));
  };
  const double central = slope(at(before - step), at(before + step));
  const double left = side(-step), right = side(step);
  entry = before;
  const auto distance = [&](double value) { return std::fabs(value - analytic); };
  // A kink shows as sides that differ by more than curvature can explain.
  if (std::fabs(left - right) < 1e-2 * (std::fabs(left) + std::fabs(right))) return central;
  return std::min({central, left, right},
                  [&](double a, double b) { return distance(a) < distance(b); });
}

std::unique_ptr<Operation> make_operation(const OperationCase& sample) {
  std::string known;
  for (const auto& [name, make] : kMakers) {
    if (name != sample.op) {
      known += (known.empty() ? "" : ", ") + std::string(name);
      continue;
    }
    try {
      return make(sample);
    } catch (const engine::Error& error) {
      // The engine does not know files: what it refuses was asked for by this case.
      if (!error.detail().file.empty()) throw;
      const std::string gap = error.detail().place.empty() ? "" : "/";
      throw error.at(sample.value.pointer() + "/attrs" + gap).in_file(sample.value.file());
    }
  }
  const engine::JsonValue op = sample.value.at("op");
  op.fail("OP_UNKNOWN", "the operation \"" + sample.op + "\"", "one of " + known);
}

}  // namespace convscope::cli
