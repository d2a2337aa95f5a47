#include "engine/io/file_layer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace convscope::engine {

int FileLayer::open(const char* path, int flags, mode_t mode) const {
  return ::open(path, flags, mode);
}
int FileLayer::stat(const char* path, struct stat* status) const {
  return ::stat(path, status);
}
int FileLayer::fstat(int file, struct stat* status) const {
  return ::fstat(file, status);
}
ssize_t FileLayer::read(int file, void* bytes, std::size_t count) const {
  return ::read(file, bytes, count);
}
ssize_t FileLayer::write(int file, const void* bytes, std::size_t count) const {
  return ::write(file, bytes, count);
}
int FileLayer::chmod(int file, mode_t mode) const {
  return ::fchmod(file, mode);
}
int FileLayer::access(const char* path, int mode) const {
  return ::access(path, mode);
}
int FileLayer::sync(int file) const {
  return ::fsync(file);
}
int FileLayer::close(int file) const {
  return ::close(file);
}
int FileLayer::rename(const char* from, const char* to) const {
  return ::rename(from, to);
}
int FileLayer::unlink(const char* path) const {
  return ::unlink(path);
}
ssize_t FileLayer::readlink(const char* path, char* target, std::size_t size) const {
  return ::readlink(path, target, size);
}

const FileLayer& system_files() {
  static const FileLayer layer;
  return layer;
}

}  // namespace convscope::engine
