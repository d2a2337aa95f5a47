#include "engine/data/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "engine/core/format.h"
#include "engine/data/pixel_bytes.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostCsvBytes = std::size_t{1} << 31;
constexpr Index kRowsPerReport = 1024;
constexpr std::array<std::string_view, 4> kLabelNames = {"label", "class", "target", "y"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string quoted(std::string_view field) {
  constexpr std::size_t kMost = 24;
  std::string shown;
  for (const char c : field.substr(0, kMost)) {
    shown.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
  }
  return fmt::format("\"{}{}\"", shown, field.size() > kMost ? "..." : "");
}

/// Cuts a text into rows and fields, in place.
class RowReader {
 public:
  RowReader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    all_ = text_.size();
    const std::string_view first = text_.substr(0, text_.find('\n'));
    for (const char mark : {'\t', ';', ','}) {
      if (first.find(mark) == std::string_view::npos) continue;
      separator_ = mark;
      break;
    }
  }

  /// The fields of the next row that has any; false at the end.
  bool next(std::vector<std::string_view>& fields) {
    while (!text_.empty()) {
      ++row_;
      const std::size_t end = text_.find('\n');
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (trimmed(line).empty()) continue;
      cut(line, fields);
      return true;
    }
    return false;
  }

  /// Of the last one, from 1.
  Index row() const noexcept { return row_; }
  char separator() const noexcept { return separator_; }
  double done() const {
    return 1 -
           static_cast<double>(text_.size()) / static_cast<double>(std::max<std::size_t>(all_, 1));
  }
  [[noreturn]] void fail(const char* code, std::size_t column, std::string found,
                         std::string expected) const {
    throw Error(ErrorKind::kBadFile, code,
                {file_, fmt::format("row {}, column {}", row_, column + 1), std::move(found),
                 std::move(expected)});
  }

 private:
  void cut(std::string_view line, std::vector<std::string_view>& fields) const {
    fields.clear();
    for (;;) {
      std::size_t end = 0;
      if (line.starts_with('"')) {
        const std::size_t close = line.find('"', 1);
        end = close == std::string_view::npos ? close : close + 1;
        if (close == std::string_view::npos || (end < line.size() && line[end] != separator_)) {
          fail("CSV_QUOTE", fields.size(), quoted(line),
               "a quote that closes at the end of the field");
        }
        fields.push_back(line.substr(1, close - 1));
      } else {
        end = std::min(line.find(separator_), line.size());
        fields.push_back(trimmed(line.substr(0, end)));
      }
      if (end == line.size()) return;
      line.remove_prefix(end + 1);
    }
  }

  std::string_view text_;
  std::string file_;
  std::size_t all_ = 0;
  char separator_ = ',';
  Index row_ = 0;
};

double number_of(const RowReader& reader, std::string_view field, std::size_t column) {
  if (const auto value = parse_double(field)) return *value;
  std::string pointed(field);
  std::replace(pointed.begin(), pointed.end(), ',', '.');
  const bool decimal_comma = pointed != field && parse_double(pointed);
  reader.fail(
      "CSV_NUMBER", column, field.empty() ? "an empty field" : quoted(field),
      decimal_comma ? fmt::format("a decimal point ({}), not a comma", pointed) : "a number");
}

/// Whether this names a column: it has a letter and is neither a number nor a failed one.
bool is_name(std::string_view field) {
  const std::string text = lower(field);
  if (text.find_first_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos) return false;
  const bool not_finite =
      text.find("nan") != std::string::npos ? text.size() <= 4 : text.ends_with("inf");
  return !not_finite && !parse_double(text);
}

bool is_header(const std::vector<std::string_view>& fields) {
  return std::any_of(fields.begin(), fields.end(), is_name);
}

std::size_t label_column(const RowReader& reader, const std::vector<std::string_view>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(kLabelNames.begin(), kLabelNames.end(), lower(names[i])) != kLabelNames.end()) {
      return i;
    }
  }
  // Files with nothing to compare with, such as those of a competition.
  if (lower(names[0]).starts_with("pixel")) {
    reader.fail("CSV_LABEL", 0, "pixels only", "a column named label, class, target or y");
  }
  return 0;
}

/// Rows of a known length, one after the other, into labels and pixels.
class TableBuilder {
 public:
  explicit TableBuilder(RowReader& reader, const std::vector<std::string_view>& fields)
      : reader_(reader), columns_(fields.size()), first_row_(reader.row()) {
    if (columns_ < 2) {
      reader.fail("CSV_COLUMNS", 0, "1 column", "a label and pixels, with commas between them");
    }
    if (is_header(fields)) {
      label_ = label_column(reader, fields);
    } else {
      add(fields);
    }
  }

  void add(const std::vector<std::string_view>& fields) {
    if (fields.size() != columns_) {
      const bool more = fields.size() > columns_ && reader_.separator() == ',';
      reader_.fail(
          "CSV_COLUMNS", std::min(fields.size(), columns_),
          fmt::format("{} columns", fields.size()),
          fmt::format("{}, as in row {}{}", columns_, first_row_,
                      more ? "; a decimal comma counts as a separator, write a point" : ""));
    }
    for (std::size_t i = 0; i < columns_; ++i) {
      const double value = number_of(reader_, fields[i], i);
      if (i != label_ && !pixels_.add(value)) {
        reader_.fail("CSV_PIXEL", i, quoted(fields[i]), pixels_.expected());
      }
      if (i != label_) continue;
      const auto label = label_of(value);
      if (!label) {
        reader_.fail("CSV_LABEL", i, "the label " + quoted(fields[i]),
                     "a whole number from 0 to 255");
      }
      labels_.push_back(*label);
    }
  }

  Split take() {
    if (labels_.empty()) reader_.fail("CSV_EMPTY", 0, "no rows with images", "at least one");
    return {.shape = picture_shape(static_cast<Index>(columns_) - 1),
            .images = pixels_.take(),
            .labels = std::move(labels_)};
  }

 private:
  RowReader& reader_;
  std::size_t columns_;
  Index first_row_;
  std::size_t label_ = 0;
  PixelBytes pixels_;
  Bytes labels_;
};

std::vector<fs::path> csv_files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (lower(entry->path().extension().string()) == ".csv") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The one file that ends in this; empty where there is none.
fs::path find_ending(const std::vector<fs::path>& files, const std::string& ending) {
  fs::path found;
  for (const fs::path& file : files) {
    if (!lower(file.filename().string()).ends_with(ending)) continue;
    if (!found.empty()) {
      throw Error(
          ErrorKind::kBadFile, "CSV_FILES",
          {.file = display_path(file.parent_path()),
           .found = fmt::format("{} and {}", found.filename().string(), file.filename().string()),
           .expected = "one file that ends in " + ending});
    }
    found = file;
  }
  return found;
}

std::optional<Split> read_csv(const fs::path& path, const LoadControl& control) {
  return parse_csv(read_text_file(path, kMostCsvBytes), display_path(path), control);
}

}  // namespace

std::optional<Split> parse_csv(std::string_view text, const std::string& file,
                               const LoadControl& control) {
  const bool foreign = text.empty() || !known_content(bytes_of(text)).empty() ||
                       text.substr(0, 4096).find('\0') != std::string_view::npos;
  if (foreign) {
    throw Error(ErrorKind::kBadFile, "CSV_KIND",
                {.file = file,
                 .found = describe_content(bytes_of(text)),
                 .expected = "text: a label and pixels in each row"});
  }
  RowReader reader(text, file);
  std::vector<std::string_view> fields;
  if (!reader.next(fields)) reader.fail("CSV_EMPTY", 0, "no rows with images", "at least one");
  TableBuilder table(reader, fields);
  for (Index rows = 1; reader.next(fields); ++rows) {
    table.add(fields);
    if (rows % kRowsPerReport != 0) continue;
    if (control.stop.stop_requested()) return std::nullopt;
    if (control.progress) control.progress(reader.done());
  }
  if (control.stop.stop_requested()) return std::nullopt;
  if (control.progress) control.progress(1);
  return table.take();
}

bool has_csv_files(const fs::path& directory) {
  return !csv_files(directory).empty();
}

std::shared_ptr<Dataset> load_csv(const fs::path& path, const LoadControl& control) {
  fs::path train = path, test;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    const std::vector<fs::path> files = csv_files(path);
    train = files.size() == 1 ? files[0] : find_ending(files, "train.csv");
    if (files.size() > 1) test = find_ending(files, "test.csv");
    if (train.empty()) {
      throw Error(ErrorKind::kBadFile, "CSV_FILES",
                  {.file = display_path(path),
                   .found = fmt::format("{} files that end in .csv", files.size()),
                   .expected = "train.csv and test.csv, or the path of one file"});
    }
  }
  constexpr double kShareOfTest = 0.15;
  std::optional<Split> test_split;
  const double before = test.empty() ? 0 : kShareOfTest;
  if (!test.empty()) {
    test_split = read_csv(test, part_of(control, 0, before));
    if (!test_split) return nullptr;
  }
  auto train_split = read_csv(train, part_of(control, before, 1 - before));
  if (!train_split) return nullptr;
  return make_dataset(path, std::move(*train_split), std::move(test_split));
}

}  // namespace convscope::engine
