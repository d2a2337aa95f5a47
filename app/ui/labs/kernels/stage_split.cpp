#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/stage_parts.h"
#include "app/ui/widgets/controls.h"

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

float real(Index n) {
  return static_cast<float>(n);
}

/// Where the photograph is: all of `frame` shows a part of `whole`.
struct PhotoPlace {
  Rect whole;
  Rect frame;
  float scale = 1;

  Rect pixels(Index y, Index x, Index size) const {
    const float half = real(size / 2);
    return {whole.x + (real(x) - half) * scale, whole.y + (real(y) - half) * scale,
            real(size) * scale, real(size) * scale};
  }
};

PhotoPlace place_photo(const KernelStage& stage, const Rect& room) {
  const state::KernelsState& lab = stage.lab();
  const float height = real(lab.setup().photo->height()), width = real(lab.setup().photo->width());
  PhotoPlace place;
  place.scale = lab.magnified == 0 ? std::min(room.width / width, room.height / height)
                                   : static_cast<float>(lab.magnified);
  place.whole = {room.x, room.y, std::floor(width * place.scale), std::floor(height * place.scale)};
  place.frame = figure::intersected(room, place.whole);
  // What does not fit is seen around the pixel of the steps.
  const engine::Cell at = lab.result->cursor.at(lab.stepper.step).cell;
  const auto shift = [&](float whole, float seen, Index pixel) {
    if (whole <= seen) return 0.0F;
    return std::clamp(std::floor(real(pixel) * place.scale - seen / 2), 0.0F, whole - seen);
  };
  place.whole.x -= shift(place.whole.width, place.frame.width, at[2]);
  place.whole.y -= shift(place.whole.height, place.frame.height, at[1]);
  return place;
}

// The divider and its handle; dragging moves it.
void draw_divider(KernelStage& stage, const Rect& frame, float x) {
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const Rect grip{x - 16, frame.bottom() - std::min(120.0F, frame.height / 2) - 16, 32, 32};
  const Interaction line = stage.ui().item("kernels.divider", {x - 8, frame.y, 16, frame.height});
  if (line.held) {
    stage.want(action::MoveDivider{static_cast<double>((line.mouse.x - frame.x) / frame.width)});
  }
  if (const auto key = stage.ui().focused_key("kernels.divider")) {
    const double step = key->key == Key::kLeft ? -0.02 : key->key == Key::kRight ? 0.02 : 0;
    if (step != 0) stage.want(action::MoveDivider{stage.lab().divider + step});
  }
  canvas.fill_rect({x - 2, frame.y, 4, frame.height}, theme.text);
  canvas.fill_rect({x - 1, frame.y, 2, frame.height}, theme.surface);
  canvas.fill_circle(grip.center(), 16, theme.surface);
  canvas.stroke_circle(grip.center(), 16, theme.text, 2);
  const Point c = grip.center();
  canvas.fill_triangle({c.x - 4, c.y - 5}, {c.x - 4, c.y + 5}, {c.x - 10, c.y}, theme.text);
  canvas.fill_triangle({c.x + 4, c.y - 5}, {c.x + 4, c.y + 5}, {c.x + 10, c.y}, theme.text);
  stage.ui().focus_ring(line, grip, 16);
}

// The pixels around the current one, its patch framed.
void draw_neighbourhood(KernelStage& stage, const Rect& area) {
  const state::KernelsState& lab = stage.lab();
  const auto at = lab.pixel();
  const Index k = lab.setup().filter().size, n = std::max<Index>(9, k + 4 + (k % 2 == 0 ? 1 : 0));
  const auto& plane = chosen_input(lab.setup(), *lab.result).plane();
  std::vector<float> values;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      values.push_back(plane.nearest(at.y + i - n / 2, at.x + j - n / 2));
    }
  }
  const auto& input = chosen_input(lab.setup(), *lab.result);
  const bool photo = input.map == state::ColorMap::kGray || input.map == state::ColorMap::kColor;
  stage.canvas().heat_map(area, {.values = values,
                                 .width = static_cast<int>(n),
                                 .height = static_cast<int>(n),
                                 .limit = photo ? 255 : input.limit,
                                 .map = photo ? state::ColorMap::kGray : input.map});
  stage.canvas().stroke_rect(area.grown(1), stage.ui().theme().line_strong, 1);
  const float cell = area.width / real(n);
  const Rect patch{area.x + cell * real(n / 2 - k / 2), area.y + cell * real(n / 2 - k / 2),
                   cell * real(k), cell * real(k)};
  stage.canvas().stroke_rect(patch.grown(3), {255, 255, 255, 255}, 6);
  stage.canvas().stroke_rect(patch.grown(2), stage.ui().theme().input, 3);
}

// The patch as it looks in the photograph, its digits black or white.
void draw_patch(KernelStage& stage, const Rect& area, const state::PixelView& view) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const state::GridModel grid = view.patch_grid();
  const std::string title = stage.ui().tr(phrase::kPatchTitle);
  const auto& input = chosen_input(lab.setup(), *lab.result);
  if (input.is_signed()) {
    draw_titled_grid(stage, area, title, theme.input, grid, true);
    return;
  }
  const GridLook look = titled_look(stage, area, grid);
  const bool present = stage.presenting();
  canvas.text({area.x, look.origin.y - (present ? 11.0F : 8.0F)}, title,
              {Face::kTextMedium, present ? 20.0F : 14.0F, theme.input});
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      const state::GridCell& cell = grid.at(r, c);
      const Rect box = cell_rect(look, r, c);
      const state::Color gray = map_color(theme, state::ColorMap::kGray, cell.value / 255);
      const bool now = cell.has(state::kMarkActive);
      canvas.fill_rect(box, now ? theme.now : gray);
      if (look.digits.size <= 0) continue;
      constexpr state::Color kWhite{255, 255, 255}, kInk{0x14, 0x18, 0x1F};
      const bool light = state::contrast(gray, kInk) > state::contrast(gray, kWhite);
      canvas.text_in(box, stage.number(static_cast<double>(cell.value), look.digits.decimals),
                     {Face::kMonoBold, look.digits.size, now || light ? kInk : kWhite});
    }
  }
  canvas.frame(grid_rect(grid, look), theme.input, present ? 5.0F : 3.0F);
}

// A gradient's two answers and what is made of them, or the sum and what becomes of it.
void draw_result(KernelStage& stage, const Rect& area, float least_width) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const state::NumberCard card = kernels_card(lab, stage.ui().language());
  const auto& setup = lab.setup();
  const bool last = static_cast<std::size_t>(setup.chosen) + 1 == setup.chain.size();
  const state::KernelOutput output = last ? setup.output : state::KernelOutput::kSigned;
  const bool gradient = shows_gradient(lab);
  std::string name = stage.ui().tr(phrase::kSumWord), words = card.value;
  const state::KernelFilter& filter = setup.filter();
  if (filter.divide != 1) name += " / " + stage.number(static_cast<double>(filter.divide), -5);
  if (filter.add != 0) {
    name += (filter.add < 0 ? " \u2212 " : " + ") +
            stage.number(std::fabs(static_cast<double>(filter.add)), -5);
  }
  if (output == state::KernelOutput::kAbsolute) name = "|" + name + "|";
  if (card.partial && !gradient) name = stage.ui().tr(phrase::kSumWord);
  Rect rest = area;
  if (gradient) {
    const TextStyle dim{Face::kMono, present ? 20.0F : 12.0F, theme.text};
    const Rect line = rest.take_top(present ? 30 : 18);
    const bool along_y = card.columns.product == "gy";
    const std::string& gy = along_y ? card.bias_value : card.result;
    const std::string gx = "gx = " + (along_y ? card.result : card.bias_value);
    if (!card.partial) {
      canvas.text_in(line, gx + "  gy = " + gy, dim, Align::kLeft);
    }
    name =
        output == state::KernelOutput::kMagnitude ? "\u221A(gx\u00B2+gy\u00B2)" : "atan2(gy, gx)";
  }
  const TextStyle dim{gradient ? Face::kMono : Face::kText,
                      present    ? 20.0F
                      : gradient ? 12.0F
                                 : 14.0F,
                      theme.text_dim};
  TextStyle strong{Face::kMonoBold, present ? 35.0F : 20.0F, theme.text};
  const auto both = [&] {
    return canvas.text_width(name, dim) + canvas.text_width(words, strong) + 16;
  };
  if (both() > area.width) strong.size = present ? 24.0F : 14.0F;
  // As wide as the products are where both have room there.
  const Rect line{rest.x, rest.y, std::min(std::max(least_width, both()), area.width), rest.height};
  canvas.text_in(line, name, dim, Align::kLeft);
  canvas.text_in(line, words, strong, Align::kRight);
}

// The pixel's patch, kernel, products and sum, below each other.
void draw_pixel_column(KernelStage& stage, const Rect& area) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  const state::PixelView view(lab);
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const auto tr = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const Index k = lab.setup().filter().size;
  canvas.text({area.x, area.y + (present ? 24.0F : 15.0F)},
              fmt::format(fmt::runtime(tr(phrase::kPixelTitle)), view.pixel().y, view.pixel().x),
              {Face::kTextSemiBold, present ? 29.0F : 17.0F, theme.text});
  canvas.text({area.x, area.y + (present ? 54.0F : 34.0F)},
              fmt::format(fmt::runtime(tr(phrase::kPixelPatch)), k),
              {Face::kText, present ? 20.0F : 12.0F, theme.text_dim});
  Rect rest{area.x, area.y + (present ? 70.0F : 44.0F), area.width, 0};
  rest.height = area.bottom() - rest.y;
  const float sum = (present ? 56.0F : 34.0F) + (shows_gradient(lab) ? present ? 30.0F : 18.0F : 0);
  // The surroundings give way to digits that can be read, where those have room at all.
  const float head = present ? 44 : 32, least = present ? 36 : 16;
  const float left = rest.height - sum - 12 - 3 * (real(k) * least + head);
  float zoom = std::floor(std::min(area.width, rest.height * 0.28F));
  const bool wide = area.width / real(k) >= (present ? 56.0F : 28.0F);
  if (wide && left < zoom && left > -12) zoom = left >= 80 ? std::floor(left) : 0;
  if (zoom > 0) {
    draw_neighbourhood(stage, {rest.x, rest.y, zoom, zoom});
    rest.take_top(zoom + 12);
  }
  const float each = std::floor((rest.height - sum) / 3);
  draw_patch(stage, rest.take_top(each), view);
  draw_titled_grid(stage, rest.take_top(each), tr(phrase::kKernelTitle), theme.filter,
                   view.kernel_grid(), true);
  const bool gradient = shows_gradient(lab);
  const std::string of_which =
      gradient ? (derives_along_y(lab.setup().filter()) ? "gy: " : "gx: ") : "";
  const Rect products =
      draw_titled_grid(stage, rest.take_top(each), of_which + tr(phrase::kPixelProducts),
                       theme.text, view.product_grid(), false);
  draw_result(stage, {rest.x, rest.y + 2, area.width, sum - 4}, products.width);
}

}  // namespace

void draw_split_page(KernelStage& stage) {
  const state::KernelsState& lab = stage.lab();
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  Rect room = stage.rect;
  const float column = stage.presenting() ? 420 : stage.small() ? 176 : 260;
  const bool has_column = room.width > column + 300;
  if (has_column) room.take_right(column + (stage.small() ? 28 : 44));
  const PhotoPlace place = place_photo(stage, room);
  const float x = std::round(place.frame.x + place.frame.width * static_cast<float>(lab.divider));
  const Rect left{place.frame.x, place.frame.y, x - place.frame.x, place.frame.height};
  const Rect right{x, place.frame.y, place.frame.right() - x, place.frame.height};
  if (left.width > 0) {
    canvas.push_clip(left);
    draw_photo(stage, place.whole, lab.result->input);
    canvas.pop_clip();
  }
  if (right.width > 0) {
    canvas.push_clip(right);
    draw_photo(stage, place.whole, lab.result->stages.back());
    canvas.pop_clip();
  }
  canvas.stroke_rect(place.frame.grown(1), theme.line_strong, 1);
  draw_direction_wheel(stage, right, lab.result->stages.back(), stage.rect.bottom());
  draw_tag(stage, {place.frame.x + 12, place.frame.y + 12}, stage.ui().tr(phrase::kInputLabel),
           theme.input, false);
  std::string made = output_words(stage);
  // Its first words alone where all would reach beyond the divider.
  const TextStyle tag{Face::kTextMedium, stage.presenting() ? 20.0F : 14.0F, {}};
  if (canvas.text_width(made, tag) + 44 > right.width)
    made.resize(made.find(", ") == std::string::npos ? made.size() : made.find(", "));
  draw_tag(stage, {place.frame.right() - 12, place.frame.y + 12}, made, theme.output, true);
  draw_divider(stage, place.frame, x);
  const Interaction it = stage.ui().item("kernels.picture", place.frame, false);
  const auto under = [&](Point p) {
    const Index y = static_cast<Index>((p.y - place.whole.y) / place.scale);
    const Index px = static_cast<Index>((p.x - place.whole.x) / place.scale);
    return state::KernelsState::Pixel{std::clamp<Index>(y, 0, lab.setup().photo->height() - 1),
                                      std::clamp<Index>(px, 0, lab.setup().photo->width() - 1)};
  };
  if (it.hovered) stage.hovered = under(it.mouse);
  if (it.clicked) stage.want(action::JumpToPixel{under(it.mouse)});
  const auto at = lab.pixel();
  Rect mark = place.pixels(at.y, at.x, lab.setup().filter().size);
  if (mark.width < 8) mark = mark.grown((8 - mark.width) / 2);
  canvas.push_clip(place.frame);
  canvas.stroke_rect(mark.grown(3), {255, 255, 255, 255}, 1);
  canvas.stroke_rect(mark.grown(2), theme.input, 2);
  canvas.pop_clip();
  if (!has_column) return;
  // Beside the photograph, also where that leaves room.
  const float apart = stage.small() ? 28.0F : stage.presenting() ? 90.0F : 60.0F;
  const float left_edge = std::min(place.frame.right() + apart, stage.rect.right() - column);
  const float widest = stage.presenting() ? 420.0F : 320.0F;
  const Rect side{left_edge, stage.rect.y, std::min(stage.rect.right() - left_edge, widest),
                  stage.rect.height};
  // From the pixel to what is written of it.
  const float bus = side.x - (stage.small() ? 12 : 20), y = std::round(mark.center_y());
  if (place.frame.contains(mark.center())) {
    const float target = side.y + (stage.presenting() ? 110.0F : 80.0F);
    canvas.line({std::min(mark.right() + 3, place.frame.right()), y}, {bus, y}, theme.input, 1.5F);
    canvas.line({bus, y}, {bus, target}, theme.input, 1.5F);
    canvas.line({bus, target}, {side.x - 5, target}, theme.input, 1.5F);
  }
  draw_pixel_column(stage, side);
}

}  // namespace convscope::ui::kernels
