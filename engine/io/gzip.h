#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine/io/file.h"

namespace convscope::engine {

/// The content of a file that may be gzipped, read from front to back: unpacked when the file
/// begins as gzip does, as it is otherwise. Memory stays that of the packed bytes, which must
/// outlive it; how much is unpacked is up to the caller, so a bomb costs nothing.
/// Errors are of kind kBadFile, at an offset in the packed file: GZIP_DATA (what zlib found),
/// GZIP_CHECK (the checksum or length at the end does not fit), GZIP_TRUNCATED, GZIP_TRAILING.
class UnpackedReader {
 public:
  /// `file` is what errors call it.
  UnpackedReader(ByteView bytes, std::string file);
  ~UnpackedReader();
  UnpackedReader(const UnpackedReader&) = delete;
  UnpackedReader& operator=(const UnpackedReader&) = delete;

  /// Fills `out`; fewer bytes only at the end of the content.
  std::size_t read(std::span<std::uint8_t> out);
  /// An upper bound of how much is left: exact for a plain file, deflate's best ratio otherwise.
  std::size_t most_left() const;
  bool packed() const noexcept { return stream_ != nullptr; }
  const std::string& file() const noexcept { return file_; }

 private:
  struct Stream;
  bool next_member();
  [[noreturn]] void fail(std::string code, std::string found, std::string expected) const;

  ByteView bytes_;
  std::size_t offset_ = 0;
  std::string file_;
  std::unique_ptr<Stream> stream_;
};

/// Packs as gzip -9n does: no name, no time; the same bytes give the same file.
Bytes gzip_compress(ByteView bytes);

}  // namespace convscope::engine
