#include "engine/data/npy_pair.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "engine/core/format.h"
#include "engine/data/pixel_bytes.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

struct PairName {
  std::string_view images;
  std::string_view labels;
};
constexpr std::array kTrainPairs = {PairName{"X_train", "y_train"},
                                    PairName{"x_train", "y_train"},
                                    PairName{"train_images", "train_labels"},
                                    PairName{"X", "y"},
                                    PairName{"x", "y"},
                                    PairName{"images", "labels"}};
constexpr std::array kTestPairs = {PairName{"X_test", "y_test"}, PairName{"x_test", "y_test"},
                                   PairName{"test_images", "test_labels"}};

fs::path npy(const fs::path& directory, std::string_view stem) {
  return directory / fmt::format("{}.npy", stem);
}

[[noreturn]] void fail(const char* code, const std::string& file, std::string place,
                       std::string found, std::string expected) {
  throw Error(ErrorKind::kBadFile, code,
              {file, std::move(place), std::move(found), std::move(expected)});
}

/// How an array's axes are an image's.
struct Layout {
  Shape shape;  ///< (C, H, W)
  bool channels_last = false;
};

bool is_channels(Index size) {
  return size == 1 || size == 3;
}

std::optional<Layout> layout_of(const Shape& array) {
  for (const Index size : array) {
    if (size < 1) return std::nullopt;
  }
  switch (array.rank()) {
    case 2:
      return Layout{picture_shape(array[1])};
    case 3:
      return Layout{{1, array[1], array[2]}};
    case 4:
      if (is_channels(array[3])) return Layout{{array[3], array[1], array[2]}, true};
      if (is_channels(array[1])) return Layout{{array[1], array[2], array[3]}};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Bytes labels_of(const NpyArray& array, const std::string& file) {
  const Shape& shape = array.shape;
  if (shape.rank() < 1 || shape.rank() > 2 || (shape.rank() == 2 && shape[1] != 1)) {
    fail("NPY_LABELS", file, "", "the shape " + shape.to_string(), "[N] or [N,1]");
  }
  Bytes labels;
  for (Index i = 0; i < shape.count(); ++i) {
    const auto label = label_of(array.number(i));
    if (!label) {
      fail("NPY_LABEL", file, fmt::format("index {}", i),
           "the label " + format_double(array.number(i)), "a whole number from 0 to 255");
    }
    labels.push_back(*label);
  }
  return labels;
}

std::optional<Split> read_pair(const fs::path& images, const fs::path& labels,
                               const LoadControl& control) {
  if (control.stop.stop_requested()) return std::nullopt;
  if (!file_exists(labels)) {
    throw Error(ErrorKind::kIo, "NO_FILE",
                {.file = display_path(labels),
                 .found = "no such file",
                 .expected = "the labels of " + images.filename().string()});
  }
  const NpyArray label_array = read_npy(labels);
  const NpyArray image_array = read_npy(images);
  Split split = split_of(image_array, label_array, display_path(images), display_path(labels));
  if (control.stop.stop_requested()) return std::nullopt;
  if (control.progress) control.progress(1);
  return split;
}

template <std::size_t N>
const PairName* find_pair(const std::array<PairName, N>& pairs, const fs::path& directory) {
  for (const PairName& pair : pairs) {
    if (file_exists(npy(directory, pair.images))) return &pair;
  }
  return nullptr;
}

std::shared_ptr<Dataset> load_npy_file(const fs::path& path, const LoadControl& control) {
  const std::string stem = path.stem().string();
  const auto search = [&](const auto& pairs) -> std::string_view {
    for (const PairName& pair : pairs) {
      if (pair.images == stem) return pair.labels;
    }
    return {};
  };
  std::string_view labels = search(kTrainPairs);
  if (labels.empty()) labels = search(kTestPairs);
  if (labels.empty()) {
    fail("NPY_NAME", display_path(path), "", "a name that does not say where its labels are",
         "X.npy with y.npy beside it, or images.npy with labels.npy");
  }
  auto split = read_pair(path, npy(path.parent_path(), labels), control);
  return split ? make_dataset(path, std::move(*split), std::nullopt) : nullptr;
}

}  // namespace

Split split_of(const NpyArray& images, const NpyArray& labels, const std::string& images_file,
               const std::string& labels_file) {
  const auto layout = layout_of(images.shape);
  if (!layout) {
    fail("NPY_IMAGES", images_file, "", "the shape " + images.shape.to_string(),
         "[N,H,W], [N,H,W,C], [N,C,H,W] with 1 or 3 channels, or [N,P]");
  }
  if (labels.shape.rank() > 0 && labels.shape[0] != images.shape[0]) {
    fail("NPY_COUNT", labels_file, "", fmt::format("{} labels", labels.shape[0]),
         fmt::format("{} (the images in {})", images.shape[0], images_file));
  }
  Split split{.shape = layout->shape, .images = {}, .labels = labels_of(labels, labels_file)};
  const Index size = layout->shape.count(), channels = layout->shape[0], plane = size / channels;
  PixelBytes pixels;
  for (Index n = 0; n < images.shape[0]; ++n) {
    for (Index i = 0; i < size; ++i) {
      const Index own = layout->channels_last ? i % plane * channels + i / plane : i;
      const double value = images.number(n * size + own);
      if (pixels.add(value)) continue;
      fail("NPY_PIXEL", images_file, "index " + images.shape.cell_at(n * size + own).to_string(),
           format_double(value), pixels.expected());
    }
  }
  split.images = pixels.take();
  return split;
}

bool has_npy_pair(const fs::path& directory) {
  return find_pair(kTrainPairs, directory) != nullptr;
}

std::shared_ptr<Dataset> load_npy(const fs::path& path, const LoadControl& control) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return load_npy_file(path, control);
  const PairName* pair = find_pair(kTrainPairs, path);
  if (!pair) {
    throw Error(ErrorKind::kIo, "NO_FILE",
                {.file = display_path(npy(path, "X")),
                 .found = "no such file",
                 .expected = "X.npy and y.npy, or X_train.npy and y_train.npy"});
  }
  const PairName* test_pair = find_pair(kTestPairs, path);
  const double before = test_pair ? 0.15 : 0;
  std::optional<Split> test;
  if (test_pair) {
    test = read_pair(npy(path, test_pair->images), npy(path, test_pair->labels),
                     part_of(control, 0, before));
    if (!test) return nullptr;
  }
  auto train = read_pair(npy(path, pair->images), npy(path, pair->labels),
                         part_of(control, before, 1 - before));
  return train ? make_dataset(path, std::move(*train), std::move(test)) : nullptr;
}

}  // namespace convscope::engine
