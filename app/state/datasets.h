#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/data/dataset.h"

namespace convscope::state {

/// A data set that is there, on its way, or could not be read.
struct DatasetSlot {
  std::shared_ptr<const engine::Dataset> data;  ///< null until it has been read
  double progress = 0;                          ///< 0 to 1 while it is being read
  std::string error;                            ///< one line; empty: none
};

/// By the name or path it was asked for. No entry: nobody asked yet.
using Datasets = std::map<std::string, DatasetSlot, std::less<>>;

}  // namespace convscope::state
