#include "app/render/clear.h"

#include <glad/gl.h>

namespace convscope::render {

void clear(std::uint8_t r, std::uint8_t g, std::uint8_t b, std::uint8_t a) {
  glDisable(GL_SCISSOR_TEST);
  const auto unit = [](std::uint8_t channel) { return static_cast<float>(channel) / 255; };
  glClearColor(unit(r), unit(g), unit(b), unit(a));
  glClear(GL_COLOR_BUFFER_BIT);
}

void set_viewport(int width, int height) {
  glViewport(0, 0, width, height);
}

void finish() {
  glFinish();
}

}  // namespace convscope::render
