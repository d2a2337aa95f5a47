#pragma once

#include <memory>

#include "engine/data/split.h"

namespace convscope::engine {

/// One class of which only a part is kept, for demonstrations of imbalance.
struct Shortage {
  int label = -1;   ///< -1: none
  double keep = 1;  ///< fraction, 0 to 1
  bool none() const noexcept { return label < 0; }
  friend bool operator==(const Shortage&, const Shortage&) = default;
};

/// How the training images of a data set are laid out for a training: the last ones validate.
struct Arrangement {
  Index validation_count = 0;
  bool stratified = false;  ///< the validation images are drawn, not just the last ones
  Shortage shortage;        ///< of the images learnt from; validation and test stay whole
  double label_noise = 0;   ///< fraction of the labels learnt from that are made wrong
  std::uint64_t seed = 1;

  /// The data set as it is already.
  bool none() const noexcept { return !stratified && shortage.none() && label_noise == 0; }
};

/// The training images of `split` that are learnt from, then those that validate, as rows. Throws
/// Error{SPLIT_OPTION, kUsage} for a class that there is not or a number out of range.
std::vector<Index> arranged_rows(const Split& split, Index classes, const Arrangement& how);

/// The data set so arranged; itself where there is nothing to do.
std::shared_ptr<const Dataset> arrange(std::shared_ptr<const Dataset> data, const Arrangement& how);

}  // namespace convscope::engine
