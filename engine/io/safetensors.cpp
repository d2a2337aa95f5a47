#include "engine/io/safetensors.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/io/atomic_file.h"
#include "engine/io/json_reader.h"
#include "engine/io/tensor_type.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kMostTensorFileBytes = std::size_t{1} << 31;
constexpr std::size_t kMostTensorHeaderBytes = std::size_t{1} << 24;
constexpr std::size_t kLengthBytes = 8;
constexpr std::string_view kMetadata = "__metadata__";
constexpr std::string_view kDataCheck = "crc32";
constexpr std::string_view kHeaderCheck = "crc32_header";
constexpr std::string_view kNoCheck = "00000000";
// What stands before the eight digits in every header that we write. It cannot occur inside a
// JSON text, where the quotation marks would be escaped.
constexpr std::string_view kBeforeHeaderCheck = "\"crc32_header\":\"";

std::string crc_text(ByteView bytes, uLong start = 0) {
  return fmt::format("{:08x}", crc32_z(start, bytes.data(), bytes.size()));
}

/// The checksum of a header whose own checksum's digits, `digits` from its start, count as 0.
std::string header_crc(ByteView header, std::size_t digits) {
  uLong crc = crc32_z(0, header.data(), digits);
  crc = crc32_z(crc, bytes_of(kNoCheck).data(), kNoCheck.size());
  return crc_text(header.subspan(digits + kNoCheck.size()), crc);
}

[[noreturn]] void fail(const std::string& file, std::string code, std::string place,
                       std::string found, std::string expected) {
  throw Error(ErrorKind::kBadFile, std::move(code),
              {file, std::move(place), std::move(found), std::move(expected)});
}

/// The tensors' entry of the header, with where each lies in the data.
struct Entry {
  NamedTensor tensor;
  std::size_t begin = 0;
  std::size_t end = 0;
};

ByteView header_of(ByteView bytes, const std::string& file) {
  std::uint64_t length = 0;
  if (bytes.size() >= kLengthBytes) {
    for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | bytes[i];
  }
  if (bytes.size() > kLengthBytes && bytes[kLengthBytes] == '{' && length >= 2) {
    const std::uint64_t most = std::min(bytes.size() - kLengthBytes, kMostTensorHeaderBytes);
    if (length <= most) return bytes.subspan(kLengthBytes, length);
    fail(file, "TENSORS_FORMAT", "offset 0", fmt::format("a header of {} bytes", length),
         fmt::format("at most {}", most));
  }
  fail(file, "TENSORS_FORMAT", "offset 0", describe_content(bytes),
       "a safetensors file: the header's length in eight bytes, then a JSON object");
}

Entry read_entry(const JsonValue& row, const std::string& name, std::size_t data_bytes) {
  row.allow_keys({"dtype", "shape", "data_offsets"});
  Entry entry;
  entry.tensor.name = name;
  entry.tensor.type = row.at("dtype").text();
  const std::size_t size = tensor_type_size(entry.tensor.type);
  if (size == 0) {
    row.at("dtype").fail("TENSORS_ENTRY", row.at("dtype").describe(), "a type such as \"F32\"");
  }
  constexpr Index kMost = std::numeric_limits<Index>::max();
  const std::vector<Index> sizes = row.at("shape").indices(0, kMost);
  if (sizes.size() > Shape::kMaxRank) {
    row.at("shape").fail("TENSORS_ENTRY", fmt::format("{} dimensions", sizes.size()),
                         fmt::format("at most {}", Shape::kMaxRank));
  }
  entry.tensor.shape = Shape(std::span<const Index>(sizes));
  const JsonValue offsets = row.at("data_offsets");
  const std::vector<Index> ends = offsets.indices(0, static_cast<Index>(data_bytes));
  if (ends.size() != 2 || ends[1] < ends[0]) {
    offsets.fail("TENSORS_ENTRY", offsets.describe(), "a begin and an end behind it");
  }
  entry.begin = static_cast<std::size_t>(ends[0]);
  entry.end = static_cast<std::size_t>(ends[1]);
  // An empty axis makes an empty tensor, however large the others are.
  const bool empty = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  const Index span =
      empty ? 0 : saturating_multiply(entry.tensor.shape.count(), static_cast<Index>(size));
  if (span != ends[1] - ends[0]) {
    row.fail(
        "TENSORS_ENTRY", fmt::format("{} bytes", ends[1] - ends[0]),
        fmt::format("{} for {} of {}", span, entry.tensor.shape.to_string(), entry.tensor.type));
  }
  return entry;
}

/// Throws unless the tensors fill the data without holes or overlaps.
void check_layout(std::vector<Entry>& entries, std::size_t data_bytes, const std::string& file) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::size_t end = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != end) {
      fail(file, "TENSORS_LAYOUT", entry.tensor.name,
           fmt::format("{} at {}", entry.begin < end ? "an overlap" : "a hole",
                       std::min(entry.begin, end)),
           fmt::format("the offset {}", end));
    }
    end = entry.end;
  }
  if (end != data_bytes) {
    fail(file, "TENSORS_LAYOUT", "the end", fmt::format("{} bytes of data", data_bytes),
         fmt::format("{} for all tensors", end));
  }
}

/// Whether the metadata has our checksums, which it loses; throws when they do not fit.
bool take_checksums(TensorFile& result, ByteView header, ByteView data, const std::string& file) {
  const auto data_check = result.metadata.find(std::string(kDataCheck));
  const auto header_check = result.metadata.find(std::string(kHeaderCheck));
  if (data_check == result.metadata.end() && header_check == result.metadata.end()) return false;
  const auto compare = [&](const auto& check, std::string_view name, const std::string& crc) {
    if (check != result.metadata.end() && check->second == crc) return;
    fail(file, "TENSORS_CHECKSUM", std::string(name), crc,
         check == result.metadata.end() ? "a checksum in the file" : check->second);
  };
  const auto before = std::search(header.begin(), header.end(), kBeforeHeaderCheck.begin(),
                                  kBeforeHeaderCheck.end());
  const auto left = static_cast<std::size_t>(header.end() - before);
  const std::size_t digits = header.size() - left + kBeforeHeaderCheck.size();
  compare(header_check, kHeaderCheck,
          digits + kNoCheck.size() > header.size() ? crc_text(header) : header_crc(header, digits));
  compare(data_check, kDataCheck, crc_text(data));
  result.metadata.erase(std::string(kDataCheck));
  result.metadata.erase(std::string(kHeaderCheck));
  return true;
}

}  // namespace

const NamedTensor* TensorFile::find(std::string_view name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [name](const NamedTensor& t) { return t.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

Bytes encode_tensors(const TensorFile& file) {
  std::map<std::string_view, const NamedTensor*> sorted;
  for (const NamedTensor& tensor : file.tensors) {
    if (!sorted.emplace(tensor.name, &tensor).second || tensor.name == kMetadata) {
      throw Error(ErrorKind::kCheckFailed, "TENSOR_NAME",
                  {.found = "two tensors named " + tensor.name, .expected = "a name for each"});
    }
  }
  nlohmann::json header;
  header[std::string(kMetadata)] = file.metadata;
  uLong crc = 0;
  std::size_t offset = 0;
  for (const auto& [name, tensor] : sorted) {
    const std::size_t end = offset + tensor->bytes.size();
    header[std::string(name)] = {
        {"dtype", tensor->type},
        {"shape", std::vector<Index>(tensor->shape.begin(), tensor->shape.end())},
        {"data_offsets", {offset, end}}};
    // zlib takes a null pointer, which an empty tensor may have, for a wish to begin anew.
    if (!tensor->bytes.empty()) {
      crc = crc32_z(crc, tensor->bytes.data(), tensor->bytes.size());
    }
    offset = end;
  }
  header[std::string(kMetadata)][std::string(kDataCheck)] = fmt::format("{:08x}", crc);
  header[std::string(kMetadata)][std::string(kHeaderCheck)] = kNoCheck;
  std::string text = header.dump();
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  const std::size_t digits = text.find(kBeforeHeaderCheck) + kBeforeHeaderCheck.size();
  text.replace(digits, kNoCheck.size(), crc_text(bytes_of(text)));

  Bytes bytes;
  bytes.reserve(kLengthBytes + text.size() + offset);
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(text.size() >> 8 * i));
  }
  bytes.insert(bytes.end(), text.begin(), text.end());
  for (const auto& [name, tensor] : sorted) {
    bytes.insert(bytes.end(), tensor->bytes.begin(), tensor->bytes.end());
  }
  return bytes;
}

TensorFile parse_tensors(ByteView bytes, const std::string& file) {
  const ByteView header = header_of(bytes, file);
  const ByteView data = bytes.subspan(kLengthBytes + header.size());
  const JsonValue json = JsonDocument::parse(
      std::string_view(reinterpret_cast<const char*>(header.data()), header.size()), file);
  TensorFile result;
  std::vector<Entry> entries;
  for (const std::string& name : json.keys()) {
    const JsonValue value = json.at(name);
    if (name != kMetadata) {
      entries.push_back(read_entry(value, name, data.size()));
      continue;
    }
    for (const std::string& key : value.keys()) result.metadata[key] = value.at(key).text();
  }
  check_layout(entries, data.size(), file);
  result.has_checksum = take_checksums(result, header, data, file);
  for (Entry& entry : entries) {
    const ByteView span = data.subspan(entry.begin, entry.end - entry.begin);
    entry.tensor.bytes.assign(span.begin(), span.end());
    result.tensors.push_back(std::move(entry.tensor));
  }
  return result;
}

TensorFile read_tensors(const std::filesystem::path& path, const FileLayer& files) {
  return parse_tensors(read_file(path, kMostTensorFileBytes, files), display_path(path));
}

void write_tensors(const std::filesystem::path& path, const TensorFile& file,
                   const FileLayer& files) {
  write_file(path, encode_tensors(file), files);
}

}  // namespace convscope::engine
