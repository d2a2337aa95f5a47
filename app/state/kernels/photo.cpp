#include "app/state/kernels/photo.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/io/assets.h"
#include "engine/io/image.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::Plane;

// One channel of an image on white, brought to the size by averaging over each cell's area.
Plane reduced_channel(const engine::Image& image, int channel, Index height, Index width) {
  Plane plane{height, width, {}};
  const bool alpha = image.channels == 2 || image.channels == 4;
  const auto at = [&](Index y, Index x) {
    const auto* pixel =
        image.pixels.data() + (y * image.width + x) * static_cast<Index>(image.channels);
    const float value = pixel[image.channels < 3 ? 0 : channel];
    if (!alpha) return value;
    const float share = static_cast<float>(pixel[image.channels - 1]) / 255;
    return value * share + 255 * (1 - share);
  };
  for (Index y = 0; y < height; ++y) {
    const Index top = y * image.height / height;
    const Index bottom = std::max(top + 1, (y + 1) * image.height / height);
    for (Index x = 0; x < width; ++x) {
      const Index left = x * image.width / width;
      const Index right = std::max(left + 1, (x + 1) * image.width / width);
      float sum = 0;
      for (Index v = top; v < bottom; ++v) {
        for (Index u = left; u < right; ++u) sum += at(v, u);
      }
      plane.values.push_back(std::round(sum / static_cast<float>((bottom - top) * (right - left))));
    }
  }
  return plane;
}

PhotoPtr make_photo(const engine::Image& image, Photo photo) {
  const Index longest = std::max(image.width, image.height);
  const Index most = std::max(longest, kMostPhotoSide);
  const Index height = std::max<Index>(image.height * kMostPhotoSide / most, 1);
  const Index width = std::max<Index>(image.width * kMostPhotoSide / most, 1);
  photo.luma = reduced_channel(image, 0, height, width);
  if (image.channels >= 3) {
    for (int c = 0; c < 3; ++c) {
      photo.rgb[static_cast<std::size_t>(c)] = reduced_channel(image, c, height, width);
    }
    for (std::size_t i = 0; i < photo.luma.values.size(); ++i) {
      photo.luma.values[i] =
          std::round(0.299F * photo.rgb[0].values[i] + 0.587F * photo.rgb[1].values[i] +
                     0.114F * photo.rgb[2].values[i]);
    }
  }
  return std::make_shared<const Photo>(std::move(photo));
}

}  // namespace

PhotoPtr test_picture() {
  constexpr Index kSide = 256;
  Photo photo{.key = "test", .name = "test"};
  photo.luma = {kSide, kSide, {}};
  for (Index y = 0; y < kSide; ++y) {
    for (Index x = 0; x < kSide; ++x) {
      const Index dx = x - 180, dy = y - 80;
      float value = x < 96 ? 40.0F : 200.0F;
      if (dx * dx + dy * dy < 44 * 44) value = 90;
      if (y > 160 && y < 200) value = x < 128 ? 220.0F : 60.0F;
      if (y > 210 && (x / 8 + y / 8) % 2 == 0) value = 120;
      if (std::abs(x - y) < 3) value = 255;
      photo.luma.values.push_back(value);
    }
  }
  return std::make_shared<const Photo>(std::move(photo));
}

PhotoPtr read_photo(const std::filesystem::path& path) {
  const engine::Image image = engine::load_image(path);
  return make_photo(image, {.path = std::filesystem::absolute(path).lexically_normal().string(),
                            .name = path.filename().string()});
}

PhotoPtr shipped_photo(std::string_view key) {
  for (const PhotoName& photo : kPhotos) {
    if (photo.key != key) continue;
    const auto path = engine::find_asset("images/" + std::string(photo.file));
    if (path.empty()) break;
    try {
      return make_photo(engine::load_image(path),
                        {.key = std::string(key), .name = std::string(key)});
    } catch (const engine::Error&) {
      break;  // the lab shows its test picture
    }
  }
  return test_picture();
}

}  // namespace convscope::state
