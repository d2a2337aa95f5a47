#pragma once

#include <cstddef>
#include <string_view>

namespace convscope::engine {

/// Bytes of one number of a type of safetensors ("F32"); 0 for a type that we do not know.
std::size_t tensor_type_size(std::string_view type);

}  // namespace convscope::engine
