#include "app/render/heat_map_atlas.h"

#include <algorithm>
#include <cstddef>

#include "app/render/objects.h"
#include "app/render/shader_sources.h"

namespace convscope::render {

struct HeatMapAtlas::Gl {
  Program program = link_program("heatmap", kHeatmapVertexShader, kHeatmapFragmentShader);
  Texture values;
  Texture colors;
  Framebuffer framebuffer;
  Buffer instances;
  VertexArray layout;
};

namespace {

void allocate(const Texture& texture, GLint internal, GLenum format, GLenum type, GLint filter) {
  glBindTexture(GL_TEXTURE_2D, texture.name());
  glTexImage2D(GL_TEXTURE_2D, 0, internal, HeatMapAtlas::kSize, HeatMapAtlas::kSize, 0, format,
               type, nullptr);
  for (const GLenum side : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) {
    glTexParameteri(GL_TEXTURE_2D, side, filter);
  }
  for (const GLenum wrap : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T}) {
    glTexParameteri(GL_TEXTURE_2D, wrap, GL_CLAMP_TO_EDGE);
  }
}

}  // namespace

HeatMapAtlas::HeatMapAtlas(bool smooth) : gl_(std::make_unique<Gl>()), smooth_(smooth) {
  if (!smooth_) make_textures();
}

// 32 MB: those of photographs are made once there is one.
void HeatMapAtlas::make_textures() {
  values_.resize(std::size_t{kSize} * kSize);
  allocate(gl_->values, GL_R32F, GL_RED, GL_FLOAT, GL_NEAREST);
  allocate(gl_->colors, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, smooth_ ? GL_LINEAR : GL_NEAREST);
  GLint bound = 0;
  glGetIntegerv(GL_FRAMEBUFFER_BINDING, &bound);
  glBindFramebuffer(GL_FRAMEBUFFER, gl_->framebuffer.name());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, gl_->colors.name(),
                         0);
  glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(bound));
  glBindVertexArray(gl_->layout.name());
  glBindBuffer(GL_ARRAY_BUFFER, gl_->instances.name());
  const auto stride = static_cast<GLsizei>(sizeof(Instance));
  glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, stride, nullptr);
  glVertexAttribPointer(1, 1, GL_FLOAT, GL_FALSE, stride,
                        reinterpret_cast<const void*>(offsetof(Instance, limit)));
  glVertexAttribIPointer(2, 1, GL_INT, stride,
                         reinterpret_cast<const void*>(offsetof(Instance, map)));
  for (GLuint i = 0; i < 3; ++i) {
    glEnableVertexAttribArray(i);
    glVertexAttribDivisor(i, 1);
  }
  glBindVertexArray(0);
}

HeatMapAtlas::~HeatMapAtlas() = default;

void HeatMapAtlas::begin(std::span<const float> points) {
  points_.assign(points.begin(), points.end());
  instances_.clear();
  shelf_x_ = shelf_y_ = shelf_height_ = 0;
}

std::optional<AtlasRegion> HeatMapAtlas::add(std::span<const float> values, int width, int height,
                                             float limit, HeatMapKind kind) {
  if (width > kSize || height > kSize || width < 1 || height < 1) return std::nullopt;
  if (values_.empty()) make_textures();
  if (shelf_x_ + width > kSize) {
    shelf_y_ += shelf_height_;
    shelf_x_ = shelf_height_ = 0;
  }
  if (shelf_y_ + height > kSize) return std::nullopt;
  const int x = shelf_x_, y = shelf_y_;
  for (int row = 0; row < height; ++row) {
    std::copy_n(values.begin() + std::ptrdiff_t{row} * width, width,
                values_.begin() + std::ptrdiff_t{y + row} * kSize + x);
  }
  shelf_x_ += width;
  shelf_height_ = std::max(shelf_height_, height);
  instances_.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(width),
                        static_cast<float>(height), limit, static_cast<int>(kind)});
  constexpr float kTexel = 1.0F / kSize;
  // A smooth map ends in the middle of its outer texels: nothing of its neighbours is mixed in.
  const float inset = smooth_ ? 0.5F : 0.0F;
  return AtlasRegion{(static_cast<float>(x) + inset) * kTexel,
                     (static_cast<float>(y) + inset) * kTexel,
                     (static_cast<float>(x + width) - inset) * kTexel,
                     (static_cast<float>(y + height) - inset) * kTexel};
}

void HeatMapAtlas::draw() {
  if (instances_.empty()) return;
  GLint framebuffer = 0;
  GLint viewport[4];
  glGetIntegerv(GL_FRAMEBUFFER_BINDING, &framebuffer);
  glGetIntegerv(GL_VIEWPORT, viewport);
  const int rows = shelf_y_ + shelf_height_;
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, gl_->values.name());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, kSize, rows, GL_RED, GL_FLOAT, values_.data());

  glBindFramebuffer(GL_FRAMEBUFFER, gl_->framebuffer.name());
  glViewport(0, 0, kSize, kSize);
  glDisable(GL_BLEND);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glUseProgram(gl_->program.name());
  glUniform1f(glGetUniformLocation(gl_->program.name(), "u_size"), static_cast<float>(kSize));
  glUniform1i(glGetUniformLocation(gl_->program.name(), "u_values"), 0);
  glUniform3fv(glGetUniformLocation(gl_->program.name(), "u_points"), 16, points_.data());
  glBindVertexArray(gl_->layout.name());
  glBindBuffer(GL_ARRAY_BUFFER, gl_->instances.name());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(instances_.size() * sizeof(Instance)),
               instances_.data(), GL_STREAM_DRAW);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(instances_.size()));
  glBindVertexArray(0);
  glUseProgram(0);
  glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer));
  glViewport(viewport[0], viewport[1], viewport[2], viewport[3]);
}

unsigned HeatMapAtlas::texture() const noexcept {
  return gl_->colors.name();
}

}  // namespace convscope::render
