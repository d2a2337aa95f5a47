#pragma once

#include "engine/data/idx.h"
#include "engine/io/gzip.h"
#include "tests/support/temporary_directory.h"

namespace convscope::test {

/// A small data set of the MNIST family: 20 training and 10 test images of 4x3 pixels with labels
/// i % 10 and pixel values counting upwards; the test files are gzipped.
inline void put_idx_directory(const TemporaryDirectory& directory) {
  using engine::Bytes;
  using engine::Shape;
  const auto file = [](const Shape& shape, int modulus) {
    Bytes bytes = engine::idx_header(shape);
    for (engine::Index i = 0; i < shape.count(); ++i) {
      bytes.push_back(static_cast<std::uint8_t>(i % modulus));
    }
    return bytes;
  };
  put(directory / "train-images-idx3-ubyte", file({20, 4, 3}, 256));
  put(directory / "train-labels-idx1-ubyte", file({20}, 10));
  put(directory / "t10k-images-idx3-ubyte.gz", engine::gzip_compress(file({10, 4, 3}, 256)));
  put(directory / "t10k-labels-idx1-ubyte.gz", engine::gzip_compress(file({10}, 10)));
}

}  // namespace convscope::test
