#include "engine/io/image.h"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb_image_write.h>
namespace convscope::engine {
std::vector<std::uint8_t> encode_png(const Image& i) {
  int n = 0;
  unsigned char* p = stbi_write_png_to_mem(i.pixels.data(), i.width * i.channels, i.width, i.height,
                                           i.channels, &n);
  return {p, p + n};
}
}  // namespace convscope::engine
