#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "app/figure/canvas.h"

struct ImFont;

namespace convscope::ui {

/// The modular scale, in logical pixels.
inline constexpr std::array kTextSizes{12.0F, 14.0F, 17.0F, 20.0F, 24.0F,
                                       29.0F, 35.0F, 42.0F, 50.0F};

/// Every face at every size of the scale, in the ImGui context's font atlas.
class Fonts {
 public:
  /// Rebuilds the atlas for a content scale (cost: about 0.2 s at scale 1). A font file that is
  /// missing is replaced by ImGui's own font and named in `warnings`.
  void build(const std::filesystem::path& directory, float scale);

  float scale() const noexcept { return scale_; }
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  /// The font whose size of the scale is nearest to `size`; draw it at its own FontSize.
  ImFont* get(figure::Face face, float size) const;

 private:
  static constexpr std::size_t kFaces = 6;
  std::array<std::array<ImFont*, kTextSizes.size()>, kFaces> fonts_{};
  std::vector<std::string> warnings_;
  float scale_ = 1;
};

}  // namespace convscope::ui
