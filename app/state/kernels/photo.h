#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "app/state/phrase.h"
#include "engine/kernels/plane_correlation.h"

namespace convscope::state {

/// A photograph, 0 to 255. Immutable, so states share it.
struct Photo {
  std::string key;   ///< of a shipped one; else empty
  std::string path;  ///< of an opened file; else empty
  std::string name;
  engine::Plane luma;                ///< BT.601, rounded to integers
  std::array<engine::Plane, 3> rgb;  ///< empty: it is grey

  bool color() const noexcept { return rgb[0].height > 0; }
  engine::Index height() const noexcept { return luma.height; }
  engine::Index width() const noexcept { return luma.width; }
};
using PhotoPtr = std::shared_ptr<const Photo>;

/// Longer sides are brought to this by averaging.
inline constexpr engine::Index kMostPhotoSide = 512;

struct PhotoName {
  std::string_view key;  ///< in scenes
  std::string_view file;
  Phrase name;
};
inline constexpr std::array kPhotos{
    PhotoName{"camera", "camera.png", {"cameraman", "fotógrafo"}},
    PhotoName{"astronaut", "astronaut.jpg", {"astronaut", "astronauta"}},
    PhotoName{"coffee", "coffee.jpg", {"coffee", "café"}},
    PhotoName{"chelsea", "chelsea.jpg", {"cat", "gato"}},
    PhotoName{"coins", "coins.png", {"coins", "moedas"}},
    PhotoName{"brick", "brick.png", {"bricks", "tijolos"}},
};

/// Edges of every kind, drawn by the program itself: 256x256, grey.
PhotoPtr test_picture();
/// A PNG, JPEG or BMP file. Throws what engine::load_image throws.
PhotoPtr read_photo(const std::filesystem::path& path);
/// One of kPhotos; the test picture where its file is missing or broken.
PhotoPtr shipped_photo(std::string_view key);

}  // namespace convscope::state
