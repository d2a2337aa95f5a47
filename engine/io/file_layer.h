#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>

namespace convscope::engine {

/// The few calls of the operating system that reading and writing files needs. The base class
/// passes them on; a test overrides them to let the N-th one fail. Every call returns what POSIX
/// returns and sets errno.
class FileLayer {
 public:
  virtual ~FileLayer() = default;
  virtual int open(const char* path, int flags, mode_t mode) const;
  virtual int stat(const char* path, struct stat* status) const;
  virtual int fstat(int file, struct stat* status) const;
  virtual ssize_t read(int file, void* bytes, std::size_t count) const;
  virtual ssize_t write(int file, const void* bytes, std::size_t count) const;
  virtual int chmod(int file, mode_t mode) const;
  virtual int access(const char* path, int mode) const;
  virtual int sync(int file) const;
  virtual int close(int file) const;
  virtual int rename(const char* from, const char* to) const;
  virtual int unlink(const char* path) const;
  /// The length of a symbolic link's target, which is written without a final 0; -1 when `path`
  /// is no link.
  virtual ssize_t readlink(const char* path, char* target, std::size_t size) const;
};

/// The operating system itself.
const FileLayer& system_files();

}  // namespace convscope::engine
