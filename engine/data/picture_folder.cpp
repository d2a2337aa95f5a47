#include "engine/data/picture_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/rng.h"
#include "engine/io/image.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostClasses = 256;  // labels are bytes
constexpr std::uint64_t kOrderSeed = 0x464f4c444552ULL;
constexpr std::array<std::string_view, 4> kReadable = {".png", ".jpg", ".jpeg", ".bmp"};
constexpr std::array<std::string_view, 5> kUnreadable = {".gif", ".webp", ".tif", ".tiff", ".heic"};

[[noreturn]] void fail(const char* code, const fs::path& path, std::string found,
                       std::string expected) {
  throw Error(
      ErrorKind::kBadFile, code,
      {.file = display_path(path), .found = std::move(found), .expected = std::move(expected)});
}

/// What is in a directory and not hidden, by name.
std::vector<fs::path> entries(const fs::path& directory) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with('.')) paths.push_back(entry->path());
  }
  if (error) throw io_error("READ", directory, error.value());
  std::sort(paths.begin(), paths.end(), [](const fs::path& a, const fs::path& b) {
    return a.filename().string() < b.filename().string();
  });
  return paths;
}

std::vector<fs::path> directories(const fs::path& directory) {
  std::vector<fs::path> paths = entries(directory);
  std::erase_if(paths, [](const fs::path& path) {
    std::error_code ignored;
    return !fs::is_directory(path, ignored);
  });
  return paths;
}

template <std::size_t N>
bool ends_in(const fs::path& path, const std::array<std::string_view, N>& endings) {
  std::string ending = path.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// The pictures of a split, found but not read.
struct PictureList {
  std::vector<std::string> classes;
  std::vector<fs::path> files;
  Bytes labels;
};

PictureList list_pictures(const fs::path& directory) {
  PictureList list;
  const std::vector<fs::path> folders = directories(directory);
  if (folders.empty()) {
    fail("FOLDER_CLASSES", directory, "no folders", "one folder of pictures per class");
  }
  if (folders.size() > kMostClasses) {
    fail("FOLDER_CLASSES", directory, fmt::format("{} folders", folders.size()),
         fmt::format("one per class, at most {}", kMostClasses));
  }
  for (const fs::path& folder : folders) {
    const auto label = static_cast<std::uint8_t>(list.classes.size());
    const std::size_t before = list.files.size();
    for (const fs::path& path : entries(folder)) {
      if (ends_in(path, kUnreadable)) {
        fail("FOLDER_KIND", path, "a picture of another kind", "PNG, JPEG or BMP");
      }
      if (ends_in(path, kReadable)) list.files.push_back(path);
    }
    if (list.files.size() == before) {
      fail("FOLDER_EMPTY", folder, "no pictures", "PNG, JPEG or BMP files of this class");
    }
    list.labels.resize(list.files.size(), label);
    list.classes.push_back(folder.filename().string());
  }
  return list;
}

/// Grows by one picture after the other, grey until the first colour.
class PictureStack {
 public:
  void add(const Image& image, const fs::path& path) {
    if (count_ == 0) {
      height_ = image.height, width_ = image.width, first_ = path;
    } else if (image.width != width_ || image.height != height_) {
      fail("FOLDER_SIZE", path, fmt::format("{}x{} pixels", image.width, image.height),
           fmt::format("{}x{}, as {} has; scale the pictures to one size", width_, height_,
                       first_.filename().string()));
    }
    if (image.channels >= 3 && channels_ == 1) color_all();
    const Index most = kMostPictureBytes / (channels_ * height_ * width_);
    if (++count_ > most) {
      throw Error(ErrorKind::kLimit, "DATA_SIZE",
                  {.file = display_path(path.parent_path()),
                   .found = fmt::format("more than {} pictures of {}x{}", most, width_, height_),
                   .expected = fmt::format("at most {} MiB", kMostPictureBytes >> 20)});
    }
    const int planes = image.channels >= 3 ? 3 : 1;
    const bool alpha = image.channels % 2 == 0;
    for (Index channel = 0; channel < channels_; ++channel) {
      const std::uint8_t* pixel = image.pixels.data();
      const auto own = planes == 1 ? Index{0} : channel;
      for (Index i = 0; i < height_ * width_; ++i, pixel += image.channels) {
        const int opaque = alpha ? pixel[image.channels - 1] : 255;
        const int value = (pixel[own] * opaque + 255 * (255 - opaque) + 127) / 255;
        pixels_.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }

  Shape shape() const { return {channels_, height_, width_}; }
  Index channels() const { return channels_; }
  /// Every picture as three equal planes.
  void color_all() {
    if (channels_ == 3) return;
    channels_ = 3;
    const auto size = static_cast<std::size_t>(height_ * width_);
    Bytes planes;
    planes.reserve(3 * pixels_.size());
    for (std::size_t at = 0; at < pixels_.size(); at += size) {
      const ByteView plane = ByteView(pixels_).subspan(at, size);
      for (int i = 0; i < 3; ++i) planes.insert(planes.end(), plane.begin(), plane.end());
    }
    pixels_ = std::move(planes);
  }
  Bytes take() { return std::move(pixels_); }

 private:
  Index channels_ = 1, height_ = 0, width_ = 0, count_ = 0;
  fs::path first_;
  Bytes pixels_;
};

struct LoadedSplit {
  PictureStack stack;
  Bytes labels;
};

std::optional<LoadedSplit> load_list(const PictureList& list, const LoadControl& control) {
  std::vector<Index> order(list.files.size());
  std::iota(order.begin(), order.end(), Index{0});
  Rng(kOrderSeed).shuffle(order);
  LoadedSplit loaded;
  for (const Index i : order) {
    if (control.stop.stop_requested()) return std::nullopt;
    const auto at = static_cast<std::size_t>(i);
    loaded.stack.add(load_image(list.files[at]), list.files[at]);
    loaded.labels.push_back(list.labels[at]);
    if (control.progress) {
      control.progress(static_cast<double>(loaded.labels.size()) /
                       static_cast<double>(list.files.size()));
    }
  }
  return loaded;
}

Split finished(LoadedSplit& loaded) {
  return {.shape = loaded.stack.shape(),
          .images = loaded.stack.take(),
          .labels = std::move(loaded.labels)};
}

bool is_train_and_test(const std::vector<fs::path>& folders) {
  return folders.size() == 2 && folders[0].filename() == "test" && folders[1].filename() == "train";
}

}  // namespace

bool has_class_folders(const fs::path& directory) {
  return !directories(directory).empty();
}

std::shared_ptr<Dataset> load_picture_folder(const fs::path& directory,
                                             const LoadControl& control) {
  const bool both = is_train_and_test(directories(directory));
  const PictureList train = list_pictures(both ? directory / "train" : directory);
  PictureList test;
  if (both) {
    test = list_pictures(directory / "test");
    if (test.classes != train.classes) {
      fail("FOLDER_CLASSES", directory / "test", fmt::format("{} classes", test.classes.size()),
           fmt::format("the {} folders that {} has", train.classes.size(),
                       (directory / "train").string()));
    }
  }
  const double share = static_cast<double>(train.files.size()) /
                       static_cast<double>(train.files.size() + test.files.size());
  auto train_part = load_list(train, part_of(control, 0, share));
  if (!train_part) return nullptr;
  auto test_part = load_list(test, part_of(control, share, 1 - share));
  if (!test_part) return nullptr;
  if (test_part->stack.channels() == 3) train_part->stack.color_all();
  if (train_part->stack.channels() == 3) test_part->stack.color_all();
  Dataset data{.name = display_path(directory),
               .path = directory,
               .classes = train.classes,
               .train = finished(*train_part),
               .test = finished(*test_part)};
  if (!both) data.test.shape = data.train.shape;
  if (!(data.test.shape == data.train.shape)) {
    fail("FOLDER_SIZE", directory / "test", "pictures of " + data.test.shape.to_string(),
         data.train.shape.to_string() + ", as in train; scale them to one size");
  }
  return std::make_shared<Dataset>(std::move(data));
}

}  // namespace convscope::engine
