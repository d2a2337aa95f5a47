#include "app/state/convolution/misprints.h"

#include <fmt/format.h>

#include "app/state/convolution/examples.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using Kind = ConvolutionNumber::Kind;

// The rows of W0 came out in another order, and the bias.
constexpr std::array kDemo{Misprint{Kind::kWeight, {0, 1, 1, 0}, 1, -1},
                           Misprint{Kind::kWeight, {0, 1, 1, 1}, 0, -1},
                           Misprint{Kind::kWeight, {0, 1, 2, 0}, 0, 1},
                           Misprint{Kind::kWeight, {0, 1, 2, 1}, -1, 1},
                           Misprint{Kind::kWeight, {0, 1, 2, 2}, 0, 1},
                           Misprint{Kind::kWeight, {0, 2, 0, 2}, 1, -1},
                           Misprint{Kind::kBias, {0}, 0, 1}};

// The last row of the output, but for its fifth number.
constexpr std::array kRgb{
    Misprint{Kind::kOutput, {0, 5, 0}, 4, 2}, Misprint{Kind::kOutput, {0, 5, 1}, 11, 9},
    Misprint{Kind::kOutput, {0, 5, 2}, 6, 7}, Misprint{Kind::kOutput, {0, 5, 3}, 7, 5},
    Misprint{Kind::kOutput, {0, 5, 5}, 4.5, 2.5}};

// And where it comes from: a row of G and of B in place of the padding.
constexpr std::array kRgbPrinted{
    Misprint{Kind::kInput, {1, 7, 1}, 2, 0},     Misprint{Kind::kInput, {1, 7, 2}, 2, 0},
    Misprint{Kind::kInput, {1, 7, 3}, 2, 0},     Misprint{Kind::kInput, {1, 7, 4}, 2, 0},
    Misprint{Kind::kInput, {2, 7, 1}, 3, 0},     Misprint{Kind::kInput, {2, 7, 2}, 3, 0},
    Misprint{Kind::kInput, {2, 7, 4}, 2, 0},     Misprint{Kind::kInput, {2, 7, 6}, 2, 0},
    Misprint{Kind::kOutput, {0, 5, 0}, 4, 2},    Misprint{Kind::kOutput, {0, 5, 1}, 11, 9},
    Misprint{Kind::kOutput, {0, 5, 2}, 6, 7},    Misprint{Kind::kOutput, {0, 5, 3}, 7, 5},
    Misprint{Kind::kOutput, {0, 5, 5}, 4.5, 2.5}};

constexpr std::array kBlur{Misprint{Kind::kWeight, {0, 0, 2, 1}, 0.0125, 0.125},
                           Misprint{Kind::kInput, {0, 1, 0}, 144, 244}};

struct ExampleMisprints {
  std::string_view key;
  std::span<const Misprint> all;
};
constexpr std::array kExampleMisprints{
    ExampleMisprints{"cs231n", kDemo}, ExampleMisprints{"cs231n-printed", kDemo},
    ExampleMisprints{"rgb", kRgb},     ExampleMisprints{"rgb-printed", kRgbPrinted},
    ExampleMisprints{"blur", kBlur},   ExampleMisprints{"blur-printed", kBlur}};

std::size_t axes_of(Kind kind) {
  return kind == Kind::kWeight ? 4 : kind == Kind::kBias ? 1 : 3;
}

}  // namespace

ConvolutionNumber Misprint::number() const {
  return {kind, engine::Cell(std::span(index).first(axes_of(kind)))};
}

bool keeps_example(const ConvolutionSetup& setup) {
  const ConvolutionExample& example =
      convolution_examples()[static_cast<std::size_t>(setup.example)];
  if (!(setup.sizes == example.sizes) || !(setup.choices == example.choices)) return false;
  const ConvolutionSetup own = example_setup(setup.example);
  const auto most_kept = [](const engine::Tensor& now, const engine::Tensor& then) {
    if (!(now.shape() == then.shape())) return false;
    engine::Index kept = 0;
    for (engine::Index i = 0; i < now.size(); ++i) kept += now[i] == then[i] ? 1 : 0;
    return 2 * kept >= now.size();
  };
  return most_kept(setup.input, own.input) && most_kept(setup.weight, own.weight);
}

std::span<const Misprint> misprints_of(const ConvolutionSetup& setup) {
  const ConvolutionExample& example =
      convolution_examples()[static_cast<std::size_t>(setup.example)];
  if (!keeps_example(setup)) return {};
  for (const ExampleMisprints& of : kExampleMisprints) {
    if (of.key == example.key) return of.all;
  }
  return {};
}

std::string misprint_text(const Misprint& misprint, Language language) {
  std::string index;
  for (const engine::Index i : misprint.number().index) {
    index += (index.empty() ? "" : ",") + fmt::format("{}", i);
  }
  const std::string_view letter = misprint.kind == Kind::kWeight  ? "w"
                                  : misprint.kind == Kind::kInput ? "x"
                                  : misprint.kind == Kind::kBias  ? "b"
                                                                  : "o";
  return fmt::format(fmt::runtime(phrase::kMisprint.in(language)),
                     fmt::format("{}[{}]", letter, index),
                     number_text(misprint.printed, kExactDigits, language),
                     number_text(misprint.right, kExactDigits, language));
}

}  // namespace convscope::state
