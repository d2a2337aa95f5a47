#include "app/render/offscreen.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <algorithm>
#include <array>

#include "app/render/objects.h"
#include "engine/core/error.h"

namespace convscope::render {
namespace {

using engine::Error;
using engine::ErrorKind;

[[noreturn]] void refuse(std::string found) {
  throw Error(ErrorKind::kNoOpenGl, "EGL",
              {.found = std::move(found), .expected = "OpenGL 3.3 core through EGL (surfaceless)"});
}

EGLDisplay open_display() {
  const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
      eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (get_display == nullptr) refuse("no eglGetPlatformDisplayEXT");
  const EGLDisplay display =
      get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
  if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) == EGL_FALSE) {
    refuse("no surfaceless display");
  }
  return display;
}

}  // namespace

OffscreenContext::OffscreenContext() : display_(open_display()) {
  constexpr EGLint kConfig[] = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  constexpr EGLint kContext[] = {EGL_CONTEXT_MAJOR_VERSION,
                                 3,
                                 EGL_CONTEXT_MINOR_VERSION,
                                 3,
                                 EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                 EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                 EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  eglBindAPI(EGL_OPENGL_API);
  if (eglChooseConfig(display_, kConfig, &config, 1, &count) == EGL_FALSE || count == 0) {
    refuse("no configuration for OpenGL");
  }
  context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, kContext);
  if (context_ == EGL_NO_CONTEXT ||
      eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == EGL_FALSE) {
    refuse("no context");
  }
  load_opengl(eglGetProcAddress);
}

OffscreenContext::~OffscreenContext() {
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
  eglTerminate(display_);
}

void load_opengl(GetAddress get_address) {
  const int version = gladLoadGL(get_address);
  if (version == 0 || GLAD_VERSION_MAJOR(version) * 10 + GLAD_VERSION_MINOR(version) < 33) {
    throw Error(ErrorKind::kNoOpenGl, "OPENGL_VERSION",
                {.found = version == 0 ? "no OpenGL"
                                       : "OpenGL " + std::to_string(GLAD_VERSION_MAJOR(version)) +
                                             "." + std::to_string(GLAD_VERSION_MINOR(version)),
                 .expected = "3.3 or newer"});
  }
}

std::string opengl_description() {
  const auto text = [](GLenum name) {
    const auto* bytes = glGetString(name);
    return bytes ? std::string(reinterpret_cast<const char*>(bytes)) : std::string("?");
  };
  return text(GL_VERSION) + ", " + text(GL_RENDERER);
}

bool rasterises_in_software() {
  const std::string renderer = opengl_description();
  return std::ranges::any_of(
      std::array{"llvmpipe", "softpipe", "swrast", "SWR", "Software", "GDI Generic"},
      [&](const char* name) { return renderer.find(name) != std::string::npos; });
}

struct PictureTarget::Gl {
  Texture color;
  Framebuffer framebuffer;
};

PictureTarget::PictureTarget(int width, int height)
    : gl_(std::make_unique<Gl>()), width_(width), height_(height) {
  GLint most = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  if (width < 1 || height < 1 || width > most || height > most) {
    throw Error(ErrorKind::kLimit, "PICTURE_SIZE",
                {.found = std::to_string(width) + "x" + std::to_string(height) + " pixels",
                 .expected = "1 to " + std::to_string(most) + " each way"});
  }
  glBindTexture(GL_TEXTURE_2D, gl_->color.name());
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glBindFramebuffer(GL_FRAMEBUFFER, gl_->framebuffer.name());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, gl_->color.name(), 0);
  glViewport(0, 0, width, height);
}

PictureTarget::~PictureTarget() {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

Pixels PictureTarget::read() const {
  const auto row = static_cast<std::size_t>(width_) * 4;
  Pixels bottom_up{width_, height_, std::vector<std::uint8_t>(row * height_)};
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, bottom_up.rgba.data());
  Pixels pixels = bottom_up;
  for (int y = 0; y < height_; ++y) {
    std::copy_n(bottom_up.rgba.begin() + static_cast<std::ptrdiff_t>(row) * (height_ - 1 - y), row,
                pixels.rgba.begin() + static_cast<std::ptrdiff_t>(row) * y);
  }
  return pixels;
}

}  // namespace convscope::render
