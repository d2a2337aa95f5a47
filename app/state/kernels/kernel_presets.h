#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "app/state/phrase.h"
#include "engine/core/scalar.h"

namespace convscope::state {

enum class KernelPreset {
  kIdentity,
  kBox,
  kGaussian,
  kSharpen,
  kEmboss,
  kOutline,
  kPrewittX,
  kPrewittY,
  kSobelX,
  kSobelY,
  kScharrX,
  kScharrY,
  kLaplacian,
  kLineVertical,
  kLineHorizontal,
  kRandom,
};

struct KernelPresetName {
  KernelPreset preset;
  std::string_view key;  ///< in scenes
  Phrase name;
  Phrase label;  ///< short, of a button
  engine::Index size;
};
std::span<const KernelPresetName> kernel_presets();
const KernelPresetName& preset_info(KernelPreset preset);

inline constexpr engine::Index kMostKernel = 15;

/// A kernel and what its sum is brought to: out = sum / divide + add.
struct KernelFilter {
  KernelPreset preset = KernelPreset::kSobelX;
  engine::Index size = 3;
  std::vector<float> values{-1, 0, 1, -2, 0, 2, -1, 0, 1};  ///< size * size, row-major
  float divide = 1;                                         ///< not 0
  float add = 0;

  /// values / divide.
  std::vector<float> weights() const;
  friend bool operator==(const KernelFilter&, const KernelFilter&) = default;
};

/// A preset at a size, 1 to 15. Blurs, Prewitt, Sobel, the Laplacian, lines and noise exist at
/// every size; the others stand in the middle of zeros. `seed` is the random one's.
KernelFilter preset_filter(KernelPreset preset, engine::Index size, std::uint64_t seed = 1);
/// Across the diagonal: of a kernel for vertical edges the one for horizontal edges.
KernelFilter turned(const KernelFilter& filter);
/// Whether it is a derivative along y rather than x: its first moment down the rows is the larger
/// one. Of a gradient it then gives gy, and the kernel across its diagonal gx.
bool derives_along_y(const KernelFilter& filter);
/// Whether a photograph stays one: its weights, divided, sum to about 1 (0.5 to 2), as those of
/// blurs and sharpening do. Those of an edge detector sum to 0.
bool keeps_brightness(const KernelFilter& filter);
/// Whether it is one of those others, larger than its 3x3 and as the preset has it.
bool keeps_its_core(const KernelFilter& filter);
/// The same with its numbers kept around the middle: for kernels that were edited.
KernelFilter resized(const KernelFilter& filter, engine::Index size);

}  // namespace convscope::state
