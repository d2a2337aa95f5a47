#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// The names that load_dataset knows: mnist, fashion-mnist.
std::vector<std::string> dataset_names();

/// What label i is called in a data set of a known name; "0", "1", ... for `count` labels of any
/// other, and where the counts differ.
std::vector<std::string> class_names(std::string_view name, Index count);

/// A data set by its name, or by the path of a directory with the four IDX files (then with ten
/// classes, 0 to 9); null when it was stopped. Runs for about half a second on 70,000 images.
/// Throws Error: UNKNOWN_DATA (kUsage, neither a name nor a path), NO_DATA (kIo, not installed),
/// and what load_idx_directory throws.
std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path,
                                            const LoadControl& control = {});

/// Compares a data set of a known name with what was published: the CRC-32 of its four files. The
/// first deviation as an Error of kind kCheckFailed, DATA_CHECK; none when all is well or nothing
/// was published.
std::optional<Error> check_published(const Dataset& data);

}  // namespace convscope::engine
