#include "app/state/theme.h"

#include <algorithm>
#include <cmath>

namespace convscope::state {
namespace {

constexpr Theme kLightTheme{
    .surface = rgb(0xFFFFFF),
    .panel = rgb(0xF5F6F8),
    .control = rgb(0xFFFFFF),
    .select = rgb(0xE6EAF0),
    .track = rgb(0xD3D8E0),
    .line = rgb(0xDDE1E7),
    .grid = rgb(0xC9CFD8),
    .line_strong = rgb(0x7C8694),
    .text = rgb(0x14181F),
    .text_dim = rgb(0x545D6B),
    .accent = rgb(0x14181F),
    .on_accent = rgb(0xFFFFFF),
    .now = rgb(0xFFD447),
    .on_now = rgb(0x14181F),
    .input = rgb(0x1B5FC1),
    .filter = rgb(0xC4281F),
    .output = rgb(0x00785A),
    .gradient = rgb(0x7A35C9),
    .padding_fill = rgb(0xEEF0F3),
    .padding_hatch = rgb(0xC3CAD4),
    .good = rgb(0x00785A),
    .warn = rgb(0x8A5A00),
    .bad = rgb(0xC4281F),
    .series = {rgb(0x14181F), rgb(0x1B5FC1), rgb(0xB25A00), rgb(0x7A35C9), rgb(0x00785A),
               rgb(0xC4281F), rgb(0x5D6673), rgb(0xA0187A)},
    .diverging = {rgb(0x0B4A94), rgb(0x7FB2E5), rgb(0xFAFAF8), rgb(0xF7B569), rgb(0xA84300)},
    .sequential = {rgb(0xFBFBF9), rgb(0xC3D9DF), rgb(0x7AAAB8), rgb(0x2F6E80), rgb(0x082C38)},
};

constexpr Theme kDarkTheme{
    .surface = rgb(0x12151A),
    .panel = rgb(0x1A1E25),
    .control = rgb(0x222831),
    .select = rgb(0x2C343F),
    .track = rgb(0x3C4552),
    .line = rgb(0x2C333D),
    .grid = rgb(0x3A4350),
    .line_strong = rgb(0x7B8698),
    .text = rgb(0xEEF1F5),
    .text_dim = rgb(0xA3ADBB),
    .accent = rgb(0xEEF1F5),
    .on_accent = rgb(0x12151A),
    .now = rgb(0xFFD447),
    .on_now = rgb(0x14181F),
    .input = rgb(0x6AA9FF),
    .filter = rgb(0xFF7A70),
    .output = rgb(0x3CC99A),
    .gradient = rgb(0xBC92FF),
    .padding_fill = rgb(0x1B2027),
    .padding_hatch = rgb(0x39424F),
    .good = rgb(0x3CC99A),
    .warn = rgb(0xF0B429),
    .bad = rgb(0xFF7A70),
    .series = {rgb(0xEEF1F5), rgb(0x6AA9FF), rgb(0xF5A65B), rgb(0xBC92FF), rgb(0x3CC99A),
               rgb(0xFF7A70), rgb(0xA3ADBB), rgb(0xF08BD0)},
    .diverging = {rgb(0x8CC4FF), rgb(0x2B5F9E), rgb(0x171B21), rgb(0x8A4E12), rgb(0xFFB366)},
    .sequential = {rgb(0x14181E), rgb(0x143B49), rgb(0x2A7187), rgb(0x72B4C6), rgb(0xE6F7FB)},
};

constexpr Theme kHighContrastTheme{
    .surface = rgb(0xFFFFFF),
    .panel = rgb(0xFFFFFF),
    .control = rgb(0xFFFFFF),
    .select = rgb(0xE0E0E0),
    .track = rgb(0x8A8A8A),
    .line = rgb(0x000000),
    .grid = rgb(0x5A5A5A),
    .line_strong = rgb(0x000000),
    .text = rgb(0x000000),
    .text_dim = rgb(0x2B2B2B),
    .accent = rgb(0x000000),
    .on_accent = rgb(0xFFFFFF),
    .now = rgb(0xFFE500),
    .on_now = rgb(0x000000),
    .input = rgb(0x003C9E),
    .filter = rgb(0x9E0B00),
    .output = rgb(0x00553C),
    .gradient = rgb(0x5A129E),
    .padding_fill = rgb(0xFFFFFF),
    .padding_hatch = rgb(0xB4B4B4),
    .good = rgb(0x00553C),
    .warn = rgb(0x5C3A00),
    .bad = rgb(0x9E0B00),
    .series = {rgb(0x000000), rgb(0x003C9E), rgb(0x7A3B00), rgb(0x5A129E), rgb(0x00553C),
               rgb(0x9E0B00), rgb(0x3A414C), rgb(0x6E0F54)},
    .diverging = {rgb(0x002A66), rgb(0x6FA8E8), rgb(0xFFFFFF), rgb(0xF2A24A), rgb(0x6E2B00)},
    .sequential = {rgb(0xFFFFFF), rgb(0xB5CED6), rgb(0x5F93A3), rgb(0x1D5567), rgb(0x000000)},
    .heavy_lines = true,
};

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Color c) {
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

}  // namespace

Color mix(Color from, Color to, float t) {
  t = std::clamp(t, 0.0F, 1.0F);
  const auto channel = [t](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(
        std::lround(static_cast<float>(a) + (static_cast<float>(b) - static_cast<float>(a)) * t));
  };
  return {channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b),
          channel(from.a, to.a)};
}

double contrast(Color a, Color b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

std::string_view to_string(ThemeName name) {
  switch (name) {
    case ThemeName::kDark:
      return "dark";
    case ThemeName::kHighContrast:
      return "high-contrast";
    case ThemeName::kLight:
      break;
  }
  return "light";
}

ThemeName next_theme(ThemeName name) {
  return kThemeNames[(static_cast<std::size_t>(name) + 1) % kThemeNames.size()];
}

const Theme& theme(ThemeName name) {
  switch (name) {
    case ThemeName::kDark:
      return kDarkTheme;
    case ThemeName::kHighContrast:
      return kHighContrastTheme;
    case ThemeName::kLight:
      break;
  }
  return kLightTheme;
}

Color map_color(const Theme& theme, ColorMap map, float t) {
  if (map == ColorMap::kCyclic) {
    if (!std::isfinite(t)) return theme.diverging[2];
    const float turn = t / 2 - std::floor(t / 2);
    const float at = std::min(turn * 6, 5.9999F);
    const auto i = static_cast<std::size_t>(at);
    return mix(theme.cyclic[i], theme.cyclic[(i + 1) % 6], at - static_cast<float>(i));
  }
  if (std::isnan(t)) t = 0;
  if (map == ColorMap::kColor) {
    return rgb(static_cast<std::uint32_t>(std::clamp(t, 0.0F, 16777215.0F)));
  }
  if (map == ColorMap::kGray) return mix(rgb(0x000000), rgb(0xFFFFFF), t);
  const auto& points = map == ColorMap::kDiverging ? theme.diverging : theme.sequential;
  const float position = std::clamp(map == ColorMap::kDiverging ? (t + 1) * 2 : t * 4, 0.0F, 4.0F);
  const auto index = std::min<std::size_t>(static_cast<std::size_t>(position), 3);
  return mix(points[index], points[index + 1], position - static_cast<float>(index));
}

}  // namespace convscope::state
