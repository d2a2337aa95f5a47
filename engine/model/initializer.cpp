#include "engine/model/initializer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace convscope::engine {
namespace {

constexpr std::array<InitializerInfo, 11> kTable{{
    {Initializer::kZeros, "zeros", "", "", 0, 0},
    {Initializer::kConstant, "constant", "value", "", 0, 0},
    {Initializer::kNormal, "normal", "mean", "std", 0, 0.05},
    {Initializer::kUniform, "uniform", "low", "high", -0.05, 0.05},
    {Initializer::kGlorotUniform, "glorot_uniform", "", "", 0, 0},
    {Initializer::kGlorotNormal, "glorot_normal", "", "", 0, 0},
    {Initializer::kHeNormal, "he_normal", "", "", 0, 0},
    {Initializer::kHeUniform, "he_uniform", "", "", 0, 0},
    {Initializer::kLecunNormal, "lecun_normal", "", "", 0, 0},
    {Initializer::kLecunUniform, "lecun_uniform", "", "", 0, 0},
    {Initializer::kOrthogonal, "orthogonal", "gain", "", 1, 0},
}};

void fill_normal(std::span<Scalar> values, double mean, double deviation, Rng& rng) {
  for (Scalar& value : values) value = static_cast<Scalar>(mean + deviation * rng.normal());
}

void fill_uniform(std::span<Scalar> values, double low, double high, Rng& rng) {
  for (Scalar& value : values) value = static_cast<Scalar>(low + (high - low) * rng.uniform());
}

// Symmetric about 0, with exactly the numbers that limit * (2u - 1) gives.
void fill_within(std::span<Scalar> values, double limit, Rng& rng) {
  for (Scalar& value : values) value = static_cast<Scalar>(limit * (2.0 * rng.uniform() - 1.0));
}

// Makes `count` vectors of `size` numbers orthonormal, in double.
void orthonormalise(std::vector<double>& vectors, std::size_t count, std::size_t size) {
  const auto at = [&](std::size_t v) { return vectors.begin() + static_cast<long>(v * size); };
  for (std::size_t v = 0; v < count; ++v) {
    for (int pass = 0; pass < 2; ++pass) {  // the second takes away what rounding left
      for (std::size_t u = 0; u < v; ++u) {
        double dot = 0;
        for (std::size_t i = 0; i < size; ++i) dot += *(at(v) + long(i)) * *(at(u) + long(i));
        for (std::size_t i = 0; i < size; ++i) *(at(v) + long(i)) -= dot * *(at(u) + long(i));
      }
    }
    double square = 0;
    for (std::size_t i = 0; i < size; ++i) square += *(at(v) + long(i)) * *(at(v) + long(i));
    for (std::size_t i = 0; i < size; ++i) *(at(v) + long(i)) /= std::sqrt(square);
  }
}

void fill_orthogonal(std::span<Scalar> values, const Shape& shape, double gain, Rng& rng) {
  const std::size_t rows = shape.rank() > 0 ? static_cast<std::size_t>(shape[0]) : 1;
  const std::size_t columns = values.size() / rows;
  const bool tall = rows > columns;
  const std::size_t count = std::min(rows, columns), size = std::max(rows, columns);
  std::vector<double> vectors(count * size);
  for (double& value : vectors) value = rng.normal();
  orthonormalise(vectors, count, size);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const double value = tall ? vectors[c * size + r] : vectors[r * size + c];
      values[r * columns + c] = static_cast<Scalar>(gain * value);
    }
  }
}

}  // namespace

std::span<const InitializerInfo> initializer_table() {
  return kTable;
}

const InitializerInfo& info(Initializer kind) {
  return *std::ranges::find(kTable, kind, &InitializerInfo::kind);
}

std::optional<InitializerSpec> find_initializer(std::string_view name) {
  if (name == "he") return InitializerSpec{Initializer::kHeNormal};
  if (name == "glorot") return InitializerSpec{Initializer::kGlorotUniform};
  const auto row = std::ranges::find(kTable, name, &InitializerInfo::name);
  if (row == kTable.end()) return std::nullopt;
  return InitializerSpec{row->kind, row->first, row->second};
}

void initialise(std::span<Scalar> values, const ParameterInfo& tensor,
                const InitializerSpec& initializer, Rng rng) {
  const auto in = static_cast<double>(tensor.fan_in);
  const double sum = in + static_cast<double>(tensor.fan_out);
  switch (initializer.kind) {
    case Initializer::kAutomatic:
    case Initializer::kZeros:
      return fill_uniform(values, 0, 0, rng);
    case Initializer::kConstant:
      return fill_uniform(values, initializer.first, initializer.first, rng);
    case Initializer::kNormal:
      return fill_normal(values, initializer.first, initializer.second, rng);
    case Initializer::kUniform:
      return fill_uniform(values, initializer.first, initializer.second, rng);
    case Initializer::kGlorotUniform:
      return fill_within(values, std::sqrt(6.0 / sum), rng);
    case Initializer::kGlorotNormal:
      return fill_normal(values, 0, std::sqrt(2.0 / sum), rng);
    case Initializer::kHeNormal:
      return fill_normal(values, 0, std::sqrt(2.0 / in), rng);
    case Initializer::kHeUniform:
      return fill_within(values, std::sqrt(6.0 / in), rng);
    case Initializer::kLecunNormal:
      return fill_normal(values, 0, std::sqrt(1.0 / in), rng);
    case Initializer::kLecunUniform:
      return fill_within(values, std::sqrt(3.0 / in), rng);
    case Initializer::kOrthogonal:
      return fill_orthogonal(values, tensor.shape, initializer.first, rng);
  }
}

}  // namespace convscope::engine
