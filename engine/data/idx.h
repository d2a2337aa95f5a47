#pragma once

#include <optional>
#include <vector>

#include "engine/core/shape.h"
#include "engine/data/load_control.h"
#include "engine/io/file.h"

namespace convscope::engine {

/// An array of unsigned bytes in the format of the MNIST family: two zero bytes, the type (8), the
/// number of dimensions, each dimension as four bytes, highest first, then the values.
/// (http://yann.lecun.com/exdb/mnist)
struct IdxArray {
  Shape shape;
  Bytes values;
};

/// Images have three dimensions (N, H, W), labels one (N).
enum class IdxKind { kImages, kLabels };

/// The array in `bytes`, plain or gzipped; none when it was stopped. `file` is what errors call it.
/// Throws Error of kind kBadFile: IDX_MAGIC (no IDX file, or of another type or rank), IDX_SWAPPED
/// (labels where images belong, or the reverse), IDX_DIMENSION (no entries), IDX_SIZE (more or
/// fewer values than the dimensions say), and UnpackedReader's. Nothing is allocated from a
/// number in the file that its size does not bear out.
std::optional<IdxArray> parse_idx(ByteView bytes, IdxKind kind, const std::string& file,
                                  const LoadControl& control = {});

/// The same from a file of at most 2 GiB.
std::optional<IdxArray> read_idx(const std::filesystem::path& path, IdxKind kind,
                                 const LoadControl& control = {},
                                 const FileLayer& files = system_files());

/// The first bytes of the file that holds an array of this shape, up to its values.
Bytes idx_header(const Shape& shape);

}  // namespace convscope::engine
