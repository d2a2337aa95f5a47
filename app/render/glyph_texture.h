#pragma once

#include <cstdint>
#include <memory>

namespace convscope::render {

/// The picture that all glyphs are cut from: one byte a pixel, how much of it is covered, read as
/// white of that opacity. A quarter of the memory of colours. Needs a current context.
class GlyphTexture {
 public:
  GlyphTexture();
  ~GlyphTexture();

  /// Replaces the picture; `coverage` holds width x height bytes, row by row.
  void upload(const unsigned char* coverage, int width, int height);
  /// OpenGL's name of the texture.
  std::uint32_t name() const;

 private:
  struct Gl;
  std::unique_ptr<Gl> gl_;
};

}  // namespace convscope::render
