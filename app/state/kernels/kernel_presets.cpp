#include "app/state/kernels/kernel_presets.h"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Index;

constexpr std::array kPresetNames{
    KernelPresetName{KernelPreset::kIdentity,
                     "identity",
                     {"Identity", "Identidade"},
                     {"identity", "identidade"},
                     3},
    KernelPresetName{
        KernelPreset::kBox, "box", {"Box blur", "Desfoque (média)"}, {"box blur", "média"}, 3},
    KernelPresetName{KernelPreset::kGaussian,
                     "gaussian",
                     {"Gaussian blur", "Desfoque gaussiano"},
                     {"Gaussian", "gaussiano"},
                     3},
    KernelPresetName{
        KernelPreset::kSharpen, "sharpen", {"Sharpen", "Nitidez"}, {"sharpen", "nitidez"}, 3},
    KernelPresetName{
        KernelPreset::kEmboss, "emboss", {"Emboss", "Relevo"}, {"emboss", "relevo"}, 3},
    KernelPresetName{
        KernelPreset::kOutline, "outline", {"Outline", "Contorno"}, {"outline", "contorno"}, 3},
    KernelPresetName{KernelPreset::kPrewittX,
                     "prewitt-x",
                     {"Prewitt, vertical edges", "Prewitt, bordas verticais"},
                     {"Prewitt x", "Prewitt x"},
                     3},
    KernelPresetName{KernelPreset::kPrewittY,
                     "prewitt-y",
                     {"Prewitt, horizontal edges", "Prewitt, bordas horizontais"},
                     {"Prewitt y", "Prewitt y"},
                     3},
    KernelPresetName{KernelPreset::kSobelX,
                     "sobel-x",
                     {"Sobel, vertical edges", "Sobel, bordas verticais"},
                     {"Sobel x", "Sobel x"},
                     3},
    KernelPresetName{KernelPreset::kSobelY,
                     "sobel-y",
                     {"Sobel, horizontal edges", "Sobel, bordas horizontais"},
                     {"Sobel y", "Sobel y"},
                     3},
    KernelPresetName{KernelPreset::kScharrX,
                     "scharr-x",
                     {"Scharr, vertical edges", "Scharr, bordas verticais"},
                     {"Scharr x", "Scharr x"},
                     3},
    KernelPresetName{KernelPreset::kScharrY,
                     "scharr-y",
                     {"Scharr, horizontal edges", "Scharr, bordas horizontais"},
                     {"Scharr y", "Scharr y"},
                     3},
    KernelPresetName{KernelPreset::kLaplacian,
                     "laplacian",
                     {"Laplacian", "Laplaciano"},
                     {"Laplacian", "Laplaciano"},
                     3},
    KernelPresetName{KernelPreset::kLineVertical,
                     "line-vertical",
                     {"Vertical line (lecture)", "Linha vertical (aula)"},
                     {"line |", "linha |"},
                     7},
    KernelPresetName{KernelPreset::kLineHorizontal,
                     "line-horizontal",
                     {"Horizontal line (lecture)", "Linha horizontal (aula)"},
                     {"line \u2013", "linha \u2013"},
                     7},
    KernelPresetName{
        KernelPreset::kRandom, "random", {"Random", "Aleatório"}, {"random", "aleatório"}, 3},
};

// 1 2 1, 1 4 6 4 1 ...
std::vector<float> binomial(Index size) {
  std::vector<float> row{1};
  while (static_cast<Index>(row.size()) < size) {
    std::vector<float> next(row.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) {
      next[i] += row[i];
      next[i + 1] += row[i];
    }
    row = std::move(next);
  }
  return row;
}

std::vector<float> outer(const std::vector<float>& down, const std::vector<float>& across) {
  std::vector<float> values;
  for (const float a : down) {
    for (const float b : across) values.push_back(a * b);
  }
  return values;
}

std::vector<float> transposed(const std::vector<float>& values, Index size) {
  std::vector<float> result(values.size());
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) {
      result[static_cast<std::size_t>(j * size + i)] =
          values[static_cast<std::size_t>(i * size + j)];
    }
  }
  return result;
}

// Across a vertical edge: -1 0 1, and -1 -2 0 2 1 convolved from binomials.
std::vector<float> slope(Index size) {
  if (size < 2) return {0};
  std::vector<float> smooth = binomial(std::max<Index>(size - 2, 1));
  std::vector<float> result(static_cast<std::size_t>(size));
  if (size == 2) return {-1, 1};
  for (std::size_t i = 0; i < smooth.size(); ++i) {
    result[i] -= smooth[i];
    result[i + 2] += smooth[i];
  }
  return result;
}

// A bell as wide as the kernel, 1 in the middle, to three decimals.
std::vector<float> bell(Index size) {
  const double sigma = static_cast<double>(size) / 6, middle = static_cast<double>(size - 1) / 2;
  std::vector<float> row;
  for (Index i = 0; i < size; ++i) {
    const double d = (static_cast<double>(i) - middle) / sigma;
    row.push_back(static_cast<float>(std::round(std::exp(-d * d / 2) * 1000) / 1000));
  }
  return row;
}

// The slope of a bell, -1 to 1, to three decimals.
std::vector<float> bell_slope(Index size) {
  const std::vector<float> row = bell(size);
  const double middle = static_cast<double>(size - 1) / 2;
  std::vector<double> slopes;
  double most = 0;
  for (Index i = 0; i < size; ++i) {
    slopes.push_back((static_cast<double>(i) - middle) *
                     static_cast<double>(row[static_cast<std::size_t>(i)]));
    most = std::max(most, std::fabs(slopes.back()));
  }
  std::vector<float> result;
  for (const double s : slopes) {
    result.push_back(static_cast<float>(std::round(s / most * 1000) / 1000));
  }
  return result;
}

std::vector<float> rounded(std::vector<float> values) {
  for (float& v : values) v = std::round(v * 1000) / 1000;
  return values;
}

std::vector<float> ramp(Index size) {
  std::vector<float> result(static_cast<std::size_t>(size));
  for (Index j = 0; j < size; ++j) {
    const Index side = 2 * j - (size - 1);
    result[static_cast<std::size_t>(j)] = side < 0 ? -1.0F : side > 0 ? 1.0F : 0.0F;
  }
  return result;
}

// Nine numbers in the middle of zeros.
std::vector<float> centred(std::array<float, 9> nine, Index size) {
  std::vector<float> values(static_cast<std::size_t>(size * size));
  const Index first = (size - 3) / 2;
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 3; ++j) {
      const Index y = i + first, x = j + first;
      if (y < 0 || x < 0 || y >= size || x >= size) continue;
      values[static_cast<std::size_t>(y * size + x)] = nine[static_cast<std::size_t>(i * 3 + j)];
    }
  }
  return values;
}

std::vector<float> laplacian(Index size) {
  if (size <= 3) return centred({0, 1, 0, 1, -4, 1, 0, 1, 0}, size);
  // Ones around, so much in the middle that they add up to 0.
  std::vector<float> values(static_cast<std::size_t>(size * size), 1);
  values[static_cast<std::size_t>(size * size / 2)] = 1 - static_cast<float>(size * size);
  return values;
}

std::vector<float> line(Index size) {
  std::vector<float> values(static_cast<std::size_t>(size * size));
  for (Index i = 0; i < size; ++i) values[static_cast<std::size_t>(i * size + size / 2)] = 1;
  return values;
}

std::vector<float> noise_kernel(Index size, std::uint64_t seed) {
  engine::Rng rng(seed);
  std::vector<float> values;
  for (Index i = 0; i < size * size; ++i) {
    values.push_back(static_cast<float>(std::round((rng.uniform() * 2 - 1) * 10) / 10));
  }
  return values;
}

float total(const std::vector<float>& values) {
  float sum = 0;
  for (const float v : values) sum += v;
  return sum;
}

}  // namespace

std::span<const KernelPresetName> kernel_presets() {
  return kPresetNames;
}

const KernelPresetName& preset_info(KernelPreset preset) {
  return kPresetNames[static_cast<std::size_t>(preset)];
}

std::vector<float> KernelFilter::weights() const {
  std::vector<float> result = values;
  for (float& w : result) w /= divide;
  return result;
}

KernelFilter preset_filter(KernelPreset preset, Index size, std::uint64_t seed) {
  const Index k = std::clamp<Index>(size, 1, kMostKernel);
  KernelFilter filter{.preset = preset, .size = k, .values = {}};
  const std::vector<float> ones(static_cast<std::size_t>(k), 1);
  switch (preset) {
    case KernelPreset::kIdentity:
      filter.values = centred({0, 0, 0, 0, 1, 0, 0, 0, 0}, k);
      break;
    case KernelPreset::kBox:
      filter.values = outer(ones, ones);
      filter.divide = total(filter.values);
      break;
    case KernelPreset::kGaussian:
      // The lectures' integers where they are small.
      filter.values = k <= 5 ? outer(binomial(k), binomial(k)) : rounded(outer(bell(k), bell(k)));
      filter.divide = total(filter.values);
      break;
    case KernelPreset::kSharpen:
      filter.values = centred({0, -1, 0, -1, 5, -1, 0, -1, 0}, k);
      break;
    case KernelPreset::kEmboss:
      filter.values = centred({-2, -1, 0, -1, 1, 1, 0, 1, 2}, k);
      break;
    case KernelPreset::kOutline:
      filter.values = centred({-1, -1, -1, -1, 8, -1, -1, -1, -1}, k);
      break;
    case KernelPreset::kPrewittX:
    case KernelPreset::kPrewittY:
      filter.values = outer(ones, ramp(k));
      break;
    case KernelPreset::kSobelX:
    case KernelPreset::kSobelY:
      filter.values =
          k <= 5 ? outer(binomial(k), slope(k)) : rounded(outer(bell(k), bell_slope(k)));
      if (k > 3 && k <= 5) filter.divide = std::exp2(static_cast<float>(2 * (k - 3)));
      break;
    case KernelPreset::kScharrX:
    case KernelPreset::kScharrY:
      filter.values = centred({-3, 0, 3, -10, 0, 10, -3, 0, 3}, k);
      break;
    case KernelPreset::kLaplacian:
      filter.values = laplacian(k);
      break;
    case KernelPreset::kLineVertical:
    case KernelPreset::kLineHorizontal:
      filter.values = line(k);
      break;
    case KernelPreset::kRandom:
      filter.values = noise_kernel(k, seed);
      break;
  }
  const bool turned = preset == KernelPreset::kPrewittY || preset == KernelPreset::kSobelY ||
                      preset == KernelPreset::kScharrY || preset == KernelPreset::kLineHorizontal;
  if (turned) filter.values = transposed(filter.values, k);
  return filter;
}

bool keeps_its_core(const KernelFilter& filter) {
  switch (filter.preset) {
    case KernelPreset::kSharpen:
    case KernelPreset::kEmboss:
    case KernelPreset::kOutline:
    case KernelPreset::kScharrX:
    case KernelPreset::kScharrY:
      return filter.size > 3 && filter.values == preset_filter(filter.preset, filter.size).values;
    default:
      return false;
  }
}

KernelFilter turned(const KernelFilter& filter) {
  KernelFilter result = filter;
  for (Index i = 0; i < filter.size; ++i) {
    for (Index j = 0; j < filter.size; ++j) {
      result.values[static_cast<std::size_t>(j * filter.size + i)] =
          filter.values[static_cast<std::size_t>(i * filter.size + j)];
    }
  }
  return result;
}

bool derives_along_y(const KernelFilter& filter) {
  const double middle = static_cast<double>(filter.size - 1) / 2;
  double down = 0, along = 0, size = 0;
  for (Index i = 0; i < filter.size; ++i) {
    for (Index j = 0; j < filter.size; ++j) {
      const auto w =
          static_cast<double>(filter.values[static_cast<std::size_t>(i * filter.size + j)]);
      down += w * (static_cast<double>(i) - middle);
      along += w * (static_cast<double>(j) - middle);
      size += std::fabs(w);
    }
  }
  // By more than rounding: a blur has neither.
  return std::fabs(down) - std::fabs(along) > 1e-6 * size;
}

bool keeps_brightness(const KernelFilter& filter) {
  double sum = 0;
  for (const float w : filter.values) sum += static_cast<double>(w);
  sum /= static_cast<double>(filter.divide);
  return sum >= 0.5 && sum <= 2;
}

KernelFilter resized(const KernelFilter& filter, Index size) {
  KernelFilter result = filter;
  result.size = std::clamp<Index>(size, 1, kMostKernel);
  result.values.assign(static_cast<std::size_t>(result.size * result.size), 0);
  // Both middles at the same place: the odd cell is the one in front.
  const Index shift = result.size / 2 - filter.size / 2;
  for (Index i = 0; i < filter.size; ++i) {
    for (Index j = 0; j < filter.size; ++j) {
      const Index y = i + shift, x = j + shift;
      if (y < 0 || x < 0 || y >= result.size || x >= result.size) continue;
      result.values[static_cast<std::size_t>(y * result.size + x)] =
          filter.values[static_cast<std::size_t>(i * filter.size + j)];
    }
  }
  return result;
}

}  // namespace convscope::state
