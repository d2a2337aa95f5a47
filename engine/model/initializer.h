#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/core/rng.h"
#include "engine/layers/layer.h"

namespace convscope::engine {

/// How fresh weights are drawn. kAutomatic is Glorot's uniform in a network whose activations are
/// all sigmoids, hyperbolic tangents or softsigns, otherwise He's normal.
enum class Initializer {
  kAutomatic,
  kZeros,
  kConstant,
  kNormal,
  kUniform,
  kGlorotUniform,
  kGlorotNormal,
  kHeNormal,
  kHeUniform,
  kLecunNormal,
  kLecunUniform,
  kOrthogonal,
};

/// With the numbers it takes: a constant's value; mean and deviation of kNormal; the limits of
/// kUniform; the gain of kOrthogonal.
struct InitializerSpec {
  Initializer kind = Initializer::kAutomatic;
  double first = 0;
  double second = 0;
  friend bool operator==(const InitializerSpec&, const InitializerSpec&) = default;
};

/// Its name in spec files ("he_normal"), the names of its numbers there ("" for none) and what
/// they are when absent.
struct InitializerInfo {
  Initializer kind;
  std::string_view name;
  std::string_view first_name;
  std::string_view second_name;
  double first;
  double second;
};
std::span<const InitializerInfo> initializer_table();
const InitializerInfo& info(Initializer kind);
/// Also "he" and "glorot", which are he_normal and glorot_uniform. None for an unknown name.
std::optional<InitializerSpec> find_initializer(std::string_view name);

/// Fills a weight tensor. Variances: He 2/fan_in (He et al., 2015, arXiv:1502.01852), Glorot
/// 2/(fan_in+fan_out) (Glorot and Bengio, 2010), LeCun 1/fan_in (LeCun et al., 1998); uniform ones
/// within sqrt(3 * variance). Orthogonal: rows (or, where there are more of them than columns,
/// columns) of the tensor as (first axis, rest) orthonormal times the gain, by Gram and Schmidt
/// from normal numbers (Saxe et al., 2014, arXiv:1312.6120); cost: rows^2 * columns. `kind` must
/// not be kAutomatic.
void initialise(std::span<Scalar> values, const ParameterInfo& tensor,
                const InitializerSpec& initializer, Rng rng);

}  // namespace convscope::engine
