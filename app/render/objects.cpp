#include "app/render/objects.h"

#include <array>

#include "engine/core/error.h"

namespace convscope::render {
namespace {

using engine::Error;
using engine::ErrorKind;

GLuint compile(const std::string& name, GLenum stage, const std::string& source) {
  // `#version` has to be the first line: the files open with a comment.
  const std::string text = source.substr(source.find("#version"));
  const char* pointer = text.c_str();
  const GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 1, &pointer, nullptr);
  glCompileShader(shader);
  GLint compiled = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
  if (compiled != 0) return shader;
  std::array<char, 512> log{};
  glGetShaderInfoLog(shader, log.size(), nullptr, log.data());
  glDeleteShader(shader);
  throw Error(ErrorKind::kNoOpenGl, "SHADER", {.file = name, .found = log.data()});
}

}  // namespace

Program link_program(const std::string& name, const std::string& vertex,
                     const std::string& fragment) {
  Program program;
  for (const auto& [stage, source] :
       {std::pair(GL_VERTEX_SHADER, &vertex), std::pair(GL_FRAGMENT_SHADER, &fragment)}) {
    const GLuint shader = compile(name, static_cast<GLenum>(stage), *source);
    glAttachShader(program.name(), shader);
    glDeleteShader(shader);
  }
  glLinkProgram(program.name());
  GLint linked = 0;
  glGetProgramiv(program.name(), GL_LINK_STATUS, &linked);
  if (linked == 0) {
    std::array<char, 512> log{};
    glGetProgramInfoLog(program.name(), log.size(), nullptr, log.data());
    throw Error(ErrorKind::kNoOpenGl, "SHADER", {.file = name, .found = log.data()});
  }
  return program;
}

}  // namespace convscope::render
