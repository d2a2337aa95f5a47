#include "app/cli/operation/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/core/format.h"

namespace convscope::cli {
namespace {

using engine::Index;
using engine::JsonValue;
using engine::Shape;
using nlohmann::json;

constexpr double kRelative = 1e-5;
constexpr double kAbsolute = 1e-6;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A number as outputs print it: non-finite ones are strings. None for anything else.
std::optional<double> read_number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return kInfinity;
  if (value == "-inf") return -kInfinity;
  return {};
}

double deviation(double found, double expected) {
  if (std::isnan(found) && std::isnan(expected)) return 0;
  if (found == expected) return 0;
  const double distance = std::fabs(found - expected);
  return std::isnan(distance) ? kInfinity : distance;
}

// Compares one output with its expected nested arrays.
class Comparison {
 public:
  Comparison(const NamedTensor& output, const NamedTensor* magnitudes, CheckResult& result)
      : output_(output), magnitudes_(magnitudes), result_(result) {}

  void run(const json& expected) { compare(expected, 0); }

 private:
  void compare(const json& expected, int axis) {
    const Shape& shape = output_.values.shape();
    if (axis == shape.rank()) {
      const auto number = read_number(expected);
      if (!number) return fail(kInfinity, "another shape");
      return compare_number(*number);
    }
    if (!expected.is_array() || static_cast<Index>(expected.size()) != shape[axis]) {
      return fail(kInfinity, "another shape");
    }
    for (const json& inner : expected) {
      if (!shapes_differ_) compare(inner, axis + 1);
    }
  }

  void compare_number(double expected) {
    const double found = static_cast<double>(output_.values[next_]);
    double scale = std::isfinite(expected) ? std::fabs(expected) : 0;
    if (magnitudes_ != nullptr) {
      scale = std::max(scale, static_cast<double>(magnitudes_->values[next_]));
    }
    const double tolerance = kAbsolute + kRelative * scale;
    const double distance = deviation(found, expected);
    result_.largest_deviation = std::max(result_.largest_deviation, distance);
    if (distance > tolerance) {
      fail(distance, fmt::format("{} within {:.2g}", engine::format_double(expected), tolerance));
    }
    ++next_;
  }

  void fail(double distance, const std::string& expected) {
    shapes_differ_ = shapes_differ_ || expected == "another shape";
    result_.passed = false;
    result_.largest_deviation = std::max(result_.largest_deviation, distance);
    if (distance <= worst_ && !result_.failure.empty()) return;
    worst_ = distance;
    const Shape& shape = output_.values.shape();
    result_.failure =
        shapes_differ_
            ? fmt::format("{}: found the shape {}, expected another", output_.name,
                          shape.to_string())
            : fmt::format(
                  "{}{}: found {}, expected {}", output_.name, shape.cell_at(next_).to_string(),
                  engine::format_float(static_cast<float>(output_.values[next_])), expected);
  }

  const NamedTensor& output_;
  const NamedTensor* magnitudes_;
  CheckResult& result_;
  Index next_ = 0;
  double worst_ = -1;
  bool shapes_differ_ = false;
};

}  // namespace

CheckResult check_outputs(const OperationCase& sample, const Operation& operation,
                          const std::vector<NamedTensor>& outputs) {
  const JsonValue expected = sample.value.at("expected");
  std::vector<std::string_view> names;
  for (const NamedTensor& output : outputs) names.push_back(output.name);
  expected.allow_keys(names);
  const std::vector<NamedTensor> magnitudes = operation.magnitudes();
  CheckResult result;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto wanted = expected.find(outputs[i].name);
    if (!wanted) continue;
    Comparison(outputs[i], i < magnitudes.size() ? &magnitudes[i] : nullptr, result)
        .run(wanted->raw());
  }
  return result;
}

}  // namespace convscope::cli
