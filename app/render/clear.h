#pragma once

#include <cstdint>

namespace convscope::render {

/// Fills the bound framebuffer.
void clear(std::uint8_t r, std::uint8_t g, std::uint8_t b, std::uint8_t a);
/// Fits the viewport to a framebuffer of this size.
void set_viewport(int width, int height);
/// Returns once everything has been drawn.
void finish();

}  // namespace convscope::render
