#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/io/safetensors.h"
#include "engine/io/tensor_type.h"

namespace convscope::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "the file's byte order is the machine's");

constexpr std::array<std::pair<std::string_view, std::size_t>, 13> kTensorTypes = {{
    {"F64", 8},
    {"F32", 4},
    {"F16", 2},
    {"BF16", 2},
    {"I64", 8},
    {"I32", 4},
    {"I16", 2},
    {"I8", 1},
    {"U64", 8},
    {"U32", 4},
    {"U16", 2},
    {"U8", 1},
    {"BOOL", 1},
}};

template <typename Number>
NamedTensor make(std::string name, std::string_view type, const Shape& shape,
                 std::span<const Number> values) {
  if (static_cast<Index>(values.size()) != shape.count()) {
    throw Error(ErrorKind::kCheckFailed, "TENSOR_SIZE",
                {.place = std::move(name),
                 .found = fmt::format("{} values", values.size()),
                 .expected = fmt::format("{} for {}", shape.count(), shape.to_string())});
  }
  NamedTensor tensor{std::move(name), std::string(type), shape, Bytes(values.size_bytes())};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), values.size_bytes());
  return tensor;
}

template <typename Number>
std::vector<Number> numbers(const NamedTensor& tensor) {
  std::vector<Number> values(tensor.bytes.size() / sizeof(Number));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

template <typename To, typename From, typename Convert>
std::vector<To> converted(const std::vector<From>& from, Convert convert) {
  std::vector<To> to(from.size());
  std::transform(from.begin(), from.end(), to.begin(), convert);
  return to;
}

/// IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits.
float from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const float fraction = static_cast<float>(bits & 0x3ff);
  const float sign = bits & 0x8000 ? -1.0f : 1.0f;
  if (exponent == 0x1f) return sign * (fraction == 0 ? INFINITY : NAN);
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 1024.0f, exponent - 25);
}

float from_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t(bits) << 16);
}

[[noreturn]] void wrong_type(const NamedTensor& tensor, std::string expected) {
  throw Error(
      ErrorKind::kBadFile, "TENSOR_TYPE",
      {.place = tensor.name, .found = "type " + tensor.type, .expected = std::move(expected)});
}

}  // namespace

std::size_t tensor_type_size(std::string_view type) {
  for (const auto& [name, size] : kTensorTypes) {
    if (name == type) return size;
  }
  return 0;
}

NamedTensor named_tensor(std::string name, const Shape& shape, std::span<const float> values) {
  return make(std::move(name), "F32", shape, values);
}

NamedTensor named_tensor(std::string name, const Shape& shape, std::span<const double> values) {
  return make(std::move(name), "F64", shape, values);
}

NamedTensor named_tensor(std::string name, const Shape& shape,
                         std::span<const std::uint64_t> values) {
  return make(std::move(name), "U64", shape, values);
}

NamedTensor named_tensor(std::string name, const Shape& shape,
                         std::span<const std::int64_t> values) {
  return make(std::move(name), "I64", shape, values);
}

std::vector<Scalar> scalars_of(const NamedTensor& tensor) {
  const auto narrow = [](auto value) { return static_cast<Scalar>(value); };
  if (tensor.type == "F32") return converted<Scalar>(numbers<float>(tensor), narrow);
  if (tensor.type == "F64") return converted<Scalar>(numbers<double>(tensor), narrow);
  if (tensor.type == "F16") return converted<Scalar>(numbers<std::uint16_t>(tensor), from_half);
  if (tensor.type == "BF16") return converted<Scalar>(numbers<std::uint16_t>(tensor), from_bfloat);
  wrong_type(tensor, "F32, F64, F16 or BF16");
}

std::vector<std::uint64_t> uint64s_of(const NamedTensor& tensor) {
  if (tensor.type != "U64") wrong_type(tensor, "U64");
  return numbers<std::uint64_t>(tensor);
}

std::vector<std::int64_t> int64s_of(const NamedTensor& tensor) {
  if (tensor.type != "I64") wrong_type(tensor, "I64");
  return numbers<std::int64_t>(tensor);
}

}  // namespace convscope::engine
