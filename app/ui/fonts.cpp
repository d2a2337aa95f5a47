#include "app/ui/fonts.h"

#include <imgui.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

namespace convscope::ui {
namespace {

using figure::Face;

constexpr std::array kFiles{"Inter-Regular.otf",        "Inter-Medium.otf",
                            "Inter-SemiBold.otf",       "JetBrainsMono-Regular.ttf",
                            "JetBrainsMono-Medium.ttf", "JetBrainsMono-Bold.ttf"};

// What the interface writes: Latin with Portuguese, the Greek letters and signs of formulas,
// arrows and dots. Ranges end with 0.
constexpr std::array<ImWchar, 35> kRanges{
    0x0020, 0x00FF, 0x0302, 0x0303, 0x0391, 0x03C9, 0x2010, 0x2015, 0x2018, 0x201D, 0x2020, 0x2026,
    0x202F, 0x202F, 0x2032, 0x2033, 0x2039, 0x203A, 0x2080, 0x2089, 0x2190, 0x2193, 0x2202, 0x2208,
    0x2211, 0x221E, 0x2245, 0x2265, 0x2299, 0x2299, 0x2308, 0x230B, 0x22C5, 0x22C5, 0};
// What Inter or JetBrains Mono lack of these comes from DejaVu Sans.
constexpr std::array<ImWchar, 19> kSymbolRanges{
    0x0302, 0x0303, 0x0391, 0x03C9, 0x202F, 0x202F, 0x2080, 0x2089, 0x2190, 0x2193,
    0x2202, 0x2208, 0x2211, 0x221E, 0x2245, 0x2265, 0x2299, 0x230B, 0};

// ImGui sizes a font by its line, ascender to descender; type is specified by its em. These are
// the lines of the shipped fonts in em (hhea table).
constexpr float kInterLine = 1.2102F;
constexpr float kMonoLine = 1.32F;
constexpr float kSymbolsLine = 1.1641F;

bool is_mono(std::size_t face) {
  return face >= static_cast<std::size_t>(Face::kMono);
}

// Empty when it cannot be read.
std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  return file ? std::move(bytes).str() : std::string();
}

// The atlas reads `bytes` until it is built.
ImFont* add_font(ImFontAtlas& atlas, std::string& bytes, float pixels, ImFontConfig config,
                 const ImWchar* ranges) {
  config.FontDataOwnedByAtlas = false;
  return atlas.AddFontFromMemoryTTF(bytes.data(), static_cast<int>(bytes.size()), pixels, &config,
                                    ranges);
}

}  // namespace

void Fonts::build(const std::filesystem::path& directory, float scale) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  warnings_.clear();
  scale_ = scale;
  atlas.TexGlyphPadding = 1;
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  std::string symbols = read_file(directory / "DejaVuSans.ttf");
  std::array<std::string, kFaces> files;  // each of them serves every size
  for (std::size_t face = 0; face < kFaces; ++face) {
    const std::filesystem::path path = directory / kFiles[face];
    std::string& file = files[face] = read_file(path);
    if (file.empty()) warnings_.push_back(path.string());
    for (std::size_t i = 0; i < kTextSizes.size(); ++i) {
      const float pixels = std::round(kTextSizes[i] * scale);
      ImFontConfig config;
      // Small text is placed between pixels; large text is sharp enough and would fill the atlas.
      config.OversampleH = pixels < 24 ? 2 : 1;
      config.OversampleV = 1;
      config.PixelSnapH = is_mono(face);
      if (file.empty()) {
        config.SizePixels = pixels;
        fonts_[face][i] = atlas.AddFontDefault(&config);
        continue;
      }
      const float line = is_mono(face) ? kMonoLine : kInterLine;
      fonts_[face][i] = add_font(atlas, file, pixels * line, config, kRanges.data());
      config.MergeMode = true;
      if (!symbols.empty()) {
        add_font(atlas, symbols, pixels * kSymbolsLine, config, kSymbolRanges.data());
      }
    }
  }
  atlas.Build();
  atlas.ClearInputData();
  for (auto& sizes : fonts_) {
    for (ImFont* font : sizes) {
      // JetBrains Mono draws U+2212 like its hyphen; its en dash is as wide as the plus sign.
      if (font->FindGlyphNoFallback(0x2013) != nullptr && &sizes >= &fonts_[3]) {
        font->AddRemapChar(0x2212, 0x2013);
      }
    }
  }
}

ImFont* Fonts::get(figure::Face face, float size) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < kTextSizes.size(); ++i) {
    if (std::abs(kTextSizes[i] - size) < std::abs(kTextSizes[best] - size)) best = i;
  }
  return fonts_[static_cast<std::size_t>(face)][best];
}

}  // namespace convscope::ui
