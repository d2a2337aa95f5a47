#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace convscope::render {

/// Pixels from the top left, 4 bytes each, red first.
struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};

/// An OpenGL 3.3 core context without window or display (EGL surfaceless), current on this thread
/// while it lives. Throws engine::Error{kNoOpenGl} with what is missing.
class OffscreenContext {
 public:
  OffscreenContext();
  ~OffscreenContext();
  OffscreenContext(const OffscreenContext&) = delete;
  OffscreenContext& operator=(const OffscreenContext&) = delete;

 private:
  void* display_ = nullptr;
  void* context_ = nullptr;
};

/// Loads the OpenGL functions of the current context through `get_address`; throws
/// engine::Error{kNoOpenGl, OPENGL_VERSION} below 3.3.
using GetAddress = void (*(*)(const char* name))();
void load_opengl(GetAddress get_address);
/// "4.5 (Core Profile) Mesa 22.3.6, llvmpipe": version and renderer of the current context.
std::string opengl_description();
/// Whether the current context draws with the processor instead of a graphics card.
bool rasterises_in_software();

/// A colour buffer to draw a picture into; bound while it lives.
class PictureTarget {
 public:
  /// Throws engine::Error{kLimit, PICTURE_SIZE} beyond what the driver can draw.
  PictureTarget(int width, int height);
  ~PictureTarget();
  PictureTarget(const PictureTarget&) = delete;
  PictureTarget& operator=(const PictureTarget&) = delete;

  Pixels read() const;

 private:
  struct Gl;
  std::unique_ptr<Gl> gl_;
  int width_;
  int height_;
};

}  // namespace convscope::render
