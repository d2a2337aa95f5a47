#pragma once

#include <cerrno>
#include <string>
#include <vector>

#include "engine/io/file_layer.h"

namespace convscope::test {

/// The operating system, except that the N-th call (from 0) fails with `error`. Closing still
/// closes, as it does on Linux. Without a failure it counts the calls.
class FailingFiles : public engine::FileLayer {
 public:
  explicit FailingFiles(int fail_at = -1, int error = EIO) : fail_at_(fail_at), error_(error) {}

  int calls() const { return static_cast<int>(names_.size()); }
  /// The name of the call that failed; empty when none did.
  std::string failed() const { return failed_; }

  int open(const char* path, int flags, mode_t mode) const override {
    return fails("open") ? -1 : FileLayer::open(path, flags, mode);
  }
  int stat(const char* path, struct stat* status) const override {
    return fails("stat") ? -1 : FileLayer::stat(path, status);
  }
  int fstat(int file, struct stat* status) const override {
    return fails("fstat") ? -1 : FileLayer::fstat(file, status);
  }
  ssize_t read(int file, void* bytes, std::size_t count) const override {
    return fails("read") ? -1 : FileLayer::read(file, bytes, count);
  }
  ssize_t write(int file, const void* bytes, std::size_t count) const override {
    // A disk fills up in the middle of a write: half of it arrives before the error.
    if (!fails("write")) return FileLayer::write(file, bytes, count);
    if (error_ != EINTR && FileLayer::write(file, bytes, count / 2) < 0) return -1;
    errno = error_;
    return -1;
  }
  int chmod(int file, mode_t mode) const override {
    return fails("chmod") ? -1 : FileLayer::chmod(file, mode);
  }
  int access(const char* path, int mode) const override {
    return fails("access") ? -1 : FileLayer::access(path, mode);
  }
  int sync(int file) const override { return fails("sync") ? -1 : FileLayer::sync(file); }
  int close(int file) const override {
    const bool failing = fails("close");
    const int result = FileLayer::close(file);
    if (failing) errno = error_;
    return failing ? -1 : result;
  }
  int rename(const char* from, const char* to) const override {
    return fails("rename") ? -1 : FileLayer::rename(from, to);
  }
  int unlink(const char* path) const override {
    return fails("unlink") ? -1 : FileLayer::unlink(path);
  }
  ssize_t readlink(const char* path, char* target, std::size_t size) const override {
    return fails("readlink") ? -1 : FileLayer::readlink(path, target, size);
  }

 private:
  bool fails(const char* name) const {
    names_.emplace_back(name);
    if (calls() - 1 != fail_at_) return false;
    failed_ = name;
    errno = error_;
    return true;
  }

  int fail_at_;
  int error_;
  mutable std::vector<std::string> names_;
  mutable std::string failed_;
};

}  // namespace convscope::test
