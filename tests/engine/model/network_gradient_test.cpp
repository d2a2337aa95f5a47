// The gradient of whole networks against central differences, in double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/rng.h"
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

TEST(NetworkGradient, ALayerThatNobodyReadsDisturbsNothing) {
  // The second convolution is read by nobody: its gradient is 0.
  expect_exact_gradient(
      R"({"type":"conv2d","filters":2,"kernel":3},
         {"type":"conv2d","filters":2,"kernel":1,"name":"unread"},
         {"type":"dense","units":3,"inputs":["conv1"]},{"type":"softmax"})");
}

}  // namespace
}  // namespace convscope::engine
