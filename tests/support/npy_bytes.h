#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "engine/io/file.h"

namespace convscope::test {

/// A .npy file of version 1.0 with this header text and these bytes behind it.
inline engine::Bytes npy_bytes(const std::string& header, const engine::Bytes& data) {
  engine::Bytes bytes = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  bytes.push_back(static_cast<std::uint8_t>(header.size() & 255));
  bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

/// The same for numbers: `type` as NumPy names it, `shape` as Python writes it, "(2, 3)".
template <typename Number>
engine::Bytes npy_of(const std::string& type, const std::string& shape,
                     const std::vector<Number>& numbers) {
  engine::Bytes data(numbers.size() * sizeof(Number));
  std::memcpy(data.data(), numbers.data(), data.size());
  return npy_bytes("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n",
                   data);
}

}  // namespace convscope::test
