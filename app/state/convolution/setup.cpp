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
    result[i] = given.contains(cell) && !values.empty()
                    ? values[static_cast<std::size_t>(given.offset(cell))]
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
  return {s[Size::kFilters], s[Size::kChannels], s[Size::kKernel], s[Size::kKernelX]};
}

ConvolutionSetup setup_at(int example, const ConvolutionSizes& sizes,
                          const ConvolutionChoices& choices, bool has_bias) {
  const ConvolutionExample& e = convolution_examples()[static_cast<std::size_t>(example)];
  ConvolutionSetup setup{
      .example = example, .sizes = sizes, .choices = choices, .has_bias = has_bias};
  setup.input = example_tensor(input_shape(sizes), input_shape(e.sizes), e.input, false);
  setup.weight = example_tensor(weight_shape(sizes), weight_shape(e.sizes), e.weight, true);
  setup.stack = stack_presets().front().stack;
  const Shape filters{e.sizes[Size::kFilters]};
  setup.bias = Tensor({sizes[Size::kFilters]});
  for (Index f = 0; f < setup.bias.size(); ++f) {
    if (filters.contains({f}) && !e.bias.empty())
      setup.bias[f] = e.bias[static_cast<std::size_t>(f)];
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
    case Size::kKernelX:
      return {1, 9, 11};
    case Size::kStride:
    case Size::kStrideX:
      return {1, 7, 16};
    case Size::kPadding:
    case Size::kPaddingBelow:
    case Size::kPaddingLeft:
    case Size::kPaddingRight:
      return {0, 5, 10};
    case Size::kDilation:
    case Size::kDilationX:
      return {1, 4, 8};
    case Size::kGroups:
      break;
  }
  return {1, 8, 16};
}

ConvolutionSizes settled(ConvolutionSizes s, const ConvolutionChoices& choices) {
  if (choices.one_dimensional) {
    for (const Size one : {Size::kHeight, Size::kKernel, Size::kStride, Size::kDilation})
      s[one] = 1;
    s[Size::kPadding] = s[Size::kPaddingBelow] = 0;
    if (!choices.per_axis) s[Size::kPaddingRight] = s[Size::kPaddingLeft];
  } else if (!choices.per_axis) {
    s[Size::kKernelX] = s[Size::kKernel];
    s[Size::kStrideX] = s[Size::kStride];
    s[Size::kDilationX] = s[Size::kDilation];
    for (const Size side : {Size::kPaddingBelow, Size::kPaddingLeft, Size::kPaddingRight}) {
      s[side] = s[Size::kPadding];
    }
  }
  if (choices.padding == PaddingChoice::kNumber) return s;
  const auto pad = [&](Size side, Size kernel, Size stride, Size dilation) -> engine::PadPair {
    const engine::WindowAxis axis{.input = s[side],
                                  .kernel = s[kernel],
                                  .stride = s[stride],
                                  .dilation = s[dilation],
                                  .pad = {}};
    if (choices.padding == PaddingChoice::kValid) return {};
    if (choices.padding == PaddingChoice::kSame) return same_padding(axis);
    return {axis.reach() - 1, axis.reach() - 1};
  };
  const engine::PadPair y = pad(Size::kHeight, Size::kKernel, Size::kStride, Size::kDilation);
  const engine::PadPair x = pad(Size::kWidth, Size::kKernelX, Size::kStrideX, Size::kDilationX);
  s[Size::kPadding] = y.before;
  s[Size::kPaddingBelow] = y.after;
  s[Size::kPaddingLeft] = x.before;
  s[Size::kPaddingRight] = x.after;
  return s;
}

engine::Conv2dOptions ConvolutionSetup::options() const {
  const auto& s = sizes;
  return {.filters = s[Size::kFilters],
          .window = {.kernel = {s[Size::kKernel], s[Size::kKernelX]},
                     .stride = {s[Size::kStride], s[Size::kStrideX]},
                     .dilation = {s[Size::kDilation], s[Size::kDilationX]},
                     .padding =
                         std::array{engine::PadPair{s[Size::kPadding], s[Size::kPaddingBelow]},
                                    engine::PadPair{s[Size::kPaddingLeft], s[Size::kPaddingRight]}},
                     .mode = choices.mode},
          .groups = s[Size::kGroups],
          .bias = has_bias};
}

Cell ConvolutionSetup::weight_index(Cell tap) const {
  if (!choices.flipped) return tap;
  tap[2] = sizes[Size::kKernel] - 1 - tap[2];
  tap[3] = sizes[Size::kKernelX] - 1 - tap[3];
  return tap;
}

Tensor ConvolutionSetup::group_weight() const {
  const Shape& all = weight.shape();
  Tensor result({all[0], all[1] / sizes[Size::kGroups], all[2], all[3]});
  for (Index i = 0; i < result.size(); ++i) {
    result[i] = weight.at(weight_index(result.shape().cell_at(i)));
  }
  return result;
}

ConvolutionSetup example_setup(int example) {
  const ConvolutionExample& e = convolution_examples()[static_cast<std::size_t>(example)];
  return setup_at(example, e.sizes, e.choices, e.has_bias);
}

namespace {

// `setup` at other sizes, its numbers where they still are.
ConvolutionSetup resized(const ConvolutionSetup& setup, const ConvolutionSizes& sizes,
                         const ConvolutionChoices& choices) {
  ConvolutionSetup result = setup_at(setup.example, sizes, choices, setup.has_bias);
  keep_common(result.input, setup.input);
  keep_common(result.weight, setup.weight);
  keep_common(result.bias, setup.bias);
  result.upstream = setup.upstream;
  result.stack = setup.stack;
  return result;
}

}  // namespace

ConvolutionSetup with_size(ConvolutionSetup setup, ConvolutionSize size, Index value) {
  const SizeLimits limits = limits_of(size);
  ConvolutionSizes sizes = setup.sizes;
  sizes[size] = std::clamp(value, limits.least, limits.most);
  ConvolutionChoices choices = setup.choices;
  // A number that is asked for comes before the rule that gave another.
  if (size == Size::kPadding || size >= Size::kPaddingBelow) {
    choices.padding = PaddingChoice::kNumber;
  }
  return resized(setup, settled(sizes, choices), choices);
}

ConvolutionSetup with_sizes(const ConvolutionSetup& setup, const ConvolutionSizes& sizes) {
  return resized(setup, sizes, setup.choices);
}

ConvolutionSetup with_choices(ConvolutionSetup setup, const ConvolutionChoices& choices) {
  ConvolutionSizes sizes = setup.sizes;
  // Back in the plane, the rows are as the columns.
  if (setup.choices.one_dimensional && !choices.one_dimensional) {
    sizes[Size::kHeight] = sizes[Size::kWidth];
    sizes[Size::kKernel] = sizes[Size::kKernelX];
    sizes[Size::kStride] = sizes[Size::kStrideX];
    sizes[Size::kDilation] = sizes[Size::kDilationX];
    sizes[Size::kPadding] = sizes[Size::kPaddingLeft];
    sizes[Size::kPaddingBelow] = sizes[Size::kPaddingRight];
  }
  return resized(setup, settled(sizes, choices), choices);
}

Tensor upstream_of(const ConvolutionSetup& setup, const Shape& output) {
  Tensor result(output);
  for (engine::Scalar& value : result.values()) value = 1;
  keep_common(result, setup.upstream);
  return result;
}

ConvolutionSetup unedited(const ConvolutionSetup& setup) {
  return setup_at(setup.example, setup.sizes, setup.choices, setup.has_bias);
}

}  // namespace convscope::state
