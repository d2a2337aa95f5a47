#include "engine/data/idx.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/io/gzip.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kMostIdxBytes = std::size_t{1} << 31;
constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kFirstChunk = std::size_t{1} << 14;
constexpr std::uint8_t kUnsignedByte = 0x08;

int rank_of(IdxKind kind) {
  return kind == IdxKind::kImages ? 3 : 1;
}

std::string_view name_of(IdxKind kind) {
  return kind == IdxKind::kImages ? "images" : "labels";
}

std::string_view type_name(std::uint8_t type) {
  switch (type) {
    case 0x09:
      return "signed bytes";
    case 0x0b:
      return "16-bit integers";
    case 0x0c:
      return "32-bit integers";
    case 0x0d:
      return "float32 numbers";
    case 0x0e:
      return "float64 numbers";
    default:
      return "values of an unknown type";
  }
}

[[noreturn]] void fail(const UnpackedReader& reader, std::string code, std::size_t offset,
                       std::string found, std::string expected) {
  throw Error(
      ErrorKind::kBadFile, std::move(code),
      {reader.file(), fmt::format("offset {}", offset), std::move(found), std::move(expected)});
}

/// Throws unless the four bytes begin a file of this kind.
void check_magic(const UnpackedReader& reader, ByteView magic, IdxKind kind) {
  const int rank = rank_of(kind);
  const std::string expected = fmt::format("{} (magic 0x{:08x})", name_of(kind), 0x800 + rank);
  if (magic.size() < 4 || magic[0] != 0 || magic[1] != 0 || magic[2] < 0x08 || magic[2] > 0x0e) {
    fail(reader, "IDX_MAGIC", 0, describe_content(magic), "an IDX file of " + expected);
  }
  if (magic[2] != kUnsignedByte) {
    fail(reader, "IDX_MAGIC", 2, std::string(type_name(magic[2])), "unsigned bytes (type 8)");
  }
  if (magic[3] == rank) return;
  const IdxKind other = kind == IdxKind::kImages ? IdxKind::kLabels : IdxKind::kImages;
  if (magic[3] == rank_of(other)) {
    fail(reader, "IDX_SWAPPED", 0,
         fmt::format("{} (magic 0x{:08x})", name_of(other), 0x800 + rank_of(other)),
         expected + "; the image and label files seem to be swapped");
  }
  fail(reader, "IDX_MAGIC", 3, fmt::format("{} dimensions", magic[3]),
       fmt::format("{} for {}", rank, name_of(kind)));
}

Shape read_dimensions(UnpackedReader& reader, int rank) {
  constexpr std::array<std::string_view, 3> kNames = {"entries", "rows", "columns"};
  std::array<Index, 3> sizes{};
  for (int axis = 0; axis < rank; ++axis) {
    std::array<std::uint8_t, 4> bytes{};
    const std::size_t offset = 4 + 4 * static_cast<std::size_t>(axis);
    if (reader.read(bytes) != bytes.size()) {
      fail(reader, "IDX_SIZE", offset, "the end of the file", fmt::format("{} dimensions", rank));
    }
    Index size = 0;
    for (const std::uint8_t byte : bytes) size = size * 256 + byte;
    if (size == 0) {
      fail(reader, "IDX_DIMENSION", offset,
           fmt::format("0 {}", kNames[static_cast<std::size_t>(axis)]), "at least 1");
    }
    sizes[static_cast<std::size_t>(axis)] = size;
  }
  return Shape(std::span<const Index>(sizes.data(), static_cast<std::size_t>(rank)));
}

[[noreturn]] void wrong_size(const UnpackedReader& reader, const Shape& shape,
                             const std::string& found) {
  fail(reader, "IDX_SIZE", 4 + 4 * static_cast<std::size_t>(shape.rank()), found,
       fmt::format("{} for the dimensions {}", shape.count(), shape.to_string()));
}

}  // namespace

Bytes idx_header(const Shape& shape) {
  Bytes header = {0, 0, kUnsignedByte, static_cast<std::uint8_t>(shape.rank())};
  for (const Index size : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      header.push_back(static_cast<std::uint8_t>(size >> shift));
    }
  }
  return header;
}

std::optional<IdxArray> parse_idx(ByteView bytes, IdxKind kind, const std::string& file,
                                  const LoadControl& control) {
  UnpackedReader reader(bytes, file);
  std::array<std::uint8_t, 4> magic{};
  const std::size_t held = reader.read(magic);
  // A foreign file is best described by all that is there.
  check_magic(reader, reader.packed() ? ByteView(magic).first(held) : bytes, kind);
  IdxArray array{.shape = read_dimensions(reader, rank_of(kind)), .values = {}};
  const auto count = static_cast<std::size_t>(array.shape.count());
  if (reader.packed() ? count > reader.most_left() : count != reader.most_left()) {
    wrong_size(reader, array.shape,
               fmt::format("{}{} values", reader.packed() ? "at most " : "", reader.most_left()));
  }
  // In steps, so that a lie about the size costs no more memory than the data that is there.
  while (array.values.size() < count) {
    if (control.stop.stop_requested()) return std::nullopt;
    const std::size_t done = array.values.size();
    const std::size_t step = std::min(std::clamp(done, kFirstChunk, kChunk), count - done);
    array.values.resize(done + step);
    const std::size_t got = reader.read(std::span(array.values).subspan(done));
    if (got < step) wrong_size(reader, array.shape, fmt::format("{} values", done + got));
    // The small first steps are not worth a word.
    if (control.progress && ((done + got) % kChunk == 0 || done + got == count)) {
      control.progress(static_cast<double>(done + got) / static_cast<double>(count));
    }
  }
  // Asking for one byte more also lets gzip compare its checksum.
  std::uint8_t more = 0;
  if (reader.read({&more, 1}) != 0) {
    wrong_size(reader, array.shape, fmt::format("more than {} values", count));
  }
  return array;
}

std::optional<IdxArray> read_idx(const std::filesystem::path& path, IdxKind kind,
                                 const LoadControl& control, const FileLayer& files) {
  const Bytes bytes = read_file(path, kMostIdxBytes, files);
  return parse_idx(bytes, kind, display_path(path), control);
}

}  // namespace convscope::engine
