#pragma once

#include <filesystem>
#include <string>

#include "engine/core/shape.h"
#include "engine/io/file.h"

namespace convscope::engine {

/// The number types that are read: <f4, <f8, |u1, <i4 and <i8.
enum class NpyType { kFloat32, kFloat64, kUint8, kInt32, kInt64 };

/// An array of NumPy's, row-major whatever the file's order was.
struct NpyArray {
  Shape shape;  ///< rank 0 to 8, sizes from 0
  NpyType type = NpyType::kFloat32;
  Bytes bytes;  ///< shape.count() numbers, lowest byte first

  /// The number at a row-major offset; integers beyond 2^53 are rounded. May be not finite.
  double number(Index offset) const;
};

/// The array in `bytes`: NumPy's format 1.0, 2.0 or 3.0
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), its header at most
/// 64 KiB. Fortran order is transposed. `file` is what errors call it. Throws Error of kind
/// kBadFile, at an offset: NPY_MAGIC (another kind of file, named as such), NPY_VERSION, NPY_HEADER
/// (too long, cut off or not the three keys), NPY_TYPE (objects, records, big-endian and other
/// types), NPY_SHAPE (more than 8 dimensions), NPY_SIZE (more or fewer bytes than the shape needs).
/// Nothing is allocated from the shape before the file's size bore it out.
NpyArray parse_npy(ByteView bytes, const std::string& file);

/// The same from a file of at most 2 GiB.
NpyArray read_npy(const std::filesystem::path& path, const FileLayer& files = system_files());

}  // namespace convscope::engine
