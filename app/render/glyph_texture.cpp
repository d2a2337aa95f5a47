#include "app/render/glyph_texture.h"

#include <array>

#include "app/render/objects.h"

namespace convscope::render {

struct GlyphTexture::Gl {
  Texture texture;
};

GlyphTexture::GlyphTexture() : gl_(std::make_unique<Gl>()) {}

GlyphTexture::~GlyphTexture() = default;

std::uint32_t GlyphTexture::name() const {
  return gl_->texture.name();
}

void GlyphTexture::upload(const unsigned char* coverage, int width, int height) {
  glBindTexture(GL_TEXTURE_2D, name());
  for (const GLenum side : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) {
    glTexParameteri(GL_TEXTURE_2D, side, GL_LINEAR);
  }
  constexpr std::array<GLint, 4> kWhite{GL_ONE, GL_ONE, GL_ONE, GL_RED};
  glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, kWhite.data());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, coverage);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
}

}  // namespace convscope::render
