#include "engine/io/npy.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace convscope::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "the file's byte order is the machine's");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostNpyBytes = std::size_t{1} << 31;
constexpr std::size_t kMostNpyHeaderBytes = std::size_t{1} << 16;

struct NpyTypeRow {
  std::string_view name;
  NpyType type;
  std::size_t size;
};
constexpr std::array kNpyTypes = {
    NpyTypeRow{"<f4", NpyType::kFloat32, 4}, NpyTypeRow{"<f8", NpyType::kFloat64, 8},
    NpyTypeRow{"|u1", NpyType::kUint8, 1}, NpyTypeRow{"<i4", NpyType::kInt32, 4},
    NpyTypeRow{"<i8", NpyType::kInt64, 8}};

std::size_t size_of(NpyType type) {
  for (const NpyTypeRow& row : kNpyTypes) {
    if (row.type == type) return row.size;
  }
  return 0;
}

[[noreturn]] void fail_at(const std::string& file, const char* code, std::size_t offset,
                          std::string found, std::string expected) {
  throw Error(ErrorKind::kBadFile, code,
              {file, fmt::format("offset {}", offset), std::move(found), std::move(expected)});
}

struct NpyHeader {
  std::optional<NpyTypeRow> type;
  std::optional<bool> fortran;
  std::optional<Shape> shape;
};

/// Reads the Python literal {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } and no
/// other; never evaluates anything.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::size_t offset, const std::string& file)
      : text_(text), start_(offset), file_(file) {}

  NpyHeader parse() {
    expect('{');
    while (!take('}')) {
      key();
      if (take(',')) continue;
      expect('}');
      break;
    }
    blanks();
    if (at_ != text_.size()) fail("more after the dictionary", "blanks");
    if (!header_.type || !header_.fortran || !header_.shape) {
      fail("a dictionary without one of them", "'descr', 'fortran_order' and 'shape'");
    }
    return header_;
  }

 private:
  [[noreturn]] void fail(std::string found, std::string expected, const char* code = "NPY_HEADER") {
    fail_at(file_, code, start_ + at_, std::move(found), std::move(expected));
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char peek() {
    blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(here(), fmt::format("\"{}\"", c));
  }
  std::string here() {
    if (at_ >= text_.size()) return "the header's end";
    const auto code = static_cast<unsigned char>(text_[at_]);
    return code >= 0x20 && code < 0x7f ? fmt::format("\"{}\"", text_[at_])
                                       : fmt::format("the byte {:02x}", code);
  }

  std::string_view string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail(here(), "a string");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a string without an end", "a quote");
    const std::string_view found = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return found;
  }

  void key() {
    blanks();
    const std::size_t place = at_;
    const std::string_view name = string();
    expect(':');
    blanks();
    if (name == "descr" && !header_.type) {
      header_.type = type();
    } else if (name == "fortran_order" && !header_.fortran) {
      header_.fortran = boolean();
    } else if (name == "shape" && !header_.shape) {
      header_.shape = shape();
    } else {
      at_ = place;
      fail("another key, or one twice", "'descr', 'fortran_order' and 'shape', once each");
    }
  }

  NpyTypeRow type() {
    const std::size_t place = at_;
    if (peek() == '[') fail("records with named fields", expected_types(), "NPY_TYPE");
    const std::string_view name = string();
    for (const NpyTypeRow& row : kNpyTypes) {
      if (row.name == name) return row;
    }
    at_ = place;
    if (name == "|O" || name == "O") {
      fail("Python objects (a pickle, which is never read)", expected_types(), "NPY_TYPE");
    }
    if (name.starts_with('>')) fail("numbers of big-endian order", expected_types(), "NPY_TYPE");
    const bool plain =
        name.size() <= 8 && name.find_first_not_of(
                                "<|=0123456789"
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
    fail(plain ? fmt::format("the type {}", name) : "another type", expected_types(), "NPY_TYPE");
  }
  static std::string expected_types() {
    return "<f4, <f8, |u1, <i4 or <i8: array.astype('uint8') or 'float32'";
  }

  bool boolean() {
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true},
                                      std::pair<std::string_view, bool>{"False", false}}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    fail(here(), "True or False");
  }

  Shape shape() {
    std::vector<Index> sizes;
    expect('(');
    while (!take(')')) {
      sizes.push_back(size());
      if (static_cast<int>(sizes.size()) > Shape::kMaxRank) {
        fail("more dimensions", fmt::format("at most {}", Shape::kMaxRank), "NPY_SHAPE");
      }
      if (take(',')) continue;
      if (sizes.size() == 1) fail(here(), "\",\": a tuple");
      expect(')');
      break;
    }
    return Shape(std::span<const Index>(sizes));
  }

  Index size() {
    blanks();
    Index value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{} || value < 0) fail(here(), "a size from 0 on");
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  std::string_view text_;
  std::size_t start_;
  const std::string& file_;
  std::size_t at_ = 0;
  NpyHeader header_;
};

/// Column-major numbers of `size` bytes in row-major order.
Bytes transposed(ByteView bytes, const Shape& shape, std::size_t size) {
  Bytes result(bytes.size());
  std::array<Index, Shape::kMaxRank> strides{};
  Index stride = 1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    strides[static_cast<std::size_t>(axis)] = stride;
    stride *= shape[axis];
  }
  std::array<Index, Shape::kMaxRank> cell{};
  Index from = 0;
  for (Index to = 0; to < shape.count(); ++to) {
    std::memcpy(result.data() + static_cast<std::size_t>(to) * size,
                bytes.data() + static_cast<std::size_t>(from) * size, size);
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      const auto i = static_cast<std::size_t>(axis);
      from += strides[i];
      if (++cell[i] < shape[axis]) break;
      from -= strides[i] * shape[axis];
      cell[i] = 0;
    }
  }
  return result;
}

template <typename Number>
double number_at(const Bytes& bytes, Index offset) {
  Number value{};
  std::memcpy(&value, bytes.data() + static_cast<std::size_t>(offset) * sizeof(Number),
              sizeof(Number));
  return static_cast<double>(value);
}

/// Offset and length of the header's text.
std::pair<std::size_t, std::size_t> find_header(ByteView bytes, const std::string& file) {
  if (bytes.size() < kMagic.size() ||
      std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0) {
    fail_at(file, "NPY_MAGIC", 0, describe_content(bytes), "a NumPy array (.npy)");
  }
  const std::size_t digits = bytes.size() > 6 && bytes[6] == 1 ? 2 : 4;
  const std::size_t start = 8 + digits;
  if (bytes.size() < start) {
    fail_at(file, "NPY_HEADER", bytes.size(), "the end of the file", "the header's length");
  }
  if (bytes[6] < 1 || bytes[6] > 3 || bytes[7] != 0) {
    fail_at(file, "NPY_VERSION", 6, fmt::format("version {}.{}", bytes[6], bytes[7]),
            "1.0, 2.0 or 3.0");
  }
  std::size_t length = 0;
  for (std::size_t i = 0; i < digits; ++i) length |= std::size_t{bytes[8 + i]} << (8 * i);
  if (length > kMostNpyHeaderBytes || length > bytes.size() - start) {
    fail_at(file, "NPY_HEADER", 8, fmt::format("a header of {} bytes", length),
            length > kMostNpyHeaderBytes ? fmt::format("at most {}", kMostNpyHeaderBytes)
                                         : fmt::format("at most {} left", bytes.size() - start));
  }
  return {start, length};
}

}  // namespace

double NpyArray::number(Index offset) const {
  switch (type) {
    case NpyType::kFloat32:
      return number_at<float>(bytes, offset);
    case NpyType::kFloat64:
      return number_at<double>(bytes, offset);
    case NpyType::kUint8:
      return number_at<std::uint8_t>(bytes, offset);
    case NpyType::kInt32:
      return number_at<std::int32_t>(bytes, offset);
    case NpyType::kInt64:
      break;
  }
  return number_at<std::int64_t>(bytes, offset);
}

NpyArray parse_npy(ByteView bytes, const std::string& file) {
  const auto [start, length] = find_header(bytes, file);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + start, length);
  const NpyHeader header = HeaderParser(text, start, file).parse();
  const ByteView data = bytes.subspan(start + length);
  const std::size_t size = size_of(header.type->type);
  const Index needed = saturating_multiply(header.shape->count(), static_cast<Index>(size));
  if (needed != static_cast<Index>(data.size())) {
    fail_at(file, "NPY_SIZE", start + length, fmt::format("{} bytes", data.size()),
            fmt::format("{} for {} of {}", needed, header.shape->to_string(), header.type->name));
  }
  NpyArray array{.shape = *header.shape, .type = header.type->type, .bytes = {}};
  array.bytes = *header.fortran && array.shape.rank() > 1 ? transposed(data, array.shape, size)
                                                          : Bytes(data.begin(), data.end());
  return array;
}

NpyArray read_npy(const std::filesystem::path& path, const FileLayer& files) {
  return parse_npy(read_file(path, kMostNpyBytes, files), display_path(path));
}

}  // namespace convscope::engine
