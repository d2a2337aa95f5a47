#include "app/state/convolution/setup.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "app/state/convolution/examples.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using engine::Shape;
using engine::Tensor;
using Size = ConvolutionSize;

// A small integer that depends on nothing but the index: what a slice looks like that an example
// does not have. Weights lie in -1..1, inputs in 0..2.
float filler(const Cell& index, bool weight) {
  std::uint32_t hash = weight ? 0x9E3779B9U : 0x85EBCA6BU;
  for (const Index i : index) {
    hash = (hash ^ static_cast<std::uint32_t>(i + 1)) * 0x01000193U;
    hash ^= hash >> 15;
  }
  const int third = static_cast<int>((hash >> 8) % 3);
  return static_cast<float>(weight ? third - 1 : third);
}

// The example's numbers where it has them, fillers elsewhere.
Tensor example_tensor(const Shape& shape, const Shape& given, std::span<const float> values,
                      bool weight) {
  Tensor result(shape);
  for (Index i = 0; i < result.size(); ++i) {
    const Cell cell = shape.cell_at(i);
    result[i] = given.contains(cell) ? values[static_cast<std::size_t>(given.offset(cell))]
                                     : filler(cell, weight);
  }
  return result;
}

void keep_common(Tensor& into, const Tensor& from) {
  for (Index i = 0; i < into.size(); ++i) {
    const Cell cell = into.shape().cell_at(i);
    if (from.shape().contains(cell)) into[i] = from.at(cell);
  }
}

Shape input_shape(const ConvolutionSizes& s) {
  return {s[Size::kChannels], s[Size::kHeight], s[Size::kWidth]};
}

Shape weight_shape(const ConvolutionSizes& s) {
  return {s[Size::kFilters], s[Size::kChannels], s[Size::kKernel], s[Size::kKernel]};
}

ConvolutionSetup setup_at(int example, const ConvolutionSizes& sizes, bool has_bias) {
  const ConvolutionExample& e = convolution_examples()[static_cast<std::size_t>(example)];
  ConvolutionSetup setup{.example = example, .sizes = sizes, .has_bias = has_bias};
  setup.input = example_tensor(input_shape(sizes), input_shape(e.sizes), e.input, false);
  setup.weight = example_tensor(weight_shape(sizes), weight_shape(e.sizes), e.weight, true);
  const Shape filters{e.sizes[Size::kFilters]};
  setup.bias = Tensor({sizes[Size::kFilters]});
  for (Index f = 0; f < setup.bias.size(); ++f) {
    if (filters.contains({f})) setup.bias[f] = e.bias[static_cast<std::size_t>(f)];
  }
  return setup;
}

}  // namespace

SizeLimits limits_of(ConvolutionSize size) {
  switch (size) {
    case Size::kHeight:
    case Size::kWidth:
      return {1, 16, 32};
    case Size::kChannels:
    case Size::kFilters:
      return {1, 8, 16};
    case Size::kKernel:
      return {1, 9, 11};
    case Size::kStride:
      return {1, 7, 16};
    case Size::kPadding:
      return {0, 5, 10};
    case Size::kDilation:
      return {1, 4, 8};
    case Size::kGroups:
      break;
  }
  return {1, 8, 16};
}

engine::Conv2dOptions ConvolutionSetup::options() const {
  const Index kernel = sizes[Size::kKernel], stride = sizes[Size::kStride],
              dilation = sizes[Size::kDilation], p = sizes[Size::kPadding];
  return {.filters = sizes[Size::kFilters],
          .window = {.kernel = {kernel, kernel},
                     .stride = {stride, stride},
                     .dilation = {dilation, dilation},
                     .padding = std::array{engine::PadPair{p, p}, engine::PadPair{p, p}}},
          .groups = sizes[Size::kGroups],
          .bias = has_bias};
}

Tensor ConvolutionSetup::group_weight() const {
  const Shape& all = weight.shape();
  Tensor result({all[0], all[1] / sizes[Size::kGroups], all[2], all[3]});
  keep_common(result, weight);
  return result;
}

ConvolutionSetup example_setup(int example) {
  const ConvolutionExample& e = convolution_examples()[static_cast<std::size_t>(example)];
  return setup_at(example, e.sizes, e.has_bias);
}

ConvolutionSetup with_size(ConvolutionSetup setup, ConvolutionSize size, Index value) {
  const SizeLimits limits = limits_of(size);
  ConvolutionSizes sizes = setup.sizes;
  sizes[size] = std::clamp(value, limits.least, limits.most);
  ConvolutionSetup result = setup_at(setup.example, sizes, setup.has_bias);
  keep_common(result.input, setup.input);
  keep_common(result.weight, setup.weight);
  keep_common(result.bias, setup.bias);
  return result;
}

ConvolutionSetup unedited(const ConvolutionSetup& setup) {
  return setup_at(setup.example, setup.sizes, setup.has_bias);
}

}  // namespace convscope::state
