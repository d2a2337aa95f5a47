#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/view.h"
#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/stage_parts.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/scale_bar.h"

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

// What a picture's colours mean, below it.
void draw_range(KernelStage& stage, const Rect& picture, const state::KernelPicture& shown,
                float bottom) {
  draw_direction_wheel(stage, picture, shown, bottom);
  if (shown.map == state::ColorMap::kColor || shown.map == state::ColorMap::kCyclic) return;
  const auto end = [&](double value, bool signed_end) {
    return signed_end ? state::signed_text(value, value < 100 && value > -100 ? 1 : 0,
                                           stage.ui().language())
                      : stage.number(value, 0);
  };
  const bool both = shown.is_signed();
  const auto limit = static_cast<double>(shown.limit);
  const std::string low = both ? end(-limit, true) : shown.cut ? "\u2264 0" : "0";
  const std::string high = (shown.cut ? "\u2265 " : "") + end(limit, both);
  const bool present = stage.presenting();
  scale_bar(stage.ui(), {picture.x, picture.bottom() + 8},
            std::min(picture.width, present ? 480.0F : 340.0F),
            {.name = "",
             .low = low,
             .high = high,
             .ends = present ? 84.0F : 44.0F,
             .map = shown.map,
             .type = present ? 20.0F : 12.0F});
}

// A picture that shows the pixel under the pointer.
void touch_picture(KernelStage& stage, const std::string& id, const Rect& rect) {
  const state::KernelsState& lab = stage.lab();
  const Interaction it = stage.ui().item(id, rect, false);
  const Index height = lab.setup().photo->height(), width = lab.setup().photo->width();
  const auto under = [&] {
    const float y = (it.mouse.y - rect.y) / rect.height * static_cast<float>(height);
    const float x = (it.mouse.x - rect.x) / rect.width * static_cast<float>(width);
    return state::KernelsState::Pixel{std::clamp<Index>(static_cast<Index>(y), 0, height - 1),
                                      std::clamp<Index>(static_cast<Index>(x), 0, width - 1)};
  };
  if (it.hovered) stage.hovered = under();
  if (it.clicked) stage.want(action::JumpToPixel{under()});
  const auto at = lab.pixel();
  const float scale = rect.width / static_cast<float>(width);
  const Rect mark{rect.x + static_cast<float>(at.x) * scale,
                  rect.y + static_cast<float>(at.y) * scale, scale, scale};
  stage.canvas().stroke_rect(mark.grown(6), {255, 255, 255, 255}, 1);
  stage.canvas().stroke_rect(mark.grown(5), stage.ui().theme().input, 2);
}

constexpr float kRangeHeight = 32;  // of a scale below a picture

float title_height(const KernelStage& stage) {
  return stage.presenting() ? 44 : 30;
}

// A wide picture in a high cell stands in the middle of it.
Rect lowered(const KernelStage& stage, const Rect& cell, const engine::Plane& plane) {
  const Rect picture = picture_in({cell.x, cell.y, cell.width, cell.height - kRangeHeight}, plane,
                                  title_height(stage));
  const float spare = cell.bottom() - kRangeHeight - picture.bottom();
  const float down = std::floor(std::max(spare, 0.0F) * 0.4F);
  return {cell.x, cell.y + down, cell.width, cell.height - down};
}

Rect draw_titled_photo(KernelStage& stage, const Rect& cell, const std::string& title,
                       figure::Color role, const state::KernelPicture& picture) {
  const bool present = stage.presenting();
  const float head = title_height(stage);
  TextStyle style{Face::kTextSemiBold, present ? 24.0F : 17.0F, role};
  if (stage.canvas().text_width(title, style) > cell.width) style.size = present ? 17.0F : 14.0F;
  if (stage.canvas().text_width(title, style) > cell.width) style.size = 12;
  stage.canvas().text({cell.x, cell.y + head - 12}, title, style);
  const Rect rect =
      picture_in({cell.x, cell.y, cell.width, cell.height - kRangeHeight}, picture.planes[0], head);
  draw_photo(stage, rect, picture);
  stage.canvas().stroke_rect(rect.grown(1), stage.ui().theme().line_strong, 1);
  return rect;
}

std::string stage_name(const KernelStage& stage, std::size_t i) {
  const state::KernelFilter& filter = stage.lab().setup().chain[i];
  return fmt::format("{}  {} {}\u00D7{}", i + 1,
                     stage.ui().tr(state::preset_info(filter.preset).label), filter.size,
                     filter.size);
}

// From a picture to the next one: in the same row, or below at the left.
void draw_chain_arrow(KernelStage& stage, const Rect& from, const Rect& to, float turn) {
  figure::Canvas& canvas = stage.canvas();
  const figure::Color ink = stage.ui().theme().text;
  const auto tip = [&](Point at) {
    canvas.fill_triangle({at.x - 8, at.y - 5}, {at.x - 8, at.y + 5}, at, ink);
  };
  if (to.x > from.x) {
    const float y = from.center_y();
    canvas.line({from.right() + 3, y}, {to.x - 10, y}, ink, 2);
    return tip({to.x - 2, y});
  }
  const float right = from.right() + 10, left = to.x - 12;
  const Point end{to.x - 2, to.center_y()};
  const std::array way{Point{from.right() + 3, from.center_y()},
                       Point{right, from.center_y()},
                       Point{right, turn},
                       Point{left, turn},
                       Point{left, end.y},
                       Point{end.x - 8, end.y}};
  canvas.polyline(way, ink, 2);
  tip(end);
}

}  // namespace

void draw_side_by_side_page(KernelStage& stage) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  const float gap = 32, width = std::floor((stage.rect.width - gap) / 2);
  Rect cell{stage.rect.x, stage.rect.y, width, stage.rect.height};
  cell = lowered(stage, cell, lab.result->input.planes[0]);
  const Rect left = draw_titled_photo(stage, cell, stage.ui().tr(phrase::kInputLabel), theme.input,
                                      lab.result->input);
  const Rect right = draw_titled_photo(stage, cell.moved(width + gap, 0), output_words(stage),
                                       theme.output, lab.result->stages.back());
  touch_picture(stage, "kernels.before", left);
  touch_picture(stage, "kernels.picture", right);
  draw_range(stage, right, lab.result->stages.back(), stage.rect.bottom());
}

void draw_chain_page(KernelStage& stage) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  const std::size_t count = lab.result->stages.size() + 1;
  const int columns = count <= 2 ? 2 : count == 4 ? 2 : 3;
  const int rows = static_cast<int>((count + static_cast<std::size_t>(columns) - 1) /
                                    static_cast<std::size_t>(columns));
  const float gap = 44;
  const float width = std::floor((stage.rect.width - gap * static_cast<float>(columns - 1)) /
                                 static_cast<float>(columns));
  const float height = std::floor(stage.rect.height / static_cast<float>(rows));
  Rect before;
  for (std::size_t i = 0; i < count; ++i) {
    const int row = static_cast<int>(i) / columns, column = static_cast<int>(i) % columns;
    Rect cell{stage.rect.x + (width + gap) * static_cast<float>(column),
              stage.rect.y + height * static_cast<float>(row), width, height - 8};
    const state::KernelPicture& picture = i == 0 ? lab.result->input : lab.result->stages[i - 1];
    cell = lowered(stage, cell, picture.planes[0]);
    const bool last = i + 1 == count;
    const std::string name = i == 0 ? stage.ui().tr(phrase::kInputLabel) : stage_name(stage, i - 1);
    const Rect rect =
        draw_titled_photo(stage, cell, name, i == 0 ? theme.input : theme.output, picture);
    if (i > 0) draw_range(stage, rect, picture, cell.bottom());
    // Between the rows, clear of the scale above and of the title below.
    if (i > 0) {
      draw_chain_arrow(stage, before, rect, stage.rect.y + height * static_cast<float>(row) - 4);
    }
    before = rect;
    const std::string id =
        last ? std::string("kernels.picture") : fmt::format("kernels.stage.{}", i);
    touch_picture(stage, id, rect);
  }
}

}  // namespace convscope::ui::kernels
