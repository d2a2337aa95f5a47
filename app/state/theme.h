#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace convscope::state {

/// sRGB with straight alpha.
struct Color {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  std::uint8_t a = 255;
  friend bool operator==(const Color&, const Color&) = default;
};

/// "#RRGGBB"
constexpr Color rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8),
          static_cast<std::uint8_t>(hex)};
}
/// Linear in sRGB between two opaque colours, t clamped to [0, 1].
Color mix(Color from, Color to, float t);
constexpr Color with_alpha(Color color, std::uint8_t alpha) {
  color.a = alpha;
  return color;
}
/// WCAG 2.1 contrast ratio, 1 to 21.
double contrast(Color a, Color b);

enum class ThemeName { kLight, kDark, kHighContrast };
inline constexpr std::array kThemeNames{ThemeName::kLight, ThemeName::kDark,
                                        ThemeName::kHighContrast};
std::string_view to_string(ThemeName name);
/// The next one in the order of kThemeNames, around.
ThemeName next_theme(ThemeName name);

/// How a value becomes a colour.
enum class ColorMap {
  kDiverging,   ///< signed values, -1..1 around zero
  kSequential,  ///< magnitudes, 0..1
  kGray,        ///< photographs, 0..1
  kColor,       ///< photographs in colour: red * 65536 + green * 256 + blue, 0..255 each
  kCyclic,      ///< directions, -1..1 of half a turn; no number: none
};

/// Colours by what they mean; no other colour is used anywhere. A fill is a value, an outline is a
/// role, and yellow (`now`) is the one step being computed.
struct Theme {
  Color surface, panel, control, select, track, line, grid, line_strong;
  Color text, text_dim, accent, on_accent, now, on_now;
  Color input, filter, output, gradient;
  Color padding_fill, padding_hatch;
  Color good, warn, bad;
  std::array<Color, 8> series;
  std::array<Color, 5> diverging;   ///< at -1, -0.5, 0, 0.5, 1
  std::array<Color, 5> sequential;  ///< at 0, 0.25, 0.5, 0.75, 1
  /// Around the circle: at 0, 60, 120, 180, 240 and 300 degrees.
  std::array<Color, 6> cyclic{rgb(0xD8691C), rgb(0x9C9A1E), rgb(0x1D9A6C),
                              rgb(0x2678C9), rgb(0x7A52C8), rgb(0xC8488C)};
  bool heavy_lines = false;  ///< panels are told apart by 2 px lines, not by tone
};

const Theme& theme(ThemeName name);

/// The colour of t in [-1, 1] (diverging) or [0, 1]; clamped, linear in sRGB between the points. Of
/// a direction t is in half turns, any number of them; what is no number has the diverging map's
/// zero.
Color map_color(const Theme& theme, ColorMap map, float t);

}  // namespace convscope::state
