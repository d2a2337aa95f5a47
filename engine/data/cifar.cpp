#include "engine/data/cifar.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

constexpr Index kSide = 32;
constexpr std::size_t kPixels = 3 * kSide * kSide;
constexpr std::size_t kRecord = 1 + kPixels;
constexpr std::size_t kRecordOf100 = 2 + kPixels;
constexpr std::uint8_t kClasses = 10;
constexpr int kTrainingBatches = 5;
constexpr std::size_t kMostBatchBytes = std::size_t{1} << 30;
constexpr const char* kBinaryVersion =
    "CIFAR-10's binary version: data_batch_1.bin to data_batch_5.bin and test_batch.bin";

std::string batch_name(int number) {
  return fmt::format("data_batch_{}.bin", number);
}

bool is_cifar_100(const fs::path& directory) {
  const bool binary = file_exists(directory / "train.bin") && file_exists(directory / "test.bin");
  std::error_code ignored;
  const bool python =
      file_exists(directory / "meta") && fs::is_regular_file(directory / "train", ignored);
  return binary || python || file_exists(directory / "fine_label_names.txt");
}

bool is_python_version(const fs::path& directory) {
  return file_exists(directory / "data_batch_1") || file_exists(directory / "batches.meta");
}

bool has_batches(const fs::path& directory) {
  for (int number = 1; number <= kTrainingBatches; ++number) {
    if (file_exists(directory / batch_name(number))) return true;
  }
  return file_exists(directory / "test_batch.bin");
}

Error no_file(const fs::path& path) {
  return Error(ErrorKind::kIo, "NO_FILE",
               {.file = display_path(path), .found = "no such file", .expected = kBinaryVersion});
}

void append(Split& split, const Split& batch) {
  split.images.insert(split.images.end(), batch.images.begin(), batch.images.end());
  split.labels.insert(split.labels.end(), batch.labels.begin(), batch.labels.end());
}

}  // namespace

Split parse_cifar(ByteView bytes, const std::string& file) {
  const auto fail = [&file](const char* code, std::string place, std::string found,
                            std::string expected) {
    throw Error(ErrorKind::kBadFile, code,
                {file, std::move(place), std::move(found), std::move(expected)});
  };
  if (bytes.empty() || !known_content(bytes).empty()) {
    fail("CIFAR_KIND", "", describe_content(bytes), "a batch of CIFAR-10's binary version");
  }
  if (bytes.size() % kRecord != 0) {
    if (bytes.size() % kRecordOf100 == 0) {
      fail("CIFAR_100", "", "CIFAR-100 (records of 3074 bytes, with two labels)",
           "CIFAR-10 (records of 3073 bytes)");
    }
    fail("CIFAR_SIZE", "", fmt::format("{} bytes", bytes.size()),
         "a multiple of 3073 (a label and 3 x 32 x 32 pixels)");
  }
  const std::size_t count = bytes.size() / kRecord;
  Split split{.shape = {3, kSide, kSide}, .images = {}, .labels = {}};
  split.images.reserve(count * kPixels);
  for (std::size_t i = 0; i < count; ++i) {
    const ByteView record = bytes.subspan(i * kRecord, kRecord);
    if (record[0] >= kClasses) {
      fail("CIFAR_LABEL", fmt::format("offset {}", i * kRecord), fmt::format("label {}", record[0]),
           "0 to 9");
    }
    split.labels.push_back(record[0]);
    split.images.insert(split.images.end(), record.begin() + 1, record.end());
  }
  return split;
}

bool has_cifar_files(const fs::path& directory) {
  return has_batches(directory) || is_python_version(directory) || is_cifar_100(directory);
}

std::shared_ptr<Dataset> load_cifar_directory(const fs::path& directory,
                                              const LoadControl& control) {
  if (!has_batches(directory)) {
    const bool hundred = is_cifar_100(directory);
    throw Error(ErrorKind::kBadFile, hundred ? "CIFAR_100" : "CIFAR_PICKLE",
                {.file = display_path(directory),
                 .found = hundred ? "the files of CIFAR-100"
                                  : "the Python version of CIFAR-10, which are pickles",
                 .expected = kBinaryVersion});
  }
  std::vector<fs::path> files;
  for (int number = 1; number <= kTrainingBatches; ++number) {
    if (const fs::path file = directory / batch_name(number); file_exists(file))
      files.push_back(file);
  }
  if (files.empty()) throw no_file(directory / batch_name(1));
  if (!file_exists(directory / "test_batch.bin")) throw no_file(directory / "test_batch.bin");
  files.push_back(directory / "test_batch.bin");
  Dataset data{.name = display_path(directory),
               .path = directory,
               .classes = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse",
                           "ship", "truck"},
               .train = {.shape = {3, kSide, kSide}, .images = {}, .labels = {}},
               .test = {}};
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (control.stop.stop_requested()) return nullptr;
    Split batch = parse_cifar(read_file(files[i], kMostBatchBytes), display_path(files[i]));
    if (i + 1 == files.size()) {
      data.test = std::move(batch);
    } else {
      append(data.train, batch);
    }
    if (control.progress) {
      control.progress(static_cast<double>(i + 1) / static_cast<double>(files.size()));
    }
  }
  return std::make_shared<Dataset>(std::move(data));
}

}  // namespace convscope::engine
