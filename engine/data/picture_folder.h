#pragma once

#include <filesystem>
#include <memory>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// What a data set of pictures may hold at most, unpacked.
inline constexpr Index kMostPictureBytes = Index{2} << 30;

/// Whether this directory holds directories, which may be classes.
bool has_class_folders(const std::filesystem::path& directory);

/// One folder of PNG, JPEG or BMP pictures per class, whose name is the class's; or two such
/// directories, train and test, with the same classes. Without test there are no test images.
/// Classes are in the order of their names, as bytes; so are a class's pictures, which are then
/// shuffled among the classes in one way that is always the same, so that the last images are a
/// fair sample. Pictures are grey (1, H, W) when all are, else RGB (3, H, W); transparent ones are
/// on white. Hidden files and files that are no pictures by their name are left out. Null when it
/// was stopped. Its name is the directory's, as given.
/// Throws what load_image throws, and Error: of kind kBadFile FOLDER_CLASSES (no class folders,
/// more than 256, or other classes in test), FOLDER_EMPTY (a class without pictures), FOLDER_SIZE
/// (a picture of another size than the first), FOLDER_KIND (a GIF, WebP or TIFF picture); READ
/// (kIo, a directory that cannot be read); DATA_SIZE (kLimit, more than kMostPictureBytes).
std::shared_ptr<Dataset> load_picture_folder(const std::filesystem::path& directory,
                                             const LoadControl& control = {});

}  // namespace convscope::engine
