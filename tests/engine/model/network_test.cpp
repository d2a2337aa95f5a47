#include "engine/model/network.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "engine/core/error.h"
#include "engine/model/activations.h"
#include "engine/model/spec_check.h"
#include "engine/model/spec_json.h"

namespace convscope::engine {
namespace {

LayerEntry conv(std::string name, std::string input, Index filters, Index kernel) {
  Conv2dSpec spec;
  spec.options.filters = filters;
  spec.options.window.kernel = {kernel, kernel};
  return {.name = std::move(name), .inputs = {std::move(input)}, .layer = spec};
}

NetworkSpec two_convolutions() {
  return {.name = "two",
          .input = {1, 6, 6},
          .layers = {conv("conv1", "input", 2, 3), conv("conv2", "conv1", 3, 4)}};
}

TEST(Network, LaysParametersOutInOneBlockWithoutGaps) {
  const Network network(two_convolutions());
  EXPECT_EQ(network.parameter_count(), 2 * 9 + 2 + 3 * 2 * 16 + 3);
  const auto tensors = network.parameter_tensors();
  ASSERT_EQ(tensors.size(), 4u);
  EXPECT_EQ(tensors[2].name, "conv2.weight");
  EXPECT_EQ(tensors[2].offset, 20);
  EXPECT_EQ(network.nodes()[1].parameter_offset, 20);
  EXPECT_EQ(network.nodes()[1].parameter_count, 99);
  EXPECT_EQ(network.class_count(), 3);
}

TEST(Network, TheSameSeedGivesTheSameParameters) {
  const Network network(two_convolutions());
  EXPECT_EQ(network.initial_parameters(7), network.initial_parameters(7));
  EXPECT_NE(network.initial_parameters(7), network.initial_parameters(8));
  EXPECT_EQ(network.initial_parameters(7)[18], 0);  // a bias
}

TEST(Network, ForwardReadsInputsByName) {
  NetworkSpec spec = two_convolutions();
  spec.layers[1] = conv("other", "input", 1, 6);
  const Network network(spec);
  Activations activations(network, 1);
  Tensor image({1, 1, 6, 6});
  image[0] = 2;
  std::vector<Scalar> parameters(static_cast<std::size_t>(network.parameter_count()));
  parameters[20] = 5;  // other.weight[0,0,0,0]
  forward(network, parameters, image.view(), activations);
  EXPECT_EQ(activations.output(1)[0], 10);
}

TEST(SpecCheck, NamesTheLayerThatHasNoOutput) {
  NetworkSpec spec = two_convolutions();
  spec.layers[1] = conv("conv2", "conv1", 3, 5);
  try {
    build_layers(spec);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
    EXPECT_NE(std::string(error.what()).find("layer conv2"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("floor("), std::string::npos) << error.what();
  }
}

TEST(SpecCheck, RefusesUnknownInputsAndRepeatedNames) {
  NetworkSpec unknown = two_convolutions();
  unknown.layers[0].inputs = {"conv2"};
  EXPECT_THROW(build_layers(unknown), Error);
  NetworkSpec repeated = two_convolutions();
  repeated.layers[1].name = "conv1";
  EXPECT_THROW(build_layers(repeated), Error);
}

TEST(Memory, SaturatesInsteadOfOverflowing) {
  NetworkSpec spec = two_convolutions();
  std::get<Conv2dSpec>(spec.layers[0].layer).options.filters = Index{1} << 40;
  std::get<Conv2dSpec>(spec.layers[1].layer).options.filters = Index{1} << 40;
  const MemoryNeed need = memory_need(spec, 128, 2);
  EXPECT_EQ(need.bytes, std::numeric_limits<Index>::max());
  EXPECT_THROW(check_memory(need, Index{4} << 30), Error);
}

// Batch normalisation keeps the gradient of every block of 16 until the whole batch is through.
TEST(Memory, CountsTheGradientsOfBlocksThatAStepKeeps) {
  const auto need = [](const char* more, Index batch) {
    const auto spec =
        parse_spec(std::string(R"({"format":1,"name":"t","input":[1,4,4],"layers":[)") + more +
                       R"({"type":"dense","name":"d","units":1000000,"bias":false}]})",
                   "t.json");
    return memory_need(spec, batch, 0);
  };
  constexpr Index kBytes = sizeof(Scalar);
  const MemoryNeed normed = need(R"({"type":"batchnorm"},)", 160),
                   more = need(R"({"type":"batchnorm"},)", 176);
  EXPECT_EQ(more.bytes - normed.bytes, (normed.parameters + 16 * 2 * normed.activations) * kBytes);
  const Index threads = std::thread::hardware_concurrency();
  const MemoryNeed plain = need("", 1600);
  const Index kept = gradients_kept(plain.parameters, threads);
  EXPECT_LT(kept, 100);
  EXPECT_EQ(plain.bytes, (plain.parameters * (2 + kept) + 1600 * 2 * plain.activations) * kBytes);
  EXPECT_EQ(gradients_kept(1000, 2), 32);
  EXPECT_EQ(gradients_kept(Index{1} << 40, 3), 3);
}

TEST(Network, BuffersLieBehindTheParametersWithTheirNames) {
  const Network network(parse_spec(
      R"({"format":1,"name":"t","input":[2,4,4],"layers":[
            {"type":"batchnorm","name":"a"},{"type":"conv2d","filters":3,"kernel":3},
            {"type":"batchnorm","name":"b"}]})",
      "t.json"));
  EXPECT_EQ(network.parameter_count(), 4 + 57 + 6);
  EXPECT_EQ(network.buffer_count(), 4 + 6);
  ASSERT_EQ(network.buffer_tensors().size(), 4u);
  EXPECT_EQ(network.buffer_tensors()[0].name, "a.running_mean");
  EXPECT_EQ(network.buffer_tensors()[3].name, "b.running_var");
  EXPECT_EQ(network.buffer_tensors()[3].offset, 67 + 7);
  const auto block = network.initial_parameters(1);
  ASSERT_EQ(block.size(), 77u);
  EXPECT_EQ(block[0], 1);  // gamma
  EXPECT_EQ(block[2], 0);  // beta
  const auto views = network.buffers_of(2, std::span<const Scalar>(block).subspan(67));
  ASSERT_EQ(views.size(), 2u);
  EXPECT_EQ(views[0].data(), block.data() + 71);
  for (const Scalar mean : views[0].values()) EXPECT_EQ(mean, 0);
  for (const Scalar variance : views[1].values()) EXPECT_EQ(variance, 1);
}

}  // namespace
}  // namespace convscope::engine
