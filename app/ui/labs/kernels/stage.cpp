#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/kernels_lab.h"
#include "app/ui/labs/kernels/stage_parts.h"
#include "app/ui/layout.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/digit_fit.h"

namespace convscope::ui::kernels {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
namespace phrase = state::phrase;
namespace action = state::kernels;

void draw_switches(LabFrame& frame, const Rect& line) {
  Ui& ui = frame.ui;
  const state::KernelsState& lab = frame.state.kernels;
  const std::array<std::string, 4> pages{ui.tr(phrase::kPageSplit), ui.tr(phrase::kPageSide),
                                         ui.tr(phrase::kPageChain), ui.tr(phrase::kPageLearn)};
  const std::array<std::string, 4> factors{ui.tr(phrase::kFit), "1\u00D7", "2\u00D7", "4\u00D7"};
  const float right = segmented_width(ui, factors);
  const float left = std::min(segmented_width(ui, pages), line.width - right - 16);
  if (const auto page = segmented(ui, "kernels.page", {line.x, line.y, left, 32}, pages,
                                  static_cast<int>(lab.page))) {
    frame.intents.emplace_back(
        state::KernelsIntent{action::ShowPage{static_cast<state::KernelsPage>(*page)}});
  }
  if (lab.page != state::KernelsPage::kSplit) return;
  constexpr std::array kFactors{0, 1, 2, 4};
  const auto now = std::find(kFactors.begin(), kFactors.end(), lab.magnified) - kFactors.begin();
  if (const auto factor = segmented(ui, "kernels.zoom", {line.right() - right, line.y, right, 32},
                                    factors, static_cast<int>(now))) {
    frame.intents.emplace_back(
        state::KernelsIntent{action::Magnify{kFactors[static_cast<std::size_t>(*factor)]}});
  }
}

void report_hover(const KernelStage& stage) {
  const auto& mouse = stage.ui().input().mouse;
  const Rect& card = stage.frame.layout.card;
  if (card.contains(mouse) && !stage.frame.layout.card_folded) return;  // the card reports it
  // On a projector the pointer is for pointing.
  const auto hovered = stage.presenting() ? std::nullopt : stage.hovered;
  if (hovered != stage.lab().hovered) stage.want(action::Hover{hovered});
}

}  // namespace

std::string KernelStage::number(double value, int decimals) const {
  return state::number_text(value, decimals, frame.ui.language());
}

std::string output_words(const KernelStage& stage) {
  const state::KernelsSetup& setup = stage.lab().setup();
  const state::KernelPicture& picture = stage.lab().result->stages.back();
  const auto tr = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  std::string words = setup.chain.size() > 1 ? tr(phrase::kPageChain)
                                             : tr(state::preset_info(setup.filter().preset).label);
  constexpr std::array<const state::Phrase*, 3> kChannels{
      &phrase::kRedChannel, &phrase::kGreenChannel, &phrase::kBlueChannel};
  const std::string channel = shows_one_channel(setup, *stage.lab().result)
                                  ? ", " + tr(*kChannels[static_cast<std::size_t>(setup.channel)])
                                  : std::string();
  switch (setup.output) {
    case state::KernelOutput::kSigned:
      if (picture.cut) return words + ", " + tr(phrase::kWordCut);
      return picture.is_signed() ? words + ", " + tr(phrase::kWordSigned) + channel : words;
    case state::KernelOutput::kAbsolute:
      return words + ", " + tr(phrase::kWordAbsolute);
    case state::KernelOutput::kMagnitude:
      return tr(phrase::kWordMagnitude);
    case state::KernelOutput::kDirection:
      break;
  }
  return tr(phrase::kWordDirection) + channel;
}

void draw_photo(KernelStage& stage, const Rect& rect, const state::KernelPicture& picture) {
  stage.canvas().heat_map(rect,
                          {.values = picture.shown,
                           .width = static_cast<int>(picture.planes[0].width),
                           .height = static_cast<int>(picture.planes[0].height),
                           .limit = picture.map == state::ColorMap::kColor ? 1 : picture.limit,
                           .map = picture.map,
                           .smooth = true});
}

Rect picture_in(const Rect& cell, const engine::Plane& plane, float head) {
  const float height = cell.height - head;
  const float scale = std::min(cell.width / static_cast<float>(plane.width),
                               height / static_cast<float>(plane.height));
  return {cell.x, cell.y + head, std::floor(static_cast<float>(plane.width) * scale),
          std::floor(static_cast<float>(plane.height) * scale)};
}

void draw_direction_wheel(KernelStage& stage, const Rect& picture,
                          const state::KernelPicture& shown, float bottom) {
  if (shown.map != state::ColorMap::kCyclic) return;
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  // On a small picture a small one.
  const float radius = present ? 52 : picture.width < 300 ? 16 : 30, text = present ? 20 : 12;
  const float margin = text * 3.2F;
  Rect box{picture.right() - 2 * (radius + margin) - 12,
           picture.bottom() - 2 * (radius + text * 1.6F) - 12, 2 * (radius + margin),
           2 * (radius + text * 1.6F)};
  if (picture.bottom() + 8 + box.height <= bottom) {
    box = box.moved(12, box.height + 20);
  }
  if (box.x < picture.x + 4 || box.y < picture.y + 56) return;  // no room for it
  canvas.fill_rect(box, theme.surface, 4);
  canvas.stroke_rect(box, theme.line_strong, 1, 4);
  const Point c = box.center();
  constexpr int kParts = 72;
  const auto at = [&](int part) {
    const float angle = static_cast<float>(part) / kParts * 2 * std::numbers::pi_v<float>;
    return Point{c.x + radius * std::cos(angle), c.y + radius * std::sin(angle)};
  };
  for (int part = 0; part < kParts; ++part) {
    const float turn = (static_cast<float>(part) + 0.5F) / kParts * 2;
    canvas.fill_triangle(c, at(part), at(part + 1),
                         map_color(theme, state::ColorMap::kCyclic, turn));
  }
  canvas.fill_circle(c, radius * 0.45F, map_color(theme, state::ColorMap::kCyclic, NAN));
  const TextStyle style{Face::kMono, text, theme.text};
  const float lift = 0.364F * text;
  canvas.text({c.x + radius + 5, c.y + lift}, "0\u00B0", style);
  canvas.text({c.x - radius - 5, c.y + lift}, "180\u00B0", style, Align::kRight);
  canvas.text({c.x, c.y + radius + text + 2}, "90\u00B0", style, Align::kCenter);
  canvas.text({c.x, c.y - radius - 5}, "\u221290\u00B0", style, Align::kCenter);
}

void draw_tag(KernelStage& stage, Point at, const std::string& words, figure::Color color,
              bool right) {
  const state::Theme& theme = stage.ui().theme();
  const TextStyle style{Face::kTextMedium, stage.presenting() ? 20.0F : 14.0F, color};
  const float width = stage.canvas().text_width(words, style) + 24, height = style.size + 14;
  const Rect box{right ? at.x - width : at.x, at.y, width, height};
  stage.canvas().fill_rect(box, theme.surface, 4);
  stage.canvas().stroke_rect(box, theme.line_strong, 1, 4);
  stage.canvas().text_in(box, words, style);
}

namespace {

// Two digits that count of the largest number: with fewer all small ones look the same.
DigitStyle telling_digits(const KernelStage& stage, float width, float height,
                          const state::GridScale& scale) {
  const DigitStyle style = fit_digits(stage.canvas(), width, height, scale, stage.presenting());
  if (scale.decimals <= 0 || scale.limit >= 1 || style.size <= 0 || style.decimals < 0) {
    return style;
  }
  const int digits = 1 - static_cast<int>(std::floor(std::log10(scale.limit)));
  const int least = std::min(scale.decimals, digits);
  if (style.decimals >= least) return style;
  for (const float size : {29.0F, 24.0F, 20.0F, 17.0F, 14.0F, 12.0F}) {
    if (size > style.size) continue;
    if (widest_number(stage.canvas(), scale, size, least).with_sign <= width - 6) {
      return {size, least};
    }
  }
  return {};  // then the fills alone speak
}

}  // namespace

GridLook titled_look(KernelStage& stage, const Rect& area, const state::GridModel& grid) {
  const bool present = stage.presenting();
  const float head = present ? 34 : 22;
  const auto rows = static_cast<float>(grid.rows), columns = static_cast<float>(grid.columns);
  const float height =
      std::floor(std::min((area.height - head - 10) / rows, present ? 96.0F : 60.0F));
  float width = std::floor(std::min(area.width / columns, height * 2.4F));
  const DigitStyle digits = telling_digits(stage, width, height, grid.scale);
  // Only digits ask for more width than height.
  const float side = std::max(std::min(width, height), 2.0F);
  if (digits.size <= 0) width = side;
  return {.origin = {area.x, area.y + head},
          .cell_width = std::max(width, 2.0F),
          .cell_height = digits.size <= 0 ? side : std::max(height, 2.0F),
          .digits = digits};
}

Rect draw_titled_grid(KernelStage& stage, const Rect& area, const std::string& title,
                      figure::Color role, const state::GridModel& grid, bool frame) {
  GridLook look = titled_look(stage, area, grid);
  look.role = role;
  look.frame = frame;
  stage.canvas().text({area.x, look.origin.y - (stage.presenting() ? 11.0F : 8.0F)}, title,
                      {Face::kTextMedium, stage.presenting() ? 20.0F : 14.0F, role});
  draw_grid(stage.ui(), grid, look);
  return grid_rect(grid, look);
}

void draw_stage(LabFrame& frame, const Rect& rect) {
  const state::KernelsState& lab = frame.state.kernels;
  const bool chrome = !frame.state.presenting && !frame.figure_only();
  const float inset =
      frame.state.presenting ? 40 : between(16, 24, std::min(frame.layout.roominess, 1.0F));
  Rect area = rect.grown(-inset);
  if (frame.state.presenting) area.height -= 12;  // the position stands below at the right
  if (chrome) {
    draw_switches(frame, area.take_top(32));
    area.take_top(frame.layout.roominess >= 0.5F ? 14 : 8);
  }
  KernelStage stage{.frame = frame, .rect = area};
  switch (lab.page) {
    case state::KernelsPage::kSplit:
      draw_split_page(stage);
      break;
    case state::KernelsPage::kSideBySide:
      draw_side_by_side_page(stage);
      break;
    case state::KernelsPage::kChain:
      draw_chain_page(stage);
      break;
    case state::KernelsPage::kLearn:
      draw_learn_page(stage);
      break;
  }
  report_hover(stage);
}

}  // namespace convscope::ui::kernels
