#include "engine/io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <string>
#include <utility>

namespace convscope::engine {
namespace {

constexpr int kMostLinks = 40;
constexpr int kMostNames = 1000;
constexpr std::size_t kWriteChunk = std::size_t{1} << 20;

namespace fs = std::filesystem;

/// One write of one file: what has been made so far, and how to take it back.
class AtomicWrite {
 public:
  AtomicWrite(const fs::path& path, const FileLayer& files) : path_(path), files_(files) {}
  ~AtomicWrite() {
    if (file_ >= 0) files_.close(file_);
    if (directory_ >= 0) files_.close(directory_);
    if (!temporary_.empty()) files_.unlink(temporary_.c_str());
  }
  AtomicWrite(const AtomicWrite&) = delete;
  AtomicWrite& operator=(const AtomicWrite&) = delete;

  void run(ByteView bytes);
  /// Up to the temporary file, which goes with this.
  void prepare();

 private:
  void follow_links();
  void check_old_file();
  void make_temporary();
  void write_all(ByteView bytes);
  [[noreturn]] void fail(int error) const { throw io_error("WRITE", path_, error); }
  /// Throws unless `result` is 0 or more.
  void check(int result) const {
    if (result < 0) fail(errno);
  }

  const fs::path& path_;
  const FileLayer& files_;
  fs::path target_;
  fs::path temporary_;
  mode_t old_mode_ = 0;
  bool replaces_ = false;
  int file_ = -1;
  int directory_ = -1;
};

void AtomicWrite::follow_links() {
  target_ = path_;
  std::array<char, PATH_MAX> link{};
  for (int i = 0; i < kMostLinks; ++i) {
    const ssize_t length = files_.readlink(target_.c_str(), link.data(), link.size());
    if (length < 0) {
      // EINVAL: there, and no link. ENOENT: a new file, or a missing directory, which shows below.
      if (errno != EINVAL && errno != ENOENT) fail(errno);
      return;
    }
    target_ = target_.parent_path() / std::string(link.data(), static_cast<std::size_t>(length));
  }
  fail(ELOOP);
}

void AtomicWrite::check_old_file() {
  struct stat status {};
  if (files_.stat(target_.c_str(), &status) != 0) {
    if (errno != ENOENT) fail(errno);
    return;
  }
  if (S_ISDIR(status.st_mode)) fail(EISDIR);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::kIo, "WRITE",
                {.file = display_path(path_),
                 .found = "a device, FIFO or socket",
                 .expected = "a regular file or a new name"});
  }
  check(files_.access(target_.c_str(), W_OK));
  replaces_ = true;
  old_mode_ = status.st_mode & 07777;
}

void AtomicWrite::make_temporary() {
  const fs::path directory = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  directory_ = files_.open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  check(directory_);
  // Names of other processes are left alone; one that a killed process of the same number left
  // behind is stepped over.
  for (int i = 0; i < kMostNames; ++i) {
    const fs::path name = directory / fmt::format(".convscope-{}-{}.tmp", getpid(), i);
    file_ = files_.open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file_ >= 0) {
      temporary_ = name;
      return;
    }
    if (errno != EEXIST) fail(errno);
  }
  fail(EEXIST);
}

void AtomicWrite::write_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = files_.write(file_, bytes.data(), std::min(bytes.size(), kWriteChunk));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    if (written == 0) fail(ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicWrite::prepare() {
  follow_links();
  if (!target_.has_filename()) fail(EISDIR);
  check_old_file();
  make_temporary();
}

void AtomicWrite::run(ByteView bytes) {
  prepare();
  write_all(bytes);
  if (replaces_) check(files_.chmod(file_, old_mode_));
  check(files_.sync(file_));
  const int file = std::exchange(file_, -1);
  check(files_.close(file));
  check(files_.rename(temporary_.c_str(), target_.c_str()));
  temporary_.clear();
  check(files_.sync(directory_));
  const int directory = std::exchange(directory_, -1);
  check(files_.close(directory));
}

}  // namespace

void write_file(const fs::path& path, ByteView bytes, const FileLayer& files) {
  AtomicWrite(path, files).run(bytes);
}

void write_file(const fs::path& path, std::string_view text, const FileLayer& files) {
  write_file(path, bytes_of(text), files);
}

void check_writable(const fs::path& path, const FileLayer& files) {
  AtomicWrite(path, files).prepare();
}

}  // namespace convscope::engine
