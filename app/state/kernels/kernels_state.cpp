#include "app/state/kernels/kernels_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::Plane;

// The magnitude that 99.5 % of the numbers do not exceed, by counting.
float percentile(const std::vector<Plane>& planes, float most) {
  if (!(most > 0)) return 1;
  constexpr std::size_t kBins = 2048;
  std::array<Index, kBins> bins{};
  Index count = 0;
  for (const Plane& plane : planes) {
    for (const float v : plane.values) {
      if (!std::isfinite(v)) continue;
      const auto bin = static_cast<std::size_t>(std::fabs(v) / most * (kBins - 1));
      ++bins[std::min(bin, kBins - 1)];
      ++count;
    }
  }
  Index left = count / 200;
  for (std::size_t bin = kBins; bin-- > 1;) {
    left -= bins[bin];
    if (left < 0) return most * static_cast<float>(bin + 1) / kBins;
  }
  return most;
}

// Red, green and blue, 0 to 255 each, as one number.
std::vector<float> packed_colors(const std::vector<Plane>& planes, float limit) {
  const float scale = 255 / limit;
  std::vector<float> packed(planes[0].values.size());
  for (std::size_t i = 0; i < packed.size(); ++i) {
    float value = 0;
    for (const Plane& plane : planes) {
      value = value * 256 + std::round(std::clamp(plane.values[i] * scale, 0.0F, 255.0F));
    }
    packed[i] = value;
  }
  return packed;
}

void count_values(KernelPicture& picture) {
  const float low = picture.is_signed() ? -picture.limit : 0;
  const float scale = 64 / (picture.limit - low);
  // Of several planes in one map it is the one that is shown.
  const bool all = picture.planes.size() == 1 || picture.map == ColorMap::kColor;
  for (std::size_t i = 0; i < picture.planes.size(); ++i) {
    if (!all && i != picture.channel) continue;
    for (const float v : picture.planes[i].values) {
      if (!std::isfinite(v)) continue;
      const auto bin = static_cast<int>((std::clamp(v, low, picture.limit) - low) * scale);
      ++picture.histogram[static_cast<std::size_t>(std::clamp(bin, 0, 63))];
    }
  }
}

// `is_photo`: what a photograph becomes by kernels that keep its brightness.
KernelPicture make_picture(std::vector<Plane> planes, KernelOutput output, int channel,
                           bool is_photo) {
  KernelPicture picture{.planes = std::move(planes)};
  for (const Plane& plane : picture.planes) {
    for (const float v : plane.values) {
      picture.low = std::min(picture.low, v);
      picture.high = std::max(picture.high, v);
    }
  }
  const float most = std::max(-picture.low, picture.high);
  if (output == KernelOutput::kDirection) {
    picture.map = ColorMap::kCyclic;
    picture.limit = 180;
  } else if (output != KernelOutput::kSigned) {
    picture.map = ColorMap::kSequential;
    picture.limit = percentile(picture.planes, most);
  } else if (is_photo || (picture.low >= -0.5F && picture.high <= 255.5F)) {
    picture.map = ColorMap::kGray;  // still a photograph
    picture.limit = 255;
    picture.cut = picture.low < -0.5F || picture.high > 255.5F;
  } else {
    picture.map = ColorMap::kDiverging;
    picture.limit = percentile(picture.planes, most);
  }
  picture.clipped = most > picture.limit;
  // Colours have no sign: of three channels one is shown.
  const bool colors = picture.planes.size() > 1 && !picture.is_signed();
  if (picture.planes.size() > 1) picture.channel = static_cast<std::size_t>(channel);
  if (colors) picture.map = ColorMap::kColor;
  count_values(picture);
  picture.shown = colors ? packed_colors(picture.planes, picture.limit) : picture.plane().values;
  if (!picture.cut || colors) return picture;
  for (float& v : picture.shown) v = std::clamp(v, 0.0F, 255.0F);
  return picture;
}

Plane filtered(const Plane& plane, const KernelFilter& filter) {
  Plane out = engine::correlate(plane, filter.weights(), filter.size);
  if (filter.add != 0) {
    for (float& v : out.values) v += filter.add;
  }
  return out;
}

void apply_output(Plane& plane, const Plane& input, const KernelFilter& filter,
                  KernelOutput output) {
  if (output == KernelOutput::kSigned) return;
  if (output == KernelOutput::kAbsolute) {
    for (float& v : plane.values) v = std::fabs(v);
    return;
  }
  Plane other = filtered(input, turned(filter));
  if (derives_along_y(filter)) std::swap(plane, other);
  float most = 0;
  std::vector<float> magnitude(plane.values.size());
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    const float x = plane.values[i], y = other.values[i];
    magnitude[i] = std::sqrt(x * x + y * y);
    most = std::max(most, magnitude[i]);
  }
  if (output == KernelOutput::kMagnitude) {
    plane.values = std::move(magnitude);
    return;
  }
  // Where there is no edge to speak of, there is no direction.
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  constexpr float kDegrees = 180 / std::numbers::pi_v<float>;
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    const bool edge = magnitude[i] > 0.08F * most;
    plane.values[i] = edge ? std::atan2(other.values[i], plane.values[i]) * kDegrees : kNone;
  }
}

std::vector<Plane> input_planes(const KernelsSetup& setup) {
  const Photo& photo = *setup.photo;
  if (setup.luminance || !photo.color()) return {photo.luma};
  return {photo.rgb.begin(), photo.rgb.end()};
}

KernelsSetup first_kernels_setup() {
  static const PhotoPtr kTest = test_picture();
  return {.photo = kTest};
}

}  // namespace

std::shared_ptr<const KernelsResult> compute_kernels(const KernelsSetup& setup) {
  std::vector<Plane> planes = input_planes(setup);
  const Index taps = setup.filter().size * setup.filter().size;
  auto result = std::make_shared<KernelsResult>(KernelsResult{
      .input = {},
      .stages = {},
      .cursor = engine::Cursor({1, setup.photo->height(), setup.photo->width()}, taps, 1)});
  result->input = make_picture(planes, KernelOutput::kSigned, setup.channel, true);
  // A photograph is shown in its own colours, whatever is computed on.
  if (setup.photo->color()) {
    const std::vector<Plane> colors{setup.photo->rgb.begin(), setup.photo->rgb.end()};
    result->input.shown = packed_colors(colors, 255);
    result->input.map = ColorMap::kColor;
  }
  bool is_photo = true;
  for (std::size_t i = 0; i < setup.chain.size(); ++i) {
    const KernelFilter& filter = setup.chain[i];
    is_photo = is_photo && keeps_brightness(filter);
    const bool last = i + 1 == setup.chain.size();
    std::vector<Plane> next;
    for (const Plane& plane : planes) {
      next.push_back(filtered(plane, filter));
      if (last) apply_output(next.back(), plane, filter, setup.output);
    }
    planes = next;
    const KernelOutput output = last ? setup.output : KernelOutput::kSigned;
    result->stages.push_back(make_picture(std::move(next), output, setup.channel, is_photo));
  }
  return result;
}

bool shows_one_channel(const KernelsSetup& setup, const KernelsResult& result) {
  const KernelPicture& picture = result.stages.back();
  return !setup.luminance && picture.planes.size() > 1 && picture.map != ColorMap::kColor;
}

const KernelPicture& chosen_input(const KernelsSetup& setup, const KernelsResult& result) {
  return setup.chosen == 0 ? result.input
                           : result.stages[static_cast<std::size_t>(setup.chosen - 1)];
}

engine::Explanation explain_pixel(const KernelsSetup& setup, const KernelsResult& result, Index y,
                                  Index x, std::size_t channel) {
  const KernelFilter& filter = setup.filter();
  const Plane& plane = chosen_input(setup, result).planes[channel];
  const Index half = filter.size / 2;
  engine::Explanation e;
  e.what = engine::name_cell("o", "y,x", {y, x});
  e.formula = "o[y,x] = sum over i,j of w[i,j] * x[y+i-h,x+j-h]";
  e.formula_latex = R"(o_{y,x} = \sum_{i,j} w_{i,j}\, x_{y+i-h,\,x+j-h})";
  for (Index i = 0; i < filter.size; ++i) {
    for (Index j = 0; j < filter.size; ++j) {
      const Index py = std::clamp<Index>(y + i - half, 0, plane.height - 1);
      const Index px = std::clamp<Index>(x + j - half, 0, plane.width - 1);
      engine::Term term{.input = engine::TensorRef{"x", {py, px}},
                        .weight = engine::TensorRef{"w", {i, j}}};
      term.x = static_cast<double>(plane.at(py, px));
      term.w = static_cast<double>(filter.values[static_cast<std::size_t>(i * filter.size + j)]) /
               static_cast<double>(filter.divide);
      e.add(term);
    }
  }
  if (filter.add != 0) e.add_bias({"b", {0}}, static_cast<double>(filter.add));
  e.substituted = engine::substitute(e);
  return e;
}

KernelsState::KernelsState() : history(first_kernels_setup()) {
  static const std::shared_ptr<const KernelsResult> kFirst = compute_kernels(first_kernels_setup());
  result = kFirst;
  stepper.grain = engine::Grain::kCell;
}

KernelsState::Pixel KernelsState::pixel() const {
  if (hovered) return *hovered;
  const engine::Cell cell = result->cursor.at(stepper.step).cell;
  return {cell[1], cell[2]};
}

Plane learn_picture(const PhotoPtr& photo) {
  return engine::reduced(photo->luma, kLearnSide);
}

KernelFilter wanted_filter(const KernelsState& state) {
  const LearnSettings& settings = state.learn.settings;
  if (settings.own) return state.setup().filter();
  return preset_filter(settings.target, settings.size, settings.seed);
}

double largest_difference(const LearnState& learn, const engine::KernelPoint& point) {
  double worst = 0;
  const std::vector<float> wanted = learn.wanted.weights();
  for (std::size_t i = 0; i < wanted.size() && i < point.kernel.size(); ++i) {
    const double apart =
        std::fabs(static_cast<double>(point.kernel[i]) - static_cast<double>(wanted[i]));
    if (std::isnan(apart)) return apart;
    worst = std::max(worst, apart);
  }
  return worst;
}

std::vector<float> start_kernel(const LearnSettings& settings, Index size) {
  engine::Rng rng(settings.seed + 77);
  std::vector<float> kernel;
  for (Index i = 0; i < size * size; ++i) {
    kernel.push_back(static_cast<float>(rng.normal() / static_cast<double>(size)));
  }
  return kernel;
}

engine::OptimizerSpec learn_optimizer(engine::OptimizerKind kind) {
  engine::OptimizerSpec spec = engine::default_optimizer(kind);
  return spec;
}

}  // namespace convscope::state
