#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include "app/cli/operation/case_file.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/layers/window.h"

namespace convscope::cli {

/// The input `name` of a case: nested arrays of exactly `shape`, which the case's other inputs ask
/// for; none when it is not given. Throws Error{kBadFile, SHAPE} at its JSON pointer.
std::optional<engine::Tensor> read_input(const OperationCase& sample, std::string_view name,
                                         const engine::Shape& shape);

/// Both numbers of an attribute n or [y, x], each at least 1.
std::array<engine::Index, 2> read_pair(const OperationCase& sample, std::string_view name,
                                       std::array<engine::Index, 2> fallback);

/// An attribute of one number that is at least 1; also [n].
engine::Index read_size(const OperationCase& sample, std::string_view name, engine::Index fallback);

/// The attribute "padding" in any of its two-dimensional forms; none: 0.
engine::Padding read_padding(const OperationCase& sample);

/// The attribute "padding" in one dimension: n, [left, right], "valid" or "same"; none: 0.
std::variant<engine::PaddingRule, engine::PadPair> read_padding_1d(const OperationCase& sample);

/// Fills `parts.grad_output` where it is given, of the shape of the layer's output. The layer and x
/// must be there.
void read_grad_output(const OperationCase& sample, LayerOperation::Parts& parts);

}  // namespace convscope::cli
