#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// Numbers of a table that become a picture's bytes, one after the other. They are either whole
/// from 0 to 255, kept as they are, or from 0 to 1, kept as the nearest 255th: the second when none
/// is above 1. Memory: one byte a number.
class PixelBytes {
 public:
  /// False, and nothing is kept, for a number that does not go with those before it.
  bool add(double value);
  /// What would have been taken, for a message.
  std::string expected() const;
  /// All of them; to be called once, at the end.
  Bytes take();

 private:
  enum class Scale { kUnknown, kByte, kUnit };
  Scale scale_ = Scale::kUnknown;
  Bytes bytes_;
};

/// The class number that this is; none unless it is whole and from 0 to 255.
std::optional<std::uint8_t> label_of(double value);

/// (C, H, W) of an image of which only the number of values is known: one square plane, three, or
/// else one row.
Shape picture_shape(Index values);

/// A data set of one or two files of their own kind, with the classes 0 to the largest label;
/// without `test` it has no test images. Its name is the path, as given.
/// Throws Error{DATA_SPLITS, kBadFile} when the two have images of different sizes.
std::shared_ptr<Dataset> make_dataset(const std::filesystem::path& path, Split train,
                                      std::optional<Split> test);

}  // namespace convscope::engine
