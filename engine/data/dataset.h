#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/tensor.h"
#include "engine/data/idx.h"

namespace convscope::engine {

/// What a byte stands for: (byte / 255 - mean) / deviation.
struct PixelScale {
  double mean = 0;
  double deviation = 1;
  friend bool operator==(const PixelScale&, const PixelScale&) = default;
};

/// A character's number in a vocabulary.
using Symbol = std::uint16_t;

/// Images (N, C, H, W) as bytes, row-major, and one label each: 60,000 MNIST images are 47 MB. Or a
/// text: then its samples are windows of T characters that lie one behind the other, shape is (T),
/// each character's label the next one, and there are no images.
struct Split {
  Shape shape;  ///< of one image: C, H, W
  Bytes images;
  Bytes labels;
  PixelScale scale{};
  std::vector<Symbol> symbols = {};  ///< of a text, all windows and the character behind them

  bool is_text() const noexcept { return !symbols.empty(); }
  Index count() const noexcept {
    return is_text() ? (static_cast<Index>(symbols.size()) - 1) / shape[0]
                     : static_cast<Index>(labels.size());
  }
  ByteView image(Index i) const;
  int label(Index i) const { return labels[static_cast<std::size_t>(i)]; }
  /// How many images, or characters, each of `classes` classes has.
  std::vector<Index> per_class(std::size_t classes) const;
};

/// Never changed once loaded; shared between threads as shared_ptr<const Dataset>. A data set
/// without test images has an empty `test` of the same shape.
struct Dataset {
  std::string name;
  std::filesystem::path path;
  std::vector<std::string> classes;  ///< what label i is called
  Split train;
  Split test;
};

/// Writes images `rows[0], rows[1], ...` of `split`, each pixel as its scale
/// says (divided by 255), into `pixels`
/// (rows.size(), C, H, W), or any shape of that count. Throws Error{DATA_BATCH} when the sizes do
/// not fit.
void fill_batch(const Split& split, std::span<const Index> rows, TensorView pixels);

/// Windows `rows[0], rows[1], ...` of a text: rows.size() * T symbols, and as many labels or, where
/// there are only rows.size(), those of the last characters.
void fill_windows(const Split& text, std::span<const Index> rows, std::span<Symbol> symbols,
                  std::span<Index> labels);

/// What makes the pixels' mean 0 and their deviation 1.
PixelScale normalising_scale(const Split& split);

/// One image as a tensor (1, C, H, W), scaled.
Tensor image_tensor(const Split& split, Index row);

/// Whether one of the four files that load_idx_directory reads is in this directory.
bool has_idx_files(const std::filesystem::path& directory);

/// The four files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
/// t10k-labels-idx1-ubyte of `directory`, each plain or with `.gz`, into a data set with these
/// classes; null when it was stopped. Its name is the directory's, as given.
/// Throws what read_idx throws, and Error: NO_FILE (one of the four is missing); of kind kBadFile
/// IDX_COUNT (as many labels as images), IDX_LABEL (labels below the number of classes), IDX_SHAPE
/// (training and test images of one size).
std::shared_ptr<Dataset> load_idx_directory(const std::filesystem::path& directory,
                                            std::vector<std::string> classes,
                                            const LoadControl& control = {});

}  // namespace convscope::engine
