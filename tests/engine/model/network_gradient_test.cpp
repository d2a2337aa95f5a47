// The gradient of whole networks against central differences, in double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/rng.h"
#include "engine/model/activations.h"
#include "engine/model/spec_json.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {
namespace {

static_assert(sizeof(Scalar) == 8);

void expect_exact_gradient(const std::string& layers) {
  const Network network(
      parse_spec(R"({"format":1,"name":"t","input":[2,7,6],"layers":[)" + layers + "]}", "t.json"));
  const auto executor = make_executor(network);
  Rng rng(11);
  Tensor images({3, 2, 7, 6});
  for (Scalar& value : images.values()) value = rng.normal();
  const Index labels[] = {2, 0, 1};
  std::vector<Scalar> parameters = network.initial_parameters(4);
  for (Scalar& value : parameters) value += 0.1 * rng.normal();
  std::vector<Scalar> gradient(parameters.size()), unused(parameters.size());
  executor->run(images.view(), labels, parameters, gradient);
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Scalar kept = parameters[i];
    parameters[i] = kept + kStep;
    const double above = executor->run(images.view(), labels, parameters, unused).loss;
    parameters[i] = kept - kStep;
    const double below = executor->run(images.view(), labels, parameters, unused).loss;
    parameters[i] = kept;
    const double numeric = (above - below) / (2 * kStep);
    EXPECT_NEAR(gradient[i], numeric, 1e-7 * std::max(1.0, std::fabs(numeric))) << i;
  }
}

TEST(NetworkGradient, ConvolutionsPoolingAndDenseLayersTogether) {
  expect_exact_gradient(
      R"({"type":"conv2d","filters":4,"kernel":3,"padding":"same","groups":2},
         {"type":"activation","function":"relu"},
         {"type":"maxpool2d","kernel":2,"padding":1},
         {"type":"conv2d","filters":3,"kernel":2,"stride":[1,2],"bias":false},
         {"type":"activation","function":"tanh"},
         {"type":"avgpool2d","kernel":2,"stride":1},
         {"type":"flatten"},{"type":"dense","units":5},
         {"type":"activation","function":"sigmoid"},{"type":"dense","units":3},
         {"type":"softmax"})");
}

// What training minimises: the sum of the losses and of the penalties on outputs.
double objective(const Network& network, const Tensor& images, std::span<const Index> labels,
                 std::span<const Scalar> parameters) {
  Activations activations(network, images.shape()[0]);
  forward(network, parameters, images.view(), activations);
  double sum = 0;
  for (Index i = 0; i < static_cast<Index>(network.nodes().size()); ++i) {
    const Penalty& penalty =
        network.spec().layers[static_cast<std::size_t>(i)].regularizer.activity;
    for (const Scalar a : std::as_const(activations).output(i).values()) {
      sum += penalty.l1 * std::fabs(a) + penalty.l2 * a * a;
    }
  }
  const auto logits = std::as_const(activations).output(network.logits_node());
  return sum + cross_entropy(logits, labels, {}).loss;
}

TEST(NetworkGradient, PenaltiesOnActivitiesCount) {
  const Network network(parse_spec(
      R"({"format":1,"name":"t","input":[4],"layers":[
            {"type":"dense","units":5,"regularizer":{"activity":{"l1":0.3,"l2":0.2}}},
            {"type":"activation","function":"tanh","regularizer":{"activity":{"l2":0.7}}},
            {"type":"dense","units":3,"regularizer":{"activity":{"l2":0.1}}},
            {"type":"softmax"}]})",
      "t.json"));
  Rng rng(12);
  Tensor images({2, 4});
  for (Scalar& value : images.values()) value = rng.normal();
  const Index labels[] = {2, 0};
  std::vector<Scalar> parameters = network.initial_parameters(4);
  std::vector<Scalar> gradient(parameters.size());
  make_executor(network)->run(images.view(), labels, parameters, gradient);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    constexpr double kStep = 1e-6;
    const Scalar kept = parameters[i];
    parameters[i] = kept + kStep;
    const double above = objective(network, images, labels, parameters);
    parameters[i] = kept - kStep;
    const double below = objective(network, images, labels, parameters);
    parameters[i] = kept;
    EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), 1e-7) << i;
  }
}

TEST(NetworkGradient, ALayerThatNobodyReadsDisturbsNothing) {
  // The second convolution is read by nobody: its gradient is 0.
  expect_exact_gradient(
      R"({"type":"conv2d","filters":2,"kernel":3},
         {"type":"conv2d","filters":2,"kernel":1,"name":"unread"},
         {"type":"dense","units":3,"inputs":["conv1"]},{"type":"softmax"})");
}

}  // namespace
}  // namespace convscope::engine
