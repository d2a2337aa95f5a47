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

/// A data set by its name or by a path; null when it was stopped. What a directory holds is told
/// by the names in it, looked for in this order: the four IDX files (then with ten classes, 0 to
/// 9), CIFAR-10's batches, NumPy arrays X and y, CSV tables, one folder of pictures per class. A
/// file is a CSV table or a NumPy array by its ending. Runs for about half a second on 70,000
/// images of MNIST.
/// Throws Error: UNKNOWN_DATA (kUsage, neither a name nor a path), NO_DATA (kIo, not installed),
/// NO_FILE (kIo, nothing there, or a directory with none of these), NO_DIRECTORY (kBadFile, a file
/// of another kind, named as such), and what the loader of its kind throws.
std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path,
                                            const LoadControl& control = {});

/// Compares a data set of a known name with what was published: the CRC-32 of its four files. The
/// first deviation as an Error of kind kCheckFailed, DATA_CHECK; none when all is well or nothing
/// was published.
std::optional<Error> check_published(const Dataset& data);

}  // namespace convscope::engine
