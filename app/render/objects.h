#pragma once

#include <glad/gl.h>

#include <string>
#include <utility>

namespace convscope::render {

/// Owns one OpenGL name. `Traits::create` and `Traits::destroy` say how; needs a current context
/// for both.
template <typename Traits>
class Object {
 public:
  Object() : name_(Traits::create()) {}
  ~Object() {
    if (name_ != 0) Traits::destroy(name_);
  }
  Object(Object&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
  Object& operator=(Object&& other) noexcept {
    std::swap(name_, other.name_);
    return *this;
  }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  GLuint name() const noexcept { return name_; }

 private:
  GLuint name_ = 0;
};

struct TextureTraits {
  static GLuint create() {
    GLuint name = 0;
    glGenTextures(1, &name);
    return name;
  }
  static void destroy(GLuint name) { glDeleteTextures(1, &name); }
};
struct FramebufferTraits {
  static GLuint create() {
    GLuint name = 0;
    glGenFramebuffers(1, &name);
    return name;
  }
  static void destroy(GLuint name) { glDeleteFramebuffers(1, &name); }
};
struct BufferTraits {
  static GLuint create() {
    GLuint name = 0;
    glGenBuffers(1, &name);
    return name;
  }
  static void destroy(GLuint name) { glDeleteBuffers(1, &name); }
};
struct VertexArrayTraits {
  static GLuint create() {
    GLuint name = 0;
    glGenVertexArrays(1, &name);
    return name;
  }
  static void destroy(GLuint name) { glDeleteVertexArrays(1, &name); }
};
struct ProgramTraits {
  static GLuint create() { return glCreateProgram(); }
  static void destroy(GLuint name) { glDeleteProgram(name); }
};

using Texture = Object<TextureTraits>;
using Framebuffer = Object<FramebufferTraits>;
using Buffer = Object<BufferTraits>;
using VertexArray = Object<VertexArrayTraits>;
using Program = Object<ProgramTraits>;

/// Compiles and links; throws engine::Error{kNoOpenGl, SHADER} with the driver's first line.
Program link_program(const std::string& name, const std::string& vertex,
                     const std::string& fragment);

}  // namespace convscope::render
