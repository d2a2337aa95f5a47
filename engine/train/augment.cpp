#include "engine/train/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

constexpr std::uint64_t kAugmentStream = 0x415547ULL;
constexpr double kNearWhole = 1e-9;

struct NumberField {
  std::string_view name;
  double AugmentOptions::*value;
};
constexpr std::array<NumberField, 7> kNumbers = {{{"shift", &AugmentOptions::shift},
                                                  {"rotation", &AugmentOptions::rotation},
                                                  {"scale", &AugmentOptions::scale},
                                                  {"shear", &AugmentOptions::shear},
                                                  {"blur", &AugmentOptions::blur},
                                                  {"brightness", &AugmentOptions::brightness},
                                                  {"noise", &AugmentOptions::noise}}};
struct FlagField {
  std::string_view name;
  bool AugmentOptions::*value;
};
constexpr std::array<FlagField, 2> kFlags = {
    {{"flip_x", &AugmentOptions::flip_x}, {"flip_y", &AugmentOptions::flip_y}}};

void require_augmentation(bool holds, const char* what, double found, const char* expected) {
  if (holds) return;
  throw Error(ErrorKind::kUsage, "AUGMENT_OPTION",
              {.place = what, .found = format_double(found), .expected = expected});
}

bool within(double value, double most) {
  return value >= 0 && value <= most;
}

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

/// Either way from 0.
double spread(Rng& rng, double most) {
  return most * (2 * rng.uniform() - 1);
}

/// A 2 x 2 matrix, row by row, on (x, y).
using Matrix = std::array<double, 4>;

Matrix product(const Matrix& a, const Matrix& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}

Matrix inverse(const Matrix& m) {
  const double determinant = m[0] * m[3] - m[1] * m[2];
  return {m[3] / determinant, -m[1] / determinant, -m[2] / determinant, m[0] / determinant};
}

/// Where a pixel goes, from the centre. The y axis points down, hence the signs.
Matrix forward_matrix(const AugmentDraw& draw) {
  const double angle = radians(draw.rotation);
  const Matrix rotation = {std::cos(angle), std::sin(angle), -std::sin(angle), std::cos(angle)};
  const Matrix shear = {1, -std::tan(radians(draw.shear)), 0, 1};
  const Matrix scale = {draw.flip_x ? -draw.scale : draw.scale, 0, 0,
                        draw.flip_y ? -draw.scale : draw.scale};
  return product(rotation, product(shear, scale));
}

bool moves(const AugmentDraw& draw) {
  return draw.shift_y != 0 || draw.shift_x != 0 || draw.rotation != 0 || draw.scale != 1 ||
         draw.shear != 0 || draw.flip_x || draw.flip_y;
}

double snapped(double value) {
  const double whole = std::round(value);
  return std::abs(value - whole) < kNearWhole ? whole : value;
}

/// Between the four pixels around (x, y), 0 outside.
Scalar sample(const Scalar* plane, Index height, Index width, double x, double y) {
  if (!(x > -1 && x < static_cast<double>(width) && y > -1 && y < static_cast<double>(height))) {
    return 0;
  }
  const auto left = static_cast<Index>(std::floor(x)), top = static_cast<Index>(std::floor(y));
  const double right_part = x - static_cast<double>(left);
  const double lower_part = y - static_cast<double>(top);
  const auto at = [&](Index row, Index column) {
    const bool inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? static_cast<double>(plane[row * width + column]) : 0.0;
  };
  const double upper = (1 - right_part) * at(top, left) + right_part * at(top, left + 1);
  const double lower = (1 - right_part) * at(top + 1, left) + right_part * at(top + 1, left + 1);
  return static_cast<Scalar>((1 - lower_part) * upper + lower_part * lower);
}

void move(const AugmentDraw& draw, TensorView image) {
  const Index channels = image.shape()[0], height = image.shape()[1], width = image.shape()[2];
  const Matrix back = inverse(forward_matrix(draw));
  const double center_x = static_cast<double>(width - 1) / 2;
  const double center_y = static_cast<double>(height - 1) / 2;
  const std::vector<Scalar> old(image.values().begin(), image.values().end());
  for (Index y = 0; y < height; ++y) {
    const double dy =
        static_cast<double>(y) - center_y - draw.shift_y * static_cast<double>(height);
    for (Index x = 0; x < width; ++x) {
      const double dx =
          static_cast<double>(x) - center_x - draw.shift_x * static_cast<double>(width);
      const double from_x = snapped(back[0] * dx + back[1] * dy + center_x);
      const double from_y = snapped(back[2] * dx + back[3] * dy + center_y);
      for (Index c = 0; c < channels; ++c) {
        const Scalar* plane = old.data() + c * height * width;
        image[(c * height + y) * width + x] = sample(plane, height, width, from_x, from_y);
      }
    }
  }
}

/// Weights from the middle outwards; with those of both sides they add up to 1.
std::vector<double> gaussian(double sigma) {
  std::vector<double> weights;
  const auto radius = static_cast<int>(std::ceil(3 * sigma));
  double sum = 0;
  for (int i = 0; i <= radius; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += i == 0 ? weights.back() : 2 * weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Along `count` values that are `stride` apart.
void blur_line(Scalar* line, Index count, Index stride, const std::vector<double>& weights,
               std::vector<Scalar>& old) {
  old.clear();
  for (Index i = 0; i < count; ++i) old.push_back(line[i * stride]);
  const auto at = [&](Index i) {
    return static_cast<double>(old[static_cast<std::size_t>(std::clamp<Index>(i, 0, count - 1))]);
  };
  for (Index i = 0; i < count; ++i) {
    double sum = weights[0] * at(i);
    for (std::size_t k = 1; k < weights.size(); ++k) {
      const auto distance = static_cast<Index>(k);
      sum += weights[k] * (at(i - distance) + at(i + distance));
    }
    line[i * stride] = static_cast<Scalar>(sum);
  }
}

void blur(double sigma, TensorView image) {
  const Index height = image.shape()[1], width = image.shape()[2];
  const std::vector<double> weights = gaussian(sigma);
  std::vector<Scalar> old;
  for (Index c = 0; c < image.shape()[0]; ++c) {
    Scalar* plane = image.data() + c * height * width;
    for (Index y = 0; y < height; ++y) blur_line(plane + y * width, width, 1, weights, old);
    for (Index x = 0; x < width; ++x) blur_line(plane + x, height, width, weights, old);
  }
}

}  // namespace

void check_augment(const AugmentOptions& options) {
  require_augmentation(within(options.shift, 1), "shift", options.shift, "from 0 to 1");
  require_augmentation(within(options.rotation, 180), "rotation", options.rotation,
                       "from 0 to 180 degrees");
  require_augmentation(options.scale >= 0 && options.scale < 1, "scale", options.scale,
                       "from 0 up to 1");
  require_augmentation(options.shear >= 0 && options.shear < 90, "shear", options.shear,
                       "from 0 up to 90 degrees");
  require_augmentation(within(options.blur, 16), "blur", options.blur, "from 0 to 16 pixels");
  require_augmentation(within(options.brightness, 1), "brightness", options.brightness,
                       "from 0 to 1");
  require_augmentation(within(options.noise, 1), "noise", options.noise, "from 0 to 1");
}

std::string augment_text(const AugmentOptions& options) {
  std::string text;
  const auto add = [&text](std::string part) {
    if (!text.empty()) text += ',';
    text += part;
  };
  for (const auto& [name, value] : kNumbers) {
    if (options.*value != 0) add(std::string(name) + "=" + format_double(options.*value));
  }
  for (const auto& [name, value] : kFlags) {
    if (options.*value) add(std::string(name));
  }
  return text;
}

AugmentOptions parse_augment(std::string_view text) {
  AugmentOptions options;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::string_view name = part.substr(0, part.find('='));
    const auto number = std::ranges::find(kNumbers, name, &NumberField::name);
    const auto flag = std::ranges::find(kFlags, part, &FlagField::name);
    std::optional<double> value;
    if (name.size() < part.size()) value = parse_double(part.substr(name.size() + 1));
    if (number != kNumbers.end() && value && options.*number->value == 0) {
      options.*number->value = *value;
    } else if (flag != kFlags.end() && !(options.*flag->value)) {
      options.*flag->value = true;
    } else {
      throw Error(ErrorKind::kUsage, "AUGMENT_OPTION",
                  {.found = "\"" + std::string(part) + "\"",
                   .expected = "shift, rotation, scale, shear, blur, brightness or noise with a "
                               "number (shift=0.1), flip_x or flip_y, each once"});
    }
  }
  check_augment(options);
  return options;
}

AugmentDraw draw_augment(const AugmentOptions& options, Rng& rng) {
  AugmentDraw draw;
  draw.shift_y = spread(rng, options.shift);
  draw.shift_x = spread(rng, options.shift);
  draw.rotation = spread(rng, options.rotation);
  draw.scale = 1 + spread(rng, options.scale);
  draw.shear = spread(rng, options.shear);
  draw.flip_x = rng.below(2) == 1 && options.flip_x;
  draw.flip_y = rng.below(2) == 1 && options.flip_y;
  draw.blur = rng.uniform() * options.blur;
  draw.brightness = spread(rng, options.brightness);
  draw.noise = options.noise;
  draw.noise_seed = rng.next();
  return draw;
}

void apply_augment(const AugmentDraw& draw, TensorView image) {
  constexpr double kLeastBlur = 0.05;  // below, a neighbour's share is not a float's last digit
  if (moves(draw)) move(draw, image);
  if (draw.blur > kLeastBlur) blur(draw.blur, image);
  if (draw.brightness == 0 && draw.noise == 0) return;
  Rng rng(draw.noise_seed);
  for (Scalar& value : image.values()) {
    double changed = static_cast<double>(value) + draw.brightness;
    if (draw.noise > 0) changed += draw.noise * rng.normal();
    value = static_cast<Scalar>(std::clamp(changed, 0.0, 1.0));
  }
}

void augment(TensorView image, const AugmentOptions& options, Rng rng) {
  apply_augment(draw_augment(options, rng), image);
}

void augment_rows(TensorView images, std::span<const Index> rows, const Augmentation& with) {
  if (with.options.none()) return;
  const Rng epoch =
      Rng(with.seed).fork(kAugmentStream).fork(static_cast<std::uint64_t>(with.epoch));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    augment(images.entry(static_cast<Index>(i)), with.options,
            epoch.fork(static_cast<std::uint64_t>(rows[i])));
  }
}

}  // namespace convscope::engine
