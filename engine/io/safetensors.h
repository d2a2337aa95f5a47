#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/shape.h"
#include "engine/io/file.h"

namespace convscope::engine {

/// An array with a name, as it lies in a file: row-major, little-endian.
struct NamedTensor {
  std::string name;
  std::string type;  ///< F64 F32 F16 BF16 I64 I32 I16 I8 U64 U32 U16 U8 BOOL
  Shape shape;
  Bytes bytes;
};

/// `values` must fill `shape`; throws Error{TENSOR_SIZE} otherwise.
NamedTensor named_tensor(std::string name, const Shape& shape, std::span<const float> values);
NamedTensor named_tensor(std::string name, const Shape& shape, std::span<const double> values);
NamedTensor named_tensor(std::string name, const Shape& shape,
                         std::span<const std::uint64_t> values);
NamedTensor named_tensor(std::string name, const Shape& shape,
                         std::span<const std::int64_t> values);

/// The numbers of a tensor of type F64, F32, F16 or BF16; throws Error{TENSOR_TYPE} for another.
std::vector<Scalar> scalars_of(const NamedTensor& tensor);
/// The numbers of a tensor of type U64; throws Error{TENSOR_TYPE} for another.
std::vector<std::uint64_t> uint64s_of(const NamedTensor& tensor);
/// The numbers of a tensor of type I64; throws Error{TENSOR_TYPE} for another.
std::vector<std::int64_t> int64s_of(const NamedTensor& tensor);

/// What a .safetensors file holds (https://github.com/huggingface/safetensors).
struct TensorFile {
  /// Texts beside the tensors, without our checksums, which writing adds and reading removes.
  std::map<std::string, std::string> metadata;
  std::vector<NamedTensor> tensors;
  /// Whether the file was ours: with checksums, which fitted. Others' files have none.
  bool has_checksum = false;

  /// The tensor of this name; null when there is none.
  const NamedTensor* find(std::string_view name) const;
};

/// The file's bytes: tensors in the order of their names, the same for the same content whatever
/// the order they are given in, with `crc32` (of the tensors' bytes) and `crc32_header` (of the
/// header with this value's digits set to 0) in `__metadata__`, both as eight hex digits.
/// Throws Error{TENSOR_NAME} when two tensors share a name.
Bytes encode_tensors(const TensorFile& file);

/// The reverse, for any well-formed file. `file` is what errors call it.
/// Throws Error of kind kBadFile: TENSORS_FORMAT (no such file, or cut off), TENSORS_ENTRY (type,
/// shape or offsets of one tensor), TENSORS_LAYOUT (holes, overlaps, bytes too many or missing),
/// TENSORS_CHECKSUM (a bit of it changed), and what JsonDocument throws. At most 2 GiB, a header
/// of at most 16 MiB, four dimensions.
TensorFile parse_tensors(ByteView bytes, const std::string& file);

/// The same from and to a file; through write_file, so that an old one is never half replaced.
TensorFile read_tensors(const std::filesystem::path& path, const FileLayer& files = system_files());
void write_tensors(const std::filesystem::path& path, const TensorFile& file,
                   const FileLayer& files = system_files());

}  // namespace convscope::engine
