#include "app/shell/frame_renderer.h"

#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "app/render/clear.h"
#include "app/render/glyph_texture.h"
#include "app/render/heat_map_atlas.h"
#include "app/ui/app_view.h"

namespace convscope::shell {
namespace {

// The interface's heat maps, coloured by the atlas.
class AtlasStore : public ui::HeatMapStore {
 public:
  AtlasStore(render::HeatMapAtlas& atlas, render::HeatMapAtlas& smooth)
      : atlas_(atlas), smooth_(smooth) {}

  std::optional<ui::TextureRegion> add(const figure::HeatMap& map) override {
    render::HeatMapAtlas& atlas = map.smooth ? smooth_ : atlas_;
    const auto region = atlas.add(map.values, map.width, map.height, map.limit, kind(map.map));
    if (!region) return std::nullopt;
    return ui::TextureRegion{atlas.texture(), region->u0, region->v0, region->u1, region->v1};
  }

 private:
  static render::HeatMapKind kind(state::ColorMap map) {
    switch (map) {
      case state::ColorMap::kDiverging:
        return render::HeatMapKind::kDiverging;
      case state::ColorMap::kSequential:
        return render::HeatMapKind::kSequential;
      case state::ColorMap::kColor:
        return render::HeatMapKind::kColor;
      case state::ColorMap::kCyclic:
        return render::HeatMapKind::kCyclic;
      case state::ColorMap::kGray:
        break;
    }
    return render::HeatMapKind::kGray;
  }

  render::HeatMapAtlas& atlas_;
  render::HeatMapAtlas& smooth_;
};

std::array<float, 48> map_points(const state::Theme& theme) {
  std::array<float, 48> points{};
  std::size_t i = 0;
  const auto put = [&](std::span<const state::Color> map) {
    for (const state::Color color : map) {
      for (const std::uint8_t channel : {color.r, color.g, color.b}) {
        points[i++] = static_cast<float>(channel) / 255;
      }
    }
  };
  put(theme.diverging);
  put(theme.sequential);
  put(theme.cyclic);
  return points;
}

// The backend would make the texture of the glyphs itself, in 32 bits a pixel: 64 MB, and as much
// again for the copy that it is made from. It gets a single pixel for that instead.
void start_without_font_texture(ImFontAtlas& atlas) {
  atlas.TexWidth = atlas.TexHeight = 1;
  atlas.TexPixelsRGBA32 = static_cast<unsigned int*>(ImGui::MemAlloc(sizeof(unsigned int)));
  *atlas.TexPixelsRGBA32 = ~0U;
  ImGui_ImplOpenGL3_CreateDeviceObjects();
  atlas.ClearTexData();
}

void upload_glyphs(ImFontAtlas& atlas, render::GlyphTexture& glyphs) {
  unsigned char* coverage = nullptr;
  int width = 0, height = 0;
  atlas.GetTexDataAsAlpha8(&coverage, &width, &height);
  glyphs.upload(coverage, width, height);
  atlas.ClearTexData();  // the texture has it
  atlas.SetTexID(reinterpret_cast<ImTextureID>(std::uintptr_t{glyphs.name()}));
}

}  // namespace

struct FrameRenderer::Parts {
  std::filesystem::path font_directory;
  ui::Fonts fonts;
  float built_scale = 0;
  render::HeatMapAtlas atlas;
  render::HeatMapAtlas smooth{true};
  render::GlyphTexture glyphs;
};

FrameRenderer::FrameRenderer(std::filesystem::path font_directory) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // settings are ours
  io.LogFilename = nullptr;
  ImGui_ImplOpenGL3_Init("#version 330 core");
  start_without_font_texture(*io.Fonts);
  parts_ = std::make_unique<Parts>();
  parts_->font_directory = std::move(font_directory);
}

FrameRenderer::~FrameRenderer() {
  parts_.reset();
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext();
}

const std::vector<std::string>& FrameRenderer::warnings() const {
  return parts_->fonts.warnings();
}

FrameResult FrameRenderer::draw(const state::AppState& state, ui::UiMemory& memory,
                                const FrameRequest& request) {
  Parts& parts = *parts_;
  if (parts.built_scale != request.scale) {
    parts.fonts.build(parts.font_directory, request.scale);
    upload_glyphs(*ImGui::GetIO().Fonts, parts.glyphs);
    parts.built_scale = request.scale;
  }
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  const state::Theme& theme = state::theme(state.settings.theme);
  parts.atlas.begin(map_points(theme));
  parts.smooth.begin(map_points(theme));
  AtlasStore store(parts.atlas, parts.smooth);

  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("Convscope", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoScrollWithMouse);
  const figure::Rect window{0, 0, display.x / request.scale, display.y / request.scale};
  FrameResult result;
  {
    ui::Ui ui(memory, parts.fonts, state.settings, request.input, &store);
    if (request.stage_only) {
      ui::draw_stage_only(ui, state, window);
    } else {
      ui::draw_app(ui, state, window, result.intents);
    }
    result.wants_frame = ui.wants_frame();
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::Render();
  const ImDrawData& drawn = *ImGui::GetDrawData();
  result.vertices = drawn.TotalVtxCount;
  for (int i = 0; i < drawn.CmdListsCount; ++i) {
    result.list_vertices = std::max(result.list_vertices, drawn.CmdLists[i]->VtxBuffer.Size);
  }
  if (!request.rasterise) return result;
  parts.atlas.draw();
  parts.smooth.draw();
  const state::Color back = theme.surface;
  render::clear(back.r, back.g, back.b, request.transparent ? 0 : 255);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  return result;
}

}  // namespace convscope::shell
