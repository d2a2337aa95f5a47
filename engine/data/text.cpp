#include "engine/data/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "engine/core/error.h"
#include "engine/data/catalog.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kMostTextBytes = std::size_t{1} << 30;
constexpr std::size_t kMostSymbols = std::numeric_limits<Symbol>::max();

[[noreturn]] void fail(const char* code, const std::string& file, ErrorDetail detail) {
  detail.file = file;
  throw Error(ErrorKind::kBadFile, code, std::move(detail));
}

/// Goes through a text character by character, by the table of well-formed sequences (Unicode,
/// chapter 3, table 3-7).
class Characters {
 public:
  Characters(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  bool done() const { return at_ >= text_.size(); }
  /// The next code point; behind it.
  char32_t next() {
    const auto lead = byte(at_);
    if (lead < 0x80) return text_.size() > at_++ ? lead : 0;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    char32_t code = lead & (0x3fU >> more);
    bool good = lead >= 0xc2 && lead <= 0xf4 && at_ + static_cast<std::size_t>(more) < text_.size();
    for (int i = 1; good && i <= more; ++i) {
      const auto next = byte(at_ + static_cast<std::size_t>(i));
      good = (next & 0xc0U) == 0x80;
      code = code << 6 | (next & 0x3fU);
    }
    const char32_t least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
    good = good && code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (!good) {
      fail("TEXT_UTF8", file_,
           {.place = fmt::format("offset {}", at_),
            .found = fmt::format("the byte {:02x}", lead),
            .expected = "a text in UTF-8"});
    }
    at_ += 1 + static_cast<std::size_t>(more);
    return code;
  }
  std::size_t offset() const { return at_; }

 private:
  unsigned byte(std::size_t i) const { return static_cast<unsigned char>(text_[i]); }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

std::string utf8(char32_t code) {
  const auto tail = [&](int shift) {
    return static_cast<char>(0x80U | (static_cast<unsigned>(code) >> shift & 0x3fU));
  };
  const auto lead = [&](unsigned mark, int shift) {
    return static_cast<char>(mark | static_cast<unsigned>(code) >> shift);
  };
  if (code < 0x80) return {lead(0, 0)};
  if (code < 0x800) return {lead(0xc0, 6), tail(0)};
  if (code < 0x10000) return {lead(0xe0, 12), tail(6), tail(0)};
  return {lead(0xf0, 18), tail(12), tail(6), tail(0)};
}

// "line 3, column 7" of an offset.
std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto column = std::ranges::count_if(
      before.substr(start), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; });
  return fmt::format("line {}, column {}", line, column + 1);
}

// Pictures and tables are data sets too, but not for a network of text.
void refuse_other_kinds(const std::filesystem::path& path, const std::string& file) {
  const auto names = dataset_names();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail("TEXT_KIND", file, {.found = "a directory", .expected = "a text in UTF-8"});
  }
  if (!std::filesystem::exists(path, ignored) && std::ranges::find(names, file) != names.end()) {
    fail("TEXT_KIND", file,
         {.found = "a data set of pictures", .expected = "a text in UTF-8, by its path"});
  }
}

std::string read_clean(const std::filesystem::path& path, const std::string& file) {
  refuse_other_kinds(path, file);
  std::string text = read_text_file(path, kMostTextBytes);
  const std::string_view known = known_content(bytes_of(text));
  if (!known.empty() || text.substr(0, 4096).find('\0') != std::string::npos) {
    fail("TEXT_KIND", file,
         {.found = describe_content(bytes_of(text)), .expected = "a text in UTF-8"});
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!line_end) text[kept++] = text[i];
  }
  text.resize(kept);
  return text;
}

}  // namespace

Vocabulary vocabulary_of(std::string_view text, const std::string& file) {
  std::vector<bool> seen(0x110000);
  for (Characters characters(text, file); !characters.done();) seen[characters.next()] = true;
  Vocabulary vocabulary;
  for (char32_t code = 0; code < seen.size(); ++code) {
    if (seen[code]) vocabulary.push_back(utf8(code));
  }
  if (vocabulary.size() > kMostSymbols) {
    fail("TEXT_VOCABULARY", file,
         {.found = fmt::format("{} different characters", vocabulary.size()),
          .expected = fmt::format("at most {}", kMostSymbols)});
  }
  return vocabulary;
}

std::vector<Symbol> symbols_of(std::string_view text, const Vocabulary& vocabulary,
                               const std::string& file) {
  std::unordered_map<char32_t, Symbol> symbols;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    if (vocabulary[i].empty()) continue;
    symbols.emplace(Characters(vocabulary[i], file).next(), static_cast<Symbol>(i));
  }
  std::vector<Symbol> result;
  result.reserve(text.size());
  Characters characters(text, file);
  while (!characters.done()) {
    const std::size_t start = characters.offset();
    const auto found = symbols.find(characters.next());
    if (found == symbols.end()) {
      const std::string_view unknown = text.substr(start, characters.offset() - start);
      fail("TEXT_CHARACTER", file,
           {.place = place_of(text, start),
            .found = fmt::format("the character '{}'", unknown),
            .expected = fmt::format("one of the {} that the model knows", symbols.size())});
    }
    result.push_back(found->second);
  }
  return result;
}

std::string join_vocabulary(const Vocabulary& vocabulary) {
  std::string joined;
  for (const std::string& character : vocabulary) joined += character;
  return joined;
}

Vocabulary split_vocabulary(std::string_view joined, const std::string& file) {
  Vocabulary vocabulary;
  for (Characters characters(joined, file); !characters.done();) {
    vocabulary.push_back(utf8(characters.next()));
  }
  return vocabulary;
}

std::shared_ptr<Dataset> load_text(const std::filesystem::path& path, const TextOptions& options) {
  const std::string file = display_path(path);
  const std::string text = read_clean(path, file);
  auto data = std::make_shared<Dataset>();
  data->name = file;
  data->path = path;
  data->classes = options.vocabulary.empty() ? vocabulary_of(text, file) : options.vocabulary;
  const auto classes = static_cast<std::size_t>(options.classes);
  if (options.classes > 0 && data->classes.size() > classes) {
    fail("TEXT_VOCABULARY", file,
         {.found = fmt::format("{} different characters", data->classes.size()),
          .expected = fmt::format("at most {}, what the network tells apart", classes)});
  }
  data->train.shape = data->test.shape = Shape{options.steps};
  data->train.symbols = symbols_of(text, data->classes, file);
  if (data->train.count() == 0) {
    fail("TEXT_SHORT", file,
         {.found = fmt::format("{} characters", data->train.symbols.size()),
          .expected = fmt::format("at least {}: a window of {} and the one behind it",
                                  options.steps + 1, options.steps)});
  }
  data->classes.resize(std::max(classes, data->classes.size()));
  return data;
}

void Streams::rows(Index step, std::vector<Index>& rows) const {
  rows.clear();
  if (streams_ == 0) return;
  const Index length = count_ / streams_, longer = count_ % streams_;
  const Index here = step < length ? streams_ : longer;
  for (Index s = 0; s < here; ++s) rows.push_back(s * length + std::min(s, longer) + step);
}

}  // namespace convscope::engine
