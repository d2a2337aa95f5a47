#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// One batch of CIFAR-10's binary version: records of 3073 bytes, the label (0 to 9) and the red,
/// green and blue plane of 32 x 32 pixels, row by row
/// (https://www.cs.toronto.edu/~kriz/cifar.html). `file` is what errors call it. Throws Error of
/// kind kBadFile: CIFAR_KIND (another kind of file, named as such), CIFAR_SIZE (no whole number of
/// records), CIFAR_100 (records of 3074 bytes, with two labels), CIFAR_LABEL (above 9, at its
/// offset).
Split parse_cifar(ByteView bytes, const std::string& file);

/// Whether a file of this directory is named as one of CIFAR-10 or CIFAR-100, in any version.
bool has_cifar_files(const std::filesystem::path& directory);

/// data_batch_1.bin to data_batch_5.bin, as many as there are, for training, and test_batch.bin;
/// null when it was stopped. Its name is the directory's, as given.
/// Throws what parse_cifar and read_file throw, and Error: NO_FILE (kIo: no training batch, or no
/// test batch); of kind kBadFile CIFAR_100 and CIFAR_PICKLE (the directory of CIFAR-100, or of the
/// Python version).
std::shared_ptr<Dataset> load_cifar_directory(const std::filesystem::path& directory,
                                              const LoadControl& control = {});

}  // namespace convscope::engine
