#include "engine/io/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace convscope::engine {
namespace {

constexpr std::size_t kReadChunk = std::size_t{1} << 20;

/// Closes its file when it goes; for reading only, where a failed close loses nothing.
class OpenFile {
 public:
  OpenFile(const FileLayer& files, int file) : files_(files), file_(file) {}
  ~OpenFile() {
    if (file_ > STDERR_FILENO) files_.close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return file_; }

 private:
  const FileLayer& files_;
  int file_;
};

std::string_view kind_name(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "something else";
}

Error too_large(const std::filesystem::path& path, std::size_t most_bytes) {
  return Error(ErrorKind::kBadFile, "TOO_LARGE",
               {.file = display_path(path),
                .found = fmt::format("more than {} bytes", most_bytes),
                .expected = "a smaller file"});
}

/// Reads until the end of the file, at most `most_bytes`; `likely` bytes are made room for.
Bytes read_all(const OpenFile& file, const std::filesystem::path& path, std::size_t likely,
               std::size_t most_bytes, const FileLayer& files) {
  Bytes bytes;
  bytes.reserve(likely + 1);
  for (;;) {
    // One byte more than is likely, so that the end is seen without growing.
    const std::size_t held = bytes.size();
    bytes.resize(held + (held <= likely ? std::min(kReadChunk, likely - held + 1) : kReadChunk));
    const ssize_t got = files.read(file.number(), bytes.data() + held, bytes.size() - held);
    const int error = errno;
    bytes.resize(held + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && error == EINTR) continue;
    if (got < 0) throw io_error("READ", path, error);
    if (got == 0) return bytes;
    if (bytes.size() > most_bytes) throw too_large(path, most_bytes);
  }
}

bool starts_with(ByteView bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool looks_like_html(ByteView bytes) {
  std::string start;
  for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 256))) {
    const char c = static_cast<char>(byte);
    if (start.empty() && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
    start += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return start.starts_with("<!doctype html") || start.starts_with("<html") ||
         start.starts_with("<head") || start.starts_with("<body");
}

/// Protocols 2 to 5 begin with an opcode and their number and end with a full stop; the older
/// ones have no mark at all.
bool looks_like_pickle(ByteView bytes) {
  return bytes.size() >= 3 && bytes[0] == 0x80 && bytes[1] >= 2 && bytes[1] <= 5 &&
         bytes[2] >= 0x20;
}

struct Signature {
  std::string_view start;
  std::string_view name;
};

constexpr std::array kSignatures = {
    Signature{"version https://git-lfs", "a git-LFS pointer, not the file it stands for"},
    Signature{"\x89PNG\r\n\x1a\n", "a PNG image"},
    Signature{"\xff\xd8\xff", "a JPEG image"},
    Signature{"GIF8", "a GIF image"},
    Signature{"BM", "a BMP image"},
    Signature{"RIFF", "a RIFF file (WebP or sound)"},
    Signature{"\x1f\x8b", "a gzip file"},
    Signature{"PK\x03\x04",
              "a ZIP archive (PyTorch's checkpoints, Keras's files and .npz are such)"},
    Signature{"\x89HDF\r\n\x1a\n", "an HDF5 file"},
    Signature{"\x93NUMPY", "a NumPy array"},
    Signature{"%PDF", "a PDF document"},
};

}  // namespace

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool file_exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string display_path(const std::filesystem::path& path) {
  return path == "-" ? "standard input" : path.string();
}

Error io_error(std::string_view code, const std::filesystem::path& path, int error) {
  std::string reason = std::generic_category().message(error);
  if (error == ENOENT) reason = "no such file or directory";
  const char* expected = "a file that can be read";
  if (code == "NO_FILE") expected = "a file that exists";
  if (code == "WRITE") expected = "a file that can be written";
  return Error(ErrorKind::kIo, std::string(code),
               {.file = display_path(path), .found = std::move(reason), .expected = expected});
}

Bytes read_file(const std::filesystem::path& path, std::size_t most_bytes, const FileLayer& files) {
  if (path == "-") return read_all({files, STDIN_FILENO}, path, 0, most_bytes, files);
  // O_NONBLOCK, so that a FIFO without a writer is named instead of waited for.
  const OpenFile file(files, files.open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0));
  if (file.number() < 0) {
    throw io_error(errno == ENOENT || errno == ENOTDIR ? "NO_FILE" : "READ", path, errno);
  }
  struct stat status {};
  if (files.fstat(file.number(), &status) != 0) {
    throw io_error("READ", path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::kBadFile, "NOT_A_FILE",
                {.file = display_path(path),
                 .found = std::string(kind_name(status.st_mode)),
                 .expected = "a regular file"});
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > most_bytes) throw too_large(path, most_bytes);
  return read_all(file, path, size, most_bytes, files);
}

std::string read_text_file(const std::filesystem::path& path, std::size_t most_bytes,
                           const FileLayer& files) {
  const Bytes bytes = read_file(path, most_bytes, files);
  return {bytes.begin(), bytes.end()};
}

std::string_view known_content(ByteView bytes) {
  for (const Signature& signature : kSignatures) {
    if (starts_with(bytes, signature.start)) return signature.name;
  }
  if (looks_like_html(bytes)) return "an HTML page";
  return looks_like_pickle(bytes) ? "a Python pickle" : "";
}

std::string describe_content(ByteView bytes) {
  if (bytes.empty()) return "an empty file";
  if (const std::string_view kind = known_content(bytes); !kind.empty()) return std::string(kind);
  std::string text = "the bytes";
  for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 4))) {
    text += fmt::format(" {:02x}", byte);
  }
  return text;
}

}  // namespace convscope::engine
