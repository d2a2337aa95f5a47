#include "app/state/pooling/pooling_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pooling.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using engine::Shape;
using engine::Tensor;
using Size = PoolingSize;

// A digit that depends on nothing but the index: what an example does not have.
float pooled_filler(const Cell& index) {
  std::uint32_t hash = 0x9E3779B9U;
  for (const Index i : index) {
    hash = (hash ^ static_cast<std::uint32_t>(i + 1)) * 0x01000193U;
    hash ^= hash >> 15;
  }
  return static_cast<float>((hash >> 8) % 10);
}

// 1, -2, 3, 4, 5, -6 ...: every output has another gradient, so that one sees where each goes.
float upstream_filler(Index i) {
  const auto value = static_cast<float>(1 + i % 9);
  return i % 4 == 1 ? -value : value;
}

Shape pooled_shape(const PoolingSizes& s) {
  const Index y = s.axis(Size::kHeight).outputs(), x = s.axis(Size::kWidth).outputs();
  return {s[Size::kChannels], std::max<Index>(y, 1), std::max<Index>(x, 1)};
}

PoolingSetup pooling_setup_at(int example, PoolingMode mode, const PoolingSizes& sizes) {
  const PoolingExample& e = pooling_examples()[static_cast<std::size_t>(example)];
  PoolingSetup setup{.example = example, .mode = mode, .sizes = sizes};
  const Shape given{e.sizes[Size::kChannels], e.sizes[Size::kHeight], e.sizes[Size::kWidth]};
  setup.input = Tensor({sizes[Size::kChannels], sizes[Size::kHeight], sizes[Size::kWidth]});
  for (Index i = 0; i < setup.input.size(); ++i) {
    const Cell cell = setup.input.shape().cell_at(i);
    setup.input[i] = given.contains(cell) ? e.input[static_cast<std::size_t>(given.offset(cell))]
                                          : pooled_filler(cell);
  }
  setup.upstream = Tensor(pooled_shape(sizes));
  for (Index i = 0; i < setup.upstream.size(); ++i) setup.upstream[i] = upstream_filler(i);
  const Index k = sizes[Size::kKernel];
  setup.kernel = Tensor({sizes[Size::kChannels], k, k});
  // With these weights the strided convolution is average pooling.
  std::ranges::fill(setup.kernel.values(), 1 / static_cast<float>(k * k));
  setup.answers.resize(static_cast<std::size_t>(setup.upstream.size()));
  setup.routes.resize(static_cast<std::size_t>(setup.input.size()));
  return setup;
}

void keep_numbers(Tensor& into, const Tensor& from) {
  for (Index i = 0; i < into.size(); ++i) {
    const Cell cell = into.shape().cell_at(i);
    if (from.shape().contains(cell)) into[i] = from.at(cell);
  }
}

void keep_edited(Tensor& into, const Tensor& from, const Tensor& own) {
  for (Index i = 0; i < into.size(); ++i) {
    const Cell cell = into.shape().cell_at(i);
    if (!from.shape().contains(cell) || from.at(cell) == own.at(cell)) continue;
    into[i] = from.at(cell);
  }
}

bool pooling_fits(const PoolingSizes& s) {
  return 2 * s[Size::kPadding] <= s[Size::kKernel] && s.axis(Size::kHeight).outputs() >= 1 &&
         s.axis(Size::kWidth).outputs() >= 1;
}

}  // namespace

engine::WindowAxis PoolingSizes::axis(PoolingSize side) const {
  const Index p = (*this)[Size::kPadding];
  return {.input = (*this)[side],
          .kernel = (*this)[Size::kKernel],
          .stride = (*this)[Size::kStride],
          .pad = {p, p}};
}

PoolingLimits limits_of(PoolingSize size) {
  switch (size) {
    case Size::kHeight:
    case Size::kWidth:
      return {1, 10, 16};
    case Size::kChannels:
      return {1, 3, 6};
    case Size::kKernel:
      return {1, 5, 8};
    case Size::kStride:
      return {1, 5, 8};
    case Size::kPadding:
      break;
  }
  return {0, 2, 4};
}

engine::WindowOptions PoolingSetup::window() const {
  const Index k = sizes[Size::kKernel], s = sizes[Size::kStride], p = sizes[Size::kPadding];
  return {.kernel = {k, k},
          .stride = {s, s},
          .padding = std::array{engine::PadPair{p, p}, engine::PadPair{p, p}}};
}

PoolingSetup pooling_example_setup(int example) {
  const PoolingExample& e = pooling_examples()[static_cast<std::size_t>(example)];
  return pooling_setup_at(example, e.mode, e.sizes);
}

PoolingSetup with_size(PoolingSetup setup, PoolingSize size, Index value) {
  const PoolingLimits limits = limits_of(size);
  PoolingSizes sizes = setup.sizes;
  sizes[size] = std::clamp(value, limits.least, limits.most);
  PoolingSetup result = pooling_setup_at(setup.example, setup.mode, sizes);
  keep_numbers(result.input, setup.input);
  // The example's own follow the outputs' order; what was edited stays where it is.
  keep_edited(result.upstream, setup.upstream, unedited(setup).upstream);
  if (result.kernel.shape() == setup.kernel.shape()) result.kernel = setup.kernel;
  if (result.upstream.shape() == setup.upstream.shape()) result.answers = setup.answers;
  if (result.input.shape() == setup.input.shape()) result.routes = setup.routes;
  return result;
}

PoolingSetup unedited(const PoolingSetup& setup) {
  return pooling_setup_at(setup.example, setup.mode, setup.sizes);
}

PoolingSizes nearest_working(const PoolingSizes& sizes) {
  PoolingSizes result = sizes;
  // The padding first, then the window, gets smaller; both end where anything fits.
  result[Size::kPadding] = std::min(result[Size::kPadding], result[Size::kKernel] / 2);
  while (!pooling_fits(result) && result[Size::kKernel] > 1) {
    --result[Size::kKernel];
    result[Size::kPadding] = std::min(result[Size::kPadding], result[Size::kKernel] / 2);
  }
  return result;
}

std::optional<PoolingProblem> problem_of(const PoolingSetup& setup, Language language) {
  const PoolingSizes& s = setup.sizes;
  if (pooling_fits(s)) return std::nullopt;
  PoolingProblem problem;
  problem.repaired = nearest_working(s);
  const auto say = [&](const Phrase& phrase, Index a, Index b) {
    return fmt::format(fmt::runtime(phrase.in(language)), a, b);
  };
  if (2 * s[Size::kPadding] > s[Size::kKernel]) {
    problem.sentence = say(phrase::kPaddingTooLarge, s[Size::kPadding], s[Size::kKernel]);
    problem.formula = fmt::format("p \u2264 k/2: {} > {}/2", s[Size::kPadding], s[Size::kKernel]);
  } else {
    const bool tall = s.axis(Size::kHeight).outputs() < 1;
    const engine::WindowAxis axis = s.axis(tall ? Size::kHeight : Size::kWidth);
    problem.sentence = say(tall ? phrase::kNoRowsFit : phrase::kNoColumnsFit, axis.kernel,
                           axis.input + 2 * axis.pad.before);
    const Index outputs = axis.outputs();
    problem.formula =
        fmt::format("\u230A({}+2\u00B7{}\u2212{})/{}\u230B+1 = {}{}", axis.input, axis.pad.before,
                    axis.kernel, axis.stride, outputs < 0 ? "\u2212" : "", std::abs(outputs));
  }
  std::string words;
  const auto change = [&](Size size, const Phrase& name) {
    if (s[size] == problem.repaired[size]) return;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name.in(language),
                         problem.repaired[size]);
  };
  change(Size::kKernel, phrase::kPoolWindow);
  change(Size::kPadding, phrase::kPaddingName);
  problem.repair = fmt::format("{} {}", phrase::kUse.in(language), words);
  return problem;
}

}  // namespace convscope::state
