#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/data/dataset.h"
#include "engine/io/npy.h"

namespace convscope::engine {

/// Images and labels of NumPy arrays as a split. Images are (N, H, W), (N, H, W, C), (N, C, H, W)
/// with 1 or 3 channels (the last axis wins where both would do), or flat (N, P) of the shape that
/// picture_shape says; their numbers are what PixelBytes takes. Labels are (N) or (N, 1), whole
/// numbers from 0 to 255. `images_file` and `labels_file` are what errors call them.
/// Throws Error of kind kBadFile: NPY_IMAGES and NPY_LABELS (another shape), NPY_COUNT (not as many
/// of one as of the other), NPY_PIXEL and NPY_LABEL (a number out of range, with its index).
Split split_of(const NpyArray& images, const NpyArray& labels, const std::string& images_file,
               const std::string& labels_file);

/// Whether this directory has images named as load_npy knows them.
bool has_npy_pair(const std::filesystem::path& directory);

/// A directory with X_train.npy and y_train.npy, and X_test.npy and y_test.npy if it has test
/// images; or with X.npy and y.npy; or the path of the images, with the labels beside them. X may
/// be x, and X and y may be images and labels. Null when it was stopped.
/// Throws what split_of, read_npy and make_dataset throw, and Error: NO_FILE (kIo, no labels beside
/// the images), NPY_NAME (kBadFile, the name of a file that none of these pairs has).
std::shared_ptr<Dataset> load_npy(const std::filesystem::path& path,
                                  const LoadControl& control = {});

}  // namespace convscope::engine
