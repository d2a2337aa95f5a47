#include "engine/data/catalog.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "engine/data/cifar.h"
#include "engine/data/csv.h"
#include "engine/data/npy_pair.h"
#include "engine/data/picture_folder.h"
#include "engine/io/assets.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDebianPackage = "Debian's package dataset-fashion-mnist";

/// What is known of a named data set. Checksums are of the unpacked files: training images and
/// labels, test images and labels.
struct Entry {
  std::string_view name;
  std::array<std::string_view, 10> classes;
  std::array<std::uint32_t, 4> checksums;
};

constexpr std::array kEntries = {
    Entry{"mnist",
          {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
          {0xe9f4d8b3, 0xe0cb4ad2, 0x91373bdf, 0x4ab9eff9}},
    Entry{"fashion-mnist",
          {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
           "Bag", "Ankle boot"},
          {0xb4f29f28, 0x741a4657, 0x678fe0b1, 0x80142c1f}},
};

const Entry* find_entry(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

/// $XDG_DATA_DIRS, or the two folders that it stands for when it is not set.
std::vector<fs::path> system_data_folders() {
  const char* set = std::getenv("XDG_DATA_DIRS");
  std::string_view list = set && *set ? set : "/usr/local/share:/usr/share";
  std::vector<fs::path> folders;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    if (end > 0) folders.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return folders;
}

/// Where a named data set is: among the assets, else among the system's data; empty if nowhere.
fs::path find_named(std::string_view name) {
  if (fs::path shipped = find_asset(fmt::format("datasets/{}", name)); !shipped.empty()) {
    return shipped;
  }
  for (const fs::path& folder : system_data_folders()) {
    std::error_code ignored;
    const fs::path path = folder / "datasets" / name;
    if (fs::is_directory(path, ignored)) return path;
  }
  return {};
}

std::shared_ptr<const Dataset> load_named(const Entry& entry, const LoadControl& control) {
  const fs::path path = find_named(entry.name);
  if (path.empty()) {
    const bool shipped = entry.name == "mnist";
    throw Error(
        ErrorKind::kIo, "NO_DATA",
        {.file = std::string(entry.name),
         .found = shipped ? "no datasets/mnist among the program's files" : "it is not installed",
         .expected =
             std::string(shipped ? "an assets folder ($CONVSCOPE_ASSETS)" : kDebianPackage)});
  }
  const auto data = load_idx_directory(path.lexically_normal(),
                                       {entry.classes.begin(), entry.classes.end()}, control);
  if (data) data->name = entry.name;
  return data;
}

/// What a file seems to be by its first bytes.
std::string content_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return "something that is no regular file";
  Bytes bytes(512);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  const std::string_view known = known_content(bytes);
  return known.empty() ? describe_content(bytes) : std::string(known);
}

constexpr std::string_view kDirectoryKinds =
    "the IDX files of the MNIST family, CIFAR-10's binary batches, X.npy and y.npy, train.csv, or "
    "one folder of pictures per class";

std::shared_ptr<const Dataset> load_directory(const fs::path& path, const LoadControl& control) {
  if (has_idx_files(path)) {
    std::vector<std::string> digits;
    for (int digit = 0; digit < 10; ++digit) digits.push_back(fmt::format("{}", digit));
    return load_idx_directory(path, std::move(digits), control);
  }
  if (has_cifar_files(path)) return load_cifar_directory(path, control);
  if (has_npy_pair(path)) return load_npy(path, control);
  if (has_csv_files(path)) return load_csv(path, control);
  if (has_class_folders(path)) return load_picture_folder(path, control);
  throw Error(ErrorKind::kIo, "NO_FILE",
              {.file = display_path(path),
               .found = "none of the files of a data set",
               .expected = std::string(kDirectoryKinds)});
}

std::shared_ptr<const Dataset> load_file(const fs::path& path, const LoadControl& control) {
  const std::string ending = path.extension().string();
  if (ending == ".csv" || ending == ".CSV") return load_csv(path, control);
  if (ending == ".npy") return load_npy(path, control);
  throw Error(
      ErrorKind::kBadFile, "NO_DIRECTORY",
      {.file = display_path(path),
       .found = content_of(path),
       .expected = fmt::format("a directory with {}; or a .csv or .npy file", kDirectoryKinds)});
}

std::uint32_t checksum(const Shape& shape, ByteView values) {
  const Bytes header = idx_header(shape);
  uLong crc = crc32_z(0, header.data(), header.size());
  crc = crc32_z(crc, values.data(), values.size());
  return static_cast<std::uint32_t>(crc);
}

}  // namespace

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> class_names(std::string_view name, Index count) {
  const Entry* entry = find_entry(name);
  if (entry && static_cast<Index>(entry->classes.size()) == count) {
    return {entry->classes.begin(), entry->classes.end()};
  }
  std::vector<std::string> names;
  for (Index i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

std::shared_ptr<const Dataset> load_dataset(const std::string& name_or_path,
                                            const LoadControl& control) {
  if (const Entry* entry = find_entry(name_or_path)) return load_named(*entry, control);
  const fs::path path = name_or_path;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return load_directory(path, control);
  if (fs::exists(status)) return load_file(path, control);
  if (name_or_path.find('/') != std::string::npos) {
    throw Error(ErrorKind::kIo, "NO_FILE",
                {.file = name_or_path,
                 .found = "no such directory",
                 .expected = "a directory or file with data, or the name of a data set"});
  }
  throw Error(ErrorKind::kUsage, "UNKNOWN_DATA",
              {.found = fmt::format("the data name \"{}\"", name_or_path),
               .expected = fmt::format("{}, or the path of a directory or file with data",
                                       fmt::join(dataset_names(), ", "))});
}

std::optional<Error> check_published(const Dataset& data) {
  const Entry* entry = find_entry(data.name);
  if (!entry) return std::nullopt;
  constexpr std::array<std::string_view, 4> kParts = {"training images", "training labels",
                                                      "test images", "test labels"};
  std::array<std::uint32_t, 4> found{};
  for (std::size_t i = 0; i < 2; ++i) {
    const Split& split = i == 0 ? data.train : data.test;
    const Index count = split.count();
    found[2 * i] = checksum(Shape{count, split.shape[1], split.shape[2]}, split.images);
    found[2 * i + 1] = checksum(Shape{count}, split.labels);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == entry->checksums[i]) continue;
    return Error(ErrorKind::kCheckFailed, "DATA_CHECK",
                 {.file = display_path(data.path),
                  .place = std::string(kParts[i]),
                  .found = fmt::format("CRC-32 {:08x}", found[i]),
                  .expected = fmt::format("{:08x}, as published", entry->checksums[i])});
  }
  return std::nullopt;
}

}  // namespace convscope::engine
