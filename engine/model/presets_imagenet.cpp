// The networks of ImageNet's 1000 classes.
#include <string>
#include <vector>

#include "engine/model/presets.h"
#include "engine/model/spec_builder.h"

namespace convscope::engine {
namespace {

using Window = SpecBuilder::Window;

constexpr Index kClasses = 1000;
constexpr Window kPoolByTwo{.kernel = 2, .stride = 2};

Conv2dSpec plain_conv(Index filters, const Window& window, Index groups = 1) {
  Conv2dSpec spec;
  spec.options = {
      .filters = filters, .window = square_window(window), .groups = groups, .bias = false};
  return spec;
}

// "stage1a_conv1", "stage1a_bn1"
void conv_norm(SpecBuilder& builder, const std::string& block, int number, LayerSpec conv,
               double eps) {
  const std::string n = std::to_string(number);
  builder.add(std::move(conv), block + "_conv" + n);
  builder.add(BatchNormSpec{.eps = eps}, block + "_bn" + n);
}

// What He et al. call a basic block: two 3x3 convolutions beside a shortcut.
void basic_block(SpecBuilder& builder, const std::string& name, Index filters, Index stride,
                 bool projected) {
  const std::string start = builder.last();
  conv_norm(builder, name, 1, plain_conv(filters, {3, stride, 1}), 1e-5);
  builder.relu(name + "_relu1");
  conv_norm(builder, name, 2, plain_conv(filters, {3, 1, 1}), 1e-5);
  const std::string body = builder.last();
  std::string shortcut = start;
  if (projected) {
    builder.from(start);
    conv_norm(builder, name + "_shortcut", 1, plain_conv(filters, {1, stride, 0}), 1e-5);
    shortcut = builder.last();
  }
  builder.add(AddSpec{}, name + "_add", {body, shortcut}).relu(name + "_relu2");
}

// torchvision's BasicConv2d.
std::string norm_relu(SpecBuilder& builder, const std::string& name, Index filters,
                      const Window& window) {
  conv_norm(builder, name, 1, plain_conv(filters, window), 1e-3);
  builder.relu(name + "_relu");
  return builder.last();
}

// 1x1; 1x1 then 3x3; 1x1 then 3x3 (in the paper 5x5); pool then 1x1: one behind the other.
struct Inception {
  const char* name;
  Index one, three_in, three, five_in, five, pool;
};

void inception(SpecBuilder& builder, const Inception& sizes) {
  const std::string name = sizes.name, start = builder.last();
  std::vector<std::string> branches;
  branches.push_back(norm_relu(builder, name + "_1x1", sizes.one, {1}));
  norm_relu(builder.from(start), name + "_3x3in", sizes.three_in, {1});
  branches.push_back(norm_relu(builder, name + "_3x3", sizes.three, {3, 1, 1}));
  norm_relu(builder.from(start), name + "_5x5in", sizes.five_in, {1});
  branches.push_back(norm_relu(builder, name + "_5x5", sizes.five, {3, 1, 1}));
  builder.from(start).max_pool({3, 1, 1}, name + "_pool", true);
  branches.push_back(norm_relu(builder, name + "_poolproj", sizes.pool, {1}));
  builder.add(ConcatSpec{}, name, branches);
}

// Squeeze to few channels by 1x1, expand by 1x1 and 3x3 side by side.
void fire(SpecBuilder& builder, const std::string& name, Index squeeze, Index expand) {
  builder.conv(squeeze, {1}, name + "_squeeze").relu(name + "_relu1");
  const std::string start = builder.last();
  builder.conv(expand, {1}, name + "_expand1x1").relu(name + "_relu2");
  const std::string left = builder.last();
  builder.from(start).conv(expand, {3, 1, 1}, name + "_expand3x3").relu(name + "_relu3");
  builder.add(ConcatSpec{}, name, {left, builder.last()});
}

void norm_relu6(SpecBuilder& builder, const std::string& name, Conv2dSpec conv) {
  conv.options.window.padding = PaddingRule::kSame;
  builder.add(conv, name + "_conv");
  builder.add(BatchNormSpec{.eps = 1e-3, .momentum = 0.01}, name + "_bn");
  builder.activation(ActivationFunction::kRelu6, name + "_relu6");
}

}  // namespace

NetworkSpec alexnet() {
  constexpr Window kPool{.kernel = 3, .stride = 2};
  SpecBuilder builder("alexnet", {3, 227, 227});
  builder.conv(96, {.kernel = 11, .stride = 4}, "c1").relu().max_pool(kPool, "s2");
  builder.conv(256, {5, 1, 2}, "c3").relu().max_pool(kPool, "s4");
  builder.conv(384, {3, 1, 1}, "c5").relu().conv(384, {3, 1, 1}, "c6").relu();
  builder.conv(256, {3, 1, 1}, "c7").relu().max_pool(kPool, "s8").flatten();
  builder.dense(4096, "f9").relu().dropout(0.5).dense(4096, "f10").relu().dropout(0.5);
  return builder.dense(kClasses, "out").softmax().build();
}

NetworkSpec vgg(char configuration) {
  const char column = configuration;
  const std::string name = column == 'A'   ? "vgg11"
                           : column == 'B' ? "vgg13"
                           : column == 'C' ? "vgg16c"
                           : column == 'D' ? "vgg16"
                                           : "vgg19";
  SpecBuilder builder(name, {3, 224, 224});
  Index filters = 64;
  for (int block = 0; block < 5; ++block) {
    const bool early = block < 2;
    int convs = early ? (column == 'A' ? 1 : 2) : (column == 'E' ? 4 : 3);
    if (!early && column < 'C') convs = 2;
    for (int i = 0; i < convs; ++i) {
      const bool pointwise = column == 'C' && i == 2;
      builder.conv(filters, pointwise ? Window{.kernel = 1} : Window{3, 1, 1}).relu();
    }
    builder.max_pool(kPoolByTwo);
    if (block < 3) filters *= 2;
  }
  builder.flatten().dense(4096).relu().dropout(0.5).dense(4096).relu().dropout(0.5);
  return builder.dense(kClasses).softmax().build();
}

NetworkSpec resnet18() {
  SpecBuilder builder("resnet18", {3, 224, 224});
  builder.add(plain_conv(64, {7, 2, 3}), "conv1").add(BatchNormSpec{}, "bn1").relu("relu1");
  builder.max_pool({3, 2, 1}, "pool1");
  Index filters = 64;
  for (int stage = 1; stage <= 4; ++stage, filters *= 2) {
    const std::string name = "stage" + std::to_string(stage);
    basic_block(builder, name + "a", filters, stage == 1 ? 1 : 2, stage > 1);
    basic_block(builder, name + "b", filters, 1, false);
  }
  return builder.add(GlobalPool2dSpec{}, "avgpool").dense(kClasses, "fc").softmax().build();
}

NetworkSpec googlenet() {
  constexpr Inception kBlocks[] = {
      {"inception3a", 64, 96, 128, 16, 32, 32},     {"inception3b", 128, 128, 192, 32, 96, 64},
      {"inception4a", 192, 96, 208, 16, 48, 64},    {"inception4b", 160, 112, 224, 24, 64, 64},
      {"inception4c", 128, 128, 256, 24, 64, 64},   {"inception4d", 112, 144, 288, 32, 64, 64},
      {"inception4e", 256, 160, 320, 32, 128, 128}, {"inception5a", 256, 160, 320, 32, 128, 128},
      {"inception5b", 384, 192, 384, 48, 128, 128}};
  constexpr Window kPool{.kernel = 3, .stride = 2};
  SpecBuilder builder("googlenet", {3, 224, 224});
  norm_relu(builder, "stem1", 64, {7, 2, 3});
  builder.max_pool(kPool, "pool1", true);
  norm_relu(builder, "stem2", 64, {1});
  norm_relu(builder, "stem3", 192, {3, 1, 1});
  builder.max_pool(kPool, "pool2", true);
  for (const Inception& block : kBlocks) {
    if (std::string_view(block.name) == "inception4a") builder.max_pool(kPool, "pool3", true);
    if (std::string_view(block.name) == "inception5a") builder.max_pool(kPoolByTwo, "pool4", true);
    inception(builder, block);
  }
  builder.add(GlobalPool2dSpec{}, "avgpool").dropout(0.2);
  return builder.dense(kClasses, "fc").softmax().build();
}

NetworkSpec squeezenet() {
  constexpr Window kPool{.kernel = 3, .stride = 2};
  SpecBuilder builder("squeezenet", {3, 224, 224});
  builder.conv(96, {.kernel = 7, .stride = 2}, "conv1")
      .relu("relu1")
      .max_pool(kPool, "pool1", true);
  fire(builder, "fire2", 16, 64);
  fire(builder, "fire3", 16, 64);
  fire(builder, "fire4", 32, 128);
  builder.max_pool(kPool, "pool4", true);
  fire(builder, "fire5", 32, 128);
  fire(builder, "fire6", 48, 192);
  fire(builder, "fire7", 48, 192);
  fire(builder, "fire8", 64, 256);
  builder.max_pool(kPool, "pool8", true);
  fire(builder, "fire9", 64, 256);
  builder.dropout(0.5).conv(kClasses, {1}, "conv10").relu("relu10");
  return builder.add(GlobalPool2dSpec{}, "avgpool").softmax().build();
}

NetworkSpec mobilenet() {
  SpecBuilder builder("mobilenet", {3, 224, 224});
  norm_relu6(builder, "stem", plain_conv(32, {3, 2, 0}));
  Index channels = 32;
  int number = 0;
  const auto separable = [&](Index filters, Index stride) {
    const std::string name = "block" + std::to_string(++number);
    norm_relu6(builder, name + "_dw", plain_conv(channels, {3, stride, 0}, channels));
    norm_relu6(builder, name + "_pw", plain_conv(filters, {1}));
    channels = filters;
  };
  for (const Index filters : {64, 128, 128, 256, 256, 512}) {
    separable(filters, filters > channels && filters > 64 ? 2 : 1);
  }
  for (int i = 0; i < 5; ++i) separable(512, 1);
  separable(1024, 2);
  separable(1024, 1);
  builder.add(GlobalPool2dSpec{}, "avgpool").dropout(1e-3);
  return builder.dense(kClasses, "fc").softmax().build();
}

}  // namespace convscope::engine
