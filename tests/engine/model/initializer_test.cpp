#include "engine/model/initializer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace convscope::engine {
namespace {

std::vector<Scalar> drawn(const InitializerSpec& spec, const ParameterInfo& tensor) {
  std::vector<Scalar> values(static_cast<std::size_t>(tensor.shape.count()), Scalar(9));
  initialise(values, tensor, spec, Rng(3));
  return values;
}

TEST(Initializer, VariancesAreThoseOfTheirAuthors) {
  const ParameterInfo tensor{.name = "weight", .shape = {200, 100}, .fan_in = 100, .fan_out = 300};
  const std::pair<Initializer, double> expected[] = {
      {Initializer::kHeNormal, 2.0 / 100},     {Initializer::kHeUniform, 2.0 / 100},
      {Initializer::kGlorotNormal, 2.0 / 400}, {Initializer::kGlorotUniform, 2.0 / 400},
      {Initializer::kLecunNormal, 1.0 / 100},  {Initializer::kLecunUniform, 1.0 / 100}};
  for (const auto& [kind, variance] : expected) {
    double sum = 0, square = 0, largest = 0;
    for (const Scalar value : drawn({kind}, tensor)) {
      sum += static_cast<double>(value);
      square += static_cast<double>(value) * static_cast<double>(value);
      largest = std::max(largest, std::fabs(static_cast<double>(value)));
    }
    EXPECT_NEAR(sum / 20000, 0, 0.02 * std::sqrt(variance) * 3) << info(kind).name;
    EXPECT_NEAR(square / 20000 / variance, 1, 0.05) << info(kind).name;
    const bool uniform = info(kind).name.ends_with("uniform");
    EXPECT_EQ(largest <= std::sqrt(3 * variance) * (1 + 1e-6), uniform) << info(kind).name;
  }
}

TEST(Initializer, TakesItsNumbers) {
  const ParameterInfo tensor{.name = "weight", .shape = {50, 40}, .fan_in = 40, .fan_out = 50};
  for (const Scalar value : drawn({Initializer::kZeros}, tensor)) EXPECT_EQ(value, 0);
  for (const Scalar v : drawn({Initializer::kConstant, 0.25}, tensor)) EXPECT_EQ(v, Scalar(0.25));
  double sum = 0;
  for (const Scalar value : drawn({Initializer::kUniform, 2, 3}, tensor)) {
    EXPECT_GE(value, 2);
    EXPECT_LE(value, 3);
  }
  for (const Scalar v : drawn({Initializer::kNormal, 5, 0.1}, tensor)) sum += double(v);
  EXPECT_NEAR(sum / 2000, 5, 0.02);
}

TEST(Initializer, OrthogonalRowsOrColumns) {
  for (const Shape& shape : {Shape{6, 2, 2, 3}, Shape{12, 5}}) {
    const ParameterInfo tensor{.name = "weight", .shape = shape, .fan_in = 12, .fan_out = 6};
    const auto values = drawn({Initializer::kOrthogonal, 2}, tensor);
    const auto rows = static_cast<std::size_t>(shape[0]), columns = values.size() / rows;
    const bool by_row = rows <= columns;
    const std::size_t count = std::min(rows, columns), size = std::max(rows, columns);
    const auto at = [&](std::size_t v, std::size_t i) {
      return static_cast<double>(by_row ? values[v * columns + i] : values[i * columns + v]);
    };
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        double dot = 0;
        for (std::size_t i = 0; i < size; ++i) dot += at(a, i) * at(b, i);
        EXPECT_NEAR(dot, a == b ? 4 : 0, 1e-5) << a << " " << b;
      }
    }
  }
}

TEST(Initializer, IsFoundByItsName) {
  for (const InitializerInfo& row : initializer_table()) {
    EXPECT_EQ(find_initializer(row.name)->kind, row.kind);
  }
  EXPECT_EQ(find_initializer("he")->kind, Initializer::kHeNormal);
  EXPECT_EQ(find_initializer("glorot")->kind, Initializer::kGlorotUniform);
  EXPECT_FALSE(find_initializer("he2"));
}

}  // namespace
}  // namespace convscope::engine
