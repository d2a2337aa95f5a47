#include "engine/io/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// Closes what `open` gave; standard input stays open.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ > STDIN_FILENO) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string errno_text(int code) {
  return std::generic_category().message(code);
}

std::string other_file_type(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return S_ISREG(mode) ? "" : "no regular file";
}

int open_regular(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    throw Error(ErrorKind::kIo, missing ? "NO_FILE" : "READ",
                {.file = path, .found = missing ? "no such file" : errno_text(errno)});
  }
  if (const std::string type = other_file_type(info.st_mode); !type.empty()) {
    throw Error(
        ErrorKind::kBadFile, "NOT_A_FILE",
        {.file = path, .found = type, .expected = "a regular file (or - for standard input)"});
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Error(ErrorKind::kIo, "READ", {.file = path, .found = errno_text(errno)});
  return fd;
}

}  // namespace

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

std::string read_input(const std::string& path, Index max_bytes) {
  const Descriptor file(path == "-" ? STDIN_FILENO : open_regular(path));
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return bytes;
    if (count < 0) {
      if (errno == EINTR) continue;
      throw Error(ErrorKind::kIo, "READ", {.file = input_name(path), .found = errno_text(errno)});
    }
    if (static_cast<Index>(bytes.size()) + count > max_bytes) {
      throw Error(ErrorKind::kBadFile, "TOO_LARGE",
                  {.file = input_name(path),
                   .found = fmt::format("more than {} bytes", max_bytes),
                   .expected = "a smaller file"});
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string recognise_other_kind(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kKinds{{
      {"version https://git-lfs"sv, "a git-LFS pointer"sv},
      {"<!"sv, "an HTML page"sv},
      {"<html"sv, "an HTML page"sv},
      {"<HTML"sv, "an HTML page"sv},
      {"<"sv, "an HTML or XML page"sv},
      {"\x80\x02"sv, "a pickle"sv},
      {"\x80\x03"sv, "a pickle"sv},
      {"\x80\x04"sv, "a pickle"sv},
      {"\x1f\x8b"sv, "gzip data"sv},
      {"PK\x03\x04"sv, "a zip archive"sv},
      {"\x89HDF"sv, "an HDF5 file"sv},
      {"\x89PNG"sv, "a PNG image"sv},
  }};
  for (const auto& [start, kind] : kKinds) {
    if (bytes.starts_with(start)) return std::string(kind);
  }
  return {};
}

}  // namespace convscope::engine
