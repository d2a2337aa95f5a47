#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "app/state/history.h"
#include "app/state/kernels/kernel_presets.h"
#include "app/state/kernels/photo.h"
#include "app/state/stepper.h"
#include "app/state/theme.h"
#include "engine/explain/cursor.h"
#include "engine/layers/explanation.h"
#include "engine/train/kernel_learner.h"

namespace convscope::state {

enum class KernelOutput { kSigned, kAbsolute, kMagnitude, kDirection };
enum class KernelsPage { kSplit, kSideBySide, kChain, kLearn };

/// Everything of the lab that is undone and redone.
struct KernelsSetup {
  PhotoPtr photo;  ///< never null
  std::vector<KernelFilter> chain{KernelFilter{}};
  int chosen = 0;  ///< the filter of the chain that is edited
  KernelOutput output = KernelOutput::kSigned;
  bool luminance = true;  ///< else each channel of a colour photograph by itself
  int channel = 0;        ///< red, green or blue: whose answer is shown where colours cannot say it

  const KernelFilter& filter() const { return chain[static_cast<std::size_t>(chosen)]; }
  friend bool operator==(const KernelsSetup&, const KernelsSetup&) = default;
};
inline constexpr std::size_t kMostFilters = 4;

/// A picture as it is shown: numbers, their range and their map.
struct KernelPicture {
  std::vector<engine::Plane> planes;  ///< one, or red, green and blue; directions may be no number
  std::size_t channel = 0;            ///< of the planes, the one that `shown` is
  float low = 0, high = 0;
  float limit = 255;     ///< gets the end of the map; the 99.5th percentile where that is less
  bool clipped = false;  ///< some numbers lie beyond it
  bool cut = false;      ///< a photograph again, with numbers below 0 or above 255: black, white
  ColorMap map = ColorMap::kGray;
  std::vector<float> shown;  ///< for the heat map, in units of `limit`, or packed colours
  std::array<engine::Index, 64> histogram{};  ///< from -limit (or 0) to limit

  /// Its map goes from -limit to limit.
  bool is_signed() const { return map == ColorMap::kDiverging || map == ColorMap::kCyclic; }
  const engine::Plane& plane() const { return planes[channel]; }
};

/// What a setup computes. Immutable, so states share it.
struct KernelsResult {
  KernelPicture input;
  std::vector<KernelPicture> stages;  ///< behind each filter of the chain
  engine::Cursor cursor;              ///< a term for each weight at each pixel
};
std::shared_ptr<const KernelsResult> compute_kernels(const KernelsSetup& setup);
/// Whether the result is one channel's, chosen by the setup: a sign and a direction have no colour.
bool shows_one_channel(const KernelsSetup& setup, const KernelsResult& result);

/// How pixel (y, x) behind the chosen filter comes about, of the plane `channel` of what it reads:
/// weights divided by the filter's divisor, `add` as the bias. Beyond the edge stands the nearest
/// pixel.
engine::Explanation explain_pixel(const KernelsSetup& setup, const KernelsResult& result,
                                  engine::Index y, engine::Index x, std::size_t channel = 0);
/// What the chosen filter reads.
const KernelPicture& chosen_input(const KernelsSetup& setup, const KernelsResult& result);

/// "Learn this kernel": what is wanted and how.
struct LearnSettings {
  KernelPreset target = KernelPreset::kSobelX;
  engine::Index size = 3;
  engine::OptimizerKind optimizer = engine::OptimizerKind::kAdam;
  double rate = 0.05;
  double noise = 0;  ///< in deviations of the wanted output, 0 to 1
  std::uint64_t seed = 1;
  bool own = false;  ///< the wanted kernel is the lab's chosen filter
  friend bool operator==(const LearnSettings&, const LearnSettings&) = default;
};
inline constexpr engine::Index kMostLearnSteps = 3000;
inline constexpr engine::Index kLearnSide = 128;  ///< of the picture that is learned from

struct LearnCheck;

/// The learning that is shown. Points come from a thread and are appended.
struct LearnState {
  LearnSettings settings;
  KernelFilter wanted;                      ///< of this run
  std::vector<engine::KernelPoint> points;  ///< points[0] is noise; empty: not begun
  std::optional<engine::Index> rewound;     ///< the point that is shown; none: the last
  bool running = false;
  std::uint64_t run = 0;  ///< counts, so that late answers of an earlier run are dropped
  std::optional<engine::Index> hovered, pinned;  ///< weights, row-major
  bool checking = false;                         ///< the card is a gradient check
  std::shared_ptr<const LearnCheck> check;       ///< of kernels_check.h; none: never asked for

  engine::Index last() const { return static_cast<engine::Index>(points.size()) - 1; }
  engine::Index shown() const { return rewound.value_or(last()); }
};

struct KernelsState {
  KernelsState();

  History<KernelsSetup> history;
  std::shared_ptr<const KernelsResult> result;  ///< never null
  Stepper stepper;                              ///< over the pixels of the chosen filter's output
  KernelsPage page = KernelsPage::kSplit;
  double divider = 0.5;  ///< of the split view, 0 to 1
  int magnified = 0;     ///< 0: as large as fits; else pixels a pixel
  bool asked = false;    ///< the first photograph is on its way
  struct Pixel {
    engine::Index y = 0, x = 0;
    friend bool operator==(const Pixel&, const Pixel&) = default;
  };
  std::optional<Pixel> hovered;
  LearnState learn;

  const KernelsSetup& setup() const noexcept { return history.value(); }
  engine::Index last_step() const { return result->cursor.total(); }
  /// What is hovered, else where the steps are.
  Pixel pixel() const;
};

/// The picture that is learned from: the photograph, small.
engine::Plane learn_picture(const PhotoPtr& photo);
/// The kernel that is wanted by the settings.
KernelFilter wanted_filter(const KernelsState& state);
/// How far the worst weight of a point is from the wanted one; no number where a weight is none.
double largest_difference(const LearnState& learn, const engine::KernelPoint& point);
/// Noise to start from.
std::vector<float> start_kernel(const LearnSettings& settings, engine::Index size);
engine::OptimizerSpec learn_optimizer(engine::OptimizerKind kind);

}  // namespace convscope::state
