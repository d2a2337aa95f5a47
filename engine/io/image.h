#pragma once
#include <cstdint>
#include <vector>
namespace convscope::engine {
struct Image {
  int width, height, channels;
  std::vector<std::uint8_t> pixels;
};
std::vector<std::uint8_t> encode_png(const Image& image);
}  // namespace convscope::engine
