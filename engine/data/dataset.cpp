#include "engine/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

/// The file `name` or `name`.gz of the directory.
fs::path find_file(const fs::path& directory, const std::string& name) {
  for (const std::string& candidate : {name, name + ".gz"}) {
    std::error_code ignored;
    if (fs::exists(directory / candidate, ignored)) return directory / candidate;
  }
  throw Error(ErrorKind::kIo, "NO_FILE",
              {.file = display_path(directory / name),
               .found = "no such file",
               .expected = fmt::format("{0} or {0}.gz", name)});
}

void check_labels(const Bytes& labels, std::size_t classes, const fs::path& file) {
  const auto bad = std::find_if(labels.begin(), labels.end(),
                                [classes](std::uint8_t label) { return label >= classes; });
  if (bad == labels.end()) return;
  const auto header = static_cast<std::ptrdiff_t>(idx_header(Shape{1}).size());
  throw Error(
      ErrorKind::kBadFile, "IDX_LABEL",
      {display_path(file), fmt::format("offset {}", header + std::distance(labels.begin(), bad)),
       fmt::format("label {}", *bad), fmt::format("0 to {}", classes - 1)});
}

Scalar scaled_pixel(const PixelScale& scale, std::size_t byte) {
  const Scalar plain = static_cast<Scalar>(byte) / Scalar(255);
  if (scale == PixelScale{}) return plain;
  return static_cast<Scalar>((static_cast<double>(byte) / 255 - scale.mean) / scale.deviation);
}

struct SplitFiles {
  fs::path images;
  fs::path labels;
};

SplitFiles find_split(const fs::path& directory, const std::string& prefix) {
  return {find_file(directory, prefix + "-images-idx3-ubyte"),
          find_file(directory, prefix + "-labels-idx1-ubyte")};
}

std::optional<Split> load_split(const SplitFiles& files, std::size_t classes,
                                const LoadControl& control) {
  constexpr double kShareOfLabels = 0.01;
  // The small file first: its faults show at once.
  auto labels = read_idx(files.labels, IdxKind::kLabels, part_of(control, 0, kShareOfLabels));
  if (!labels) return std::nullopt;
  check_labels(labels->values, classes, files.labels);
  auto images = read_idx(files.images, IdxKind::kImages,
                         part_of(control, kShareOfLabels, 1 - kShareOfLabels));
  if (!images) return std::nullopt;
  if (images->shape[0] != labels->shape[0]) {
    throw Error(
        ErrorKind::kBadFile, "IDX_COUNT",
        {display_path(files.labels), "offset 4", fmt::format("{} labels", labels->shape[0]),
         fmt::format("{} (the images in {})", images->shape[0], files.images.filename().string())});
  }
  return Split{.shape = images->shape.without_leading().with_leading(1),
               .images = std::move(images->values),
               .labels = std::move(labels->values)};
}

constexpr std::array<std::string_view, 4> kIdxFiles = {
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte"};

}  // namespace

ByteView Split::image(Index i) const {
  const auto size = static_cast<std::size_t>(shape.count());
  return ByteView(images).subspan(static_cast<std::size_t>(i) * size, size);
}

std::vector<Index> Split::per_class(std::size_t classes) const {
  std::vector<Index> counts(classes);
  for (const std::uint8_t label : labels) ++counts[label];
  for (const Symbol symbol : symbols) ++counts[symbol];
  return counts;
}

void fill_batch(const Split& split, std::span<const Index> rows, TensorView pixels) {
  const Index size = split.shape.count();
  if (pixels.size() != size * static_cast<Index>(rows.size())) {
    throw Error(ErrorKind::kCheckFailed, "DATA_BATCH",
                {.found = fmt::format("room for {} pixels", pixels.size()),
                 .expected = fmt::format("{} images of {}", rows.size(), split.shape.to_string())});
  }
  std::array<Scalar, 256> values{};
  for (std::size_t byte = 0; byte < values.size(); ++byte) {
    values[byte] = scaled_pixel(split.scale, byte);
  }
  Scalar* out = pixels.data();
  for (const Index row : rows) {
    for (const std::uint8_t pixel : split.image(row)) *out++ = values[pixel];
  }
}

void fill_windows(const Split& text, std::span<const Index> rows, std::span<Symbol> symbols,
                  std::span<Index> labels) {
  const auto steps = static_cast<std::size_t>(text.shape[0]);
  const std::size_t step = labels.size() == rows.size() * steps ? 1 : steps;
  auto label = labels.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto window =
        std::span(text.symbols).subspan(static_cast<std::size_t>(rows[i]) * steps, steps + 1);
    std::ranges::copy(window.first(steps),
                      symbols.begin() + static_cast<std::ptrdiff_t>(i * steps));
    for (std::size_t t = step; t <= steps; t += step) *label++ = window[t];
  }
}

PixelScale normalising_scale(const Split& split) {
  std::array<Index, 256> counts{};
  for (const std::uint8_t pixel : split.images) ++counts[pixel];
  const auto all = static_cast<double>(split.images.size());
  double mean = 0, squares = 0;
  for (std::size_t byte = 0; byte < counts.size(); ++byte) {
    const double part = static_cast<double>(counts[byte]) / all;
    const double value = static_cast<double>(byte) / 255;
    mean += part * value;
    squares += part * value * value;
  }
  const double deviation = std::sqrt(squares - mean * mean);
  if (!(deviation > 0)) return {};
  return {.mean = mean, .deviation = deviation};
}

Tensor image_tensor(const Split& split, Index row) {
  Tensor image(split.shape.with_leading(1));
  fill_batch(split, {&row, 1}, image.view());
  return image;
}

bool has_idx_files(const fs::path& directory) {
  return std::any_of(kIdxFiles.begin(), kIdxFiles.end(), [&](std::string_view name) {
    std::error_code ignored;
    return fs::exists(directory / name, ignored) ||
           fs::exists(directory / fmt::format("{}.gz", name), ignored);
  });
}

std::shared_ptr<Dataset> load_idx_directory(const fs::path& directory,
                                            std::vector<std::string> classes,
                                            const LoadControl& control) {
  constexpr double kShareOfTest = 0.15;
  const SplitFiles train_files = find_split(directory, "train");
  const SplitFiles test_files = find_split(directory, "t10k");
  auto test = load_split(test_files, classes.size(), part_of(control, 0, kShareOfTest));
  if (!test) return nullptr;
  auto train =
      load_split(train_files, classes.size(), part_of(control, kShareOfTest, 1 - kShareOfTest));
  if (!train) return nullptr;
  if (!(train->shape == test->shape)) {
    throw Error(
        ErrorKind::kBadFile, "IDX_SHAPE",
        {display_path(test_files.images), "offset 8", "images of " + test->shape.to_string(),
         fmt::format("{} (as in {})", train->shape.to_string(),
                     train_files.images.filename().string())});
  }
  return std::make_shared<Dataset>(Dataset{.name = display_path(directory),
                                           .path = directory,
                                           .classes = std::move(classes),
                                           .train = std::move(*train),
                                           .test = std::move(*test)});
}

}  // namespace convscope::engine
