#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace convscope::render {

/// A place in the colour atlas, in texture coordinates.
struct AtlasRegion {
  float u0 = 0, v0 = 0, u1 = 0, v1 = 0;
};

enum class HeatMapKind : int {
  kDiverging = 0,
  kSequential = 1,
  kGray = 2,
  kColor = 3,
  kCyclic = 4
};

/// Values to colours on the GPU: all heat maps of a frame lie in one texture. Every frame:
/// `begin`, any number of `add`, `draw` before the texture is read. Needs a current context.
class HeatMapAtlas {
 public:
  static constexpr int kSize = 2048;

  /// Compiles shaders/heatmap; throws engine::Error{kNoOpenGl}.
  /// `smooth`: what is read between two texels' middles is mixed from both. The textures are made
  /// at the first `add`.
  explicit HeatMapAtlas(bool smooth = false);
  ~HeatMapAtlas();

  /// Forgets all maps. `points`: 16 colours, 3 floats each, as in shaders/heatmap.frag.
  void begin(std::span<const float> points);
  /// Copies width x height values. None when the atlas is full or the map larger than it.
  std::optional<AtlasRegion> add(std::span<const float> values, int width, int height, float limit,
                                 HeatMapKind kind);
  /// Uploads the values and colours them. Binds again the framebuffer and viewport that it found;
  /// leaves no program and no vertex array bound.
  void draw();
  /// The colour atlas (RGBA8).
  unsigned texture() const noexcept;

 private:
  struct Gl;
  struct Instance {
    float x, y, width, height, limit;
    int map;
  };
  void make_textures();

  std::unique_ptr<Gl> gl_;
  bool smooth_;
  std::vector<float> values_;
  std::vector<float> points_;
  std::vector<Instance> instances_;
  int shelf_x_ = 0;
  int shelf_y_ = 0;
  int shelf_height_ = 0;
};

}  // namespace convscope::render
