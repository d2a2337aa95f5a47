#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/network/cell_view.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/grid.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using state::network::Column;
using state::network::MapRef;
using state::network::MapView;

struct OpenMap {
  LabFrame& frame;
  const NetworkState& lab;
  MapRef ref;
  const Column& column;
  MapView view;
  Index pointed = -1;  // cell of the result under the pointer, or of the step
};

// Where the rows of contributions and the large result stand.
struct Places {
  Rect rows;
  float pitch = 0;
  float map = 0, kernel = 0, product = 0;  // sides
  float x_map = 0, x_kernel = 0, x_product = 0, x_bus = 0;
  Rect sum, result;
};

float whole(float room, Index pixels) {
  return std::max(1.0F, std::floor(room / static_cast<float>(pixels))) * static_cast<float>(pixels);
}

Places place(const OpenMap& open, const Rect& body) {
  Places p;
  const auto rows = static_cast<float>(open.view.parts.contributions.size());
  const bool kernels = !open.view.parts.contributions.front().kernel.empty();
  const engine::Window2d* window = window_of(*open.lab.weights.network, open.column);
  const Index in_side = window ? std::max(window->y.input, window->x.input) : 1;
  const Index out_side = std::max(open.column.height(), open.column.width());
  const Index kernel_side = window ? std::max(window->y.kernel, window->x.kernel) : 1;
  p.rows = body;
  const float share = !kernels ? 0.36F : rows > 1 ? 0.115F : 0.14F;
  const float column_room = body.width * share;
  p.pitch = std::floor(std::min(body.height / rows, column_room + 36));
  const float side = std::min(p.pitch - 14, column_room);
  p.map = whole(side, in_side);
  p.kernel = kernels ? whole(side * 0.8F, kernel_side) : 0;
  p.product = kernels ? whole(side, out_side) : 0;
  p.rows.height = p.pitch * rows;
  p.rows.y = std::floor(body.y + (body.height - p.rows.height) / 2);
  p.x_map = body.x;
  p.x_kernel = p.x_map + p.map + 26;
  p.x_product = p.x_kernel + p.kernel + 26;
  p.x_bus = kernels ? p.x_product + p.product + 24 : p.x_map + p.map + 24;
  const float rest = body.right() - p.x_bus - 40;
  const float gap = 56;
  const bool has_sum = kernels;
  const float large = has_sum ? (rest - gap) * 0.68F : rest - 20;
  const float result = whole(std::min(large, body.height - 40), out_side);
  const float sum = has_sum ? whole(std::min(rest - gap - result, body.height), out_side) : 0;
  const float ratio = static_cast<float>(open.column.height()) / static_cast<float>(out_side);
  p.result = {body.right() - result, std::floor(body.center_y() - result * ratio / 2), result,
              result * ratio};
  p.sum = {p.x_bus + 40, std::floor(body.center_y() - sum * ratio / 2), sum, sum * ratio};
  return p;
}

// The cells of a plane that the pointed cell of the result reads, as a frame.
void frame_patch(const OpenMap& open, const Rect& plane, figure::Color color) {
  const engine::Window2d* window = window_of(*open.lab.weights.network, open.column);
  if (open.pointed < 0 || window == nullptr) return;
  const Index y = open.pointed / open.column.width(), x = open.pointed % open.column.width();
  const float cell_h = plane.height / static_cast<float>(window->y.input);
  const float cell_w = plane.width / static_cast<float>(window->x.input);
  const auto clamped = [](Index i, Index most) {
    return static_cast<float>(std::clamp<Index>(i, 0, most));
  };
  const float top = clamped(window->y.start(y), window->y.input);
  const float left = clamped(window->x.start(x), window->x.input);
  const float bottom = clamped(window->y.start(y) + window->y.reach(), window->y.input);
  const float right = clamped(window->x.start(x) + window->x.reach(), window->x.input);
  const Rect patch{plane.x + left * cell_w, plane.y + top * cell_h, (right - left) * cell_w,
                   (bottom - top) * cell_h};
  open.frame.ui.canvas().frame(patch, color, 2);
}

void frame_cell(const OpenMap& open, const Rect& plane, figure::Color color, float width) {
  if (open.pointed < 0) return;
  const float cell_h = plane.height / static_cast<float>(open.column.height());
  const float cell_w = plane.width / static_cast<float>(open.column.width());
  const Index y = open.pointed / open.column.width(), x = open.pointed % open.column.width();
  open.frame.ui.canvas().frame({plane.x + static_cast<float>(x) * cell_w,
                                plane.y + static_cast<float>(y) * cell_h, cell_w, cell_h},
                               color, width);
}

std::string source_name(const OpenMap& open, Index channel) {
  const std::string symbol =
      column_symbol(*open.lab.weights.network, open.lab.columns, open.ref.column - 1);
  return open.ref.column == 0 ? symbol : symbol + "[" + std::to_string(channel) + "]";
}

void draw_row(const OpenMap& open, const Places& p, std::size_t i) {
  LabFrame& frame = open.frame;
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const auto& part = open.view.parts.contributions[i];
  const float y = p.rows.y + p.pitch * (static_cast<float>(i) + 0.5F);
  const auto centred = [&](float x, float side) {
    return Rect{x, std::floor(y - side / 2), side, side};
  };
  const Rect map = centred(p.x_map, p.map);
  const auto plane = open.lab.pass->output(open.column.source).entry(part.channel);
  const engine::Shape& shape = plane.shape();
  draw_map(frame, map, plane.values(), shape[0], source_limit(open.lab, open.ref.column),
           source_signed(open.lab, open.ref.column));
  canvas.frame(map, theme.input, 1);
  frame_patch(open, map, theme.input);
  if (part.kernel.empty()) return;
  const figure::TextStyle sign{Face::kMono, 17, theme.text_dim};
  const Rect kernel = centred(p.x_kernel, p.kernel);
  canvas.text_in({map.right(), y - 10, p.x_kernel - map.right(), 20}, "\u2217", sign);
  draw_plane(frame, kernel, part.kernel, weight_limit(open.lab, open.ref.column), true);
  canvas.frame(kernel, theme.filter, 1);
  canvas.text_in({kernel.right(), y - 10, p.x_product - kernel.right(), 20}, "=", sign);
  const Rect product = centred(p.x_product, p.product);
  const bool done = static_cast<Index>(i) < open.view.channels;
  if (done) {
    draw_plane(frame, product, part.products, open.view.parts.products_limit, true);
    frame_cell(open, product, theme.text, 2);
  } else {
    canvas.fill_circle(product.center(), 2.5F, theme.text_dim);
  }
  const bool active = static_cast<Index>(i) == open.view.active_channel;
  canvas.stroke_rect(product, theme.line_strong, 1);
  if (active) {
    for (const Rect& rect : {map, kernel, product}) {
      canvas.frame(rect, theme.on_now, 5);
      canvas.frame(rect, theme.now, 4);
    }
  }
  const float middle = std::round(y);
  canvas.line({product.right() + 4, middle}, {p.x_bus, middle}, theme.line_strong, 1.5F);
}

void draw_heads(const OpenMap& open, const Places& p) {
  Ui& ui = open.frame.ui;
  const state::Theme& theme = ui.theme();
  const float y = p.rows.y - 10;
  const std::string f = std::to_string(open.ref.map);
  const bool kernels = p.kernel > 0;
  const auto put = [&](float x, const std::string& words, figure::Color color) {
    const float size = open.frame.state.presenting ? 24 : 14;
    ui.canvas().text({x, y}, words, {Face::kMonoMedium, size, color});
  };
  put(p.x_map,
      kernels ? source_name(open, 0).substr(0, source_name(open, 0).find('[')) +
                    (open.ref.column == 0 ? "" : "[c]")
              : source_name(open, open.ref.map),
      theme.input);
  if (!kernels) return;
  put(p.x_kernel, "w[" + f + ",c]", theme.filter);
  put(p.x_product, "w \u2217 " + source_name(open, 0).substr(0, source_name(open, 0).find('[')),
      theme.text);
}

void draw_sum(const OpenMap& open, const Places& p) {
  if (p.sum.width <= 0) return;
  LabFrame& frame = open.frame;
  figure::Canvas& canvas = frame.ui.canvas();
  const state::Theme& theme = frame.ui.theme();
  const bool large = frame.state.presenting;
  const float y = std::round(p.sum.center_y());
  const auto& parts = open.view.parts;
  canvas.line({p.x_bus, p.rows.y + p.pitch / 2}, {p.x_bus, p.rows.bottom() - p.pitch / 2},
              theme.line_strong, 1.5F);
  canvas.line({p.x_bus, y}, {p.sum.x - 8, y}, theme.line_strong, 1.5F);
  canvas.fill_triangle({p.sum.x - 12, y - 5}, {p.sum.x - 12, y + 5}, {p.sum.x - 3, y},
                       theme.line_strong);
  canvas.text({p.sum.x, p.sum.y - 12}, "z[" + std::to_string(open.ref.map) + "] = \u03A3 + b",
              {Face::kMonoMedium, open.frame.state.presenting ? 24.0F : 14.0F, theme.text});
  if (open.view.sum_started) {
    draw_plane(frame, p.sum, open.view.sum, parts.products_limit, true);
    frame_cell(open, p.sum, theme.text, 2);
  } else {
    canvas.fill_circle(p.sum.center(), 2.5F, theme.text_dim);
  }
  canvas.stroke_rect(p.sum, theme.line_strong, 1);
  if (parts.has_bias) {
    canvas.text({p.sum.x, p.sum.bottom() + (large ? 26.0F : 20.0F)},
                "b = " + state::number_text(parts.bias, 3, frame.ui.language()),
                {Face::kMono, large ? 20.0F : 14.0F, theme.text_dim});
  }
  draw_scale_bar(frame, {p.sum.x, p.sum.bottom() + (large ? 54.0F : 42.0F)},
                 std::max(large ? 180.0F : 120.0F, p.sum.width), parts.products_limit, true,
                 large ? 20 : 12);
  canvas.line({p.sum.right() + 8, y}, {p.result.x - 14, y}, theme.line_strong, 1.5F);
  canvas.fill_triangle({p.result.x - 15, y - 5}, {p.result.x - 15, y + 5}, {p.result.x - 6, y},
                       theme.line_strong);
}

state::GridModel result_grid(const OpenMap& open) {
  state::GridModel grid;
  grid.rows = static_cast<int>(open.column.height());
  grid.columns = static_cast<int>(open.column.width());
  for (Index i = 0; i < open.view.parts.a.size(); ++i) {
    const float value = open.view.parts.a[i];
    std::uint16_t marks =
        i >= open.view.cells ? std::uint16_t{state::kMarkPending} : std::uint16_t{0};
    if (i == open.view.active_cell) marks = state::kMarkActive;
    grid.cells.push_back({value, marks});
    grid.scale.low = std::min(grid.scale.low, value);
    grid.scale.high = std::max(grid.scale.high, value);
  }
  grid.scale.limit = column_limit(*open.lab.pass, open.column);
  grid.scale.decimals = state::network::telling_decimals(
      static_cast<double>(std::max(-grid.scale.low, grid.scale.high)));
  return grid;
}

// Digits where they fit, otherwise the picture.
void draw_result(const OpenMap& open, const Places& p) {
  LabFrame& frame = open.frame;
  Ui& ui = frame.ui;
  const state::Theme& theme = ui.theme();
  const bool large = frame.state.presenting;
  const state::GridModel grid = result_grid(open);
  GridLook look{
      .origin = {p.result.x, p.result.y},
      .cell_width = p.result.width / static_cast<float>(grid.columns),
      .cell_height = p.result.height / static_cast<float>(grid.rows),
      .digits = {},
      .role = theme.output,
      .idle_strength = 0.34F,
      .map = open.column.is_signed ? state::ColorMap::kDiverging : state::ColorMap::kSequential};
  look.digits = useful_digits(ui.canvas(), look.cell_width, look.cell_height, grid.scale,
                              frame.state.presenting);
  const bool pending = open.view.cells < open.column.plane();
  if (look.digits.size > 0 || pending) {
    draw_grid(ui, grid, look);
  } else {
    draw_plane(frame, p.result, open.view.parts.a, grid.scale.limit, open.column.is_signed);
  }
  ui.canvas().frame(p.result, theme.output, 3);
  frame_cell(open, p.result, theme.text, 2);
  ui.canvas().text({p.result.x, p.result.y - 12},
                   column_symbol(*open.lab.weights.network, open.lab.columns, open.ref.column) +
                       "[" + std::to_string(open.ref.map) + "]",
                   {Face::kMonoMedium, large ? 29.0F : 17.0F, theme.output});
  draw_scale_bar(frame, {p.result.x, p.result.bottom() + (large ? 32.0F : 24.0F)},
                 std::min(220.0F, p.result.width), grid.scale.limit, open.column.is_signed,
                 large ? 20 : 12);
  if (large) return;
  const figure::TextStyle small{Face::kText, 12, theme.text_dim};
  const std::string hint = ui.tr(phrase::kClickAPixel);
  const float x = std::min(p.result.x, p.result.right() - ui.canvas().text_width(hint, small));
  ui.canvas().text({x, p.result.bottom() + 46}, hint, small);
}

// The arrows walk over the result, Enter opens the cell.
Index cell_by_keyboard(LabFrame& frame, const OpenMap& open, bool entered) {
  Ui& ui = frame.ui;
  const NetworkState& lab = open.lab;
  Index y = lab.cell_y, x = lab.cell_x;
  if (ui.take_key(Key::kUp)) --y;
  if (ui.take_key(Key::kDown)) ++y;
  if (ui.take_key(Key::kLeft)) --x;
  if (ui.take_key(Key::kRight)) ++x;
  y = std::clamp<Index>(y, 0, open.column.height() - 1);
  x = std::clamp<Index>(x, 0, open.column.width() - 1);
  if (y != lab.cell_y || x != lab.cell_x) want(frame, state::network::PointAtCell{y, x});
  if (entered) want(frame, state::network::OpenCell{open.ref, y, x});
  return y * open.column.width() + x;
}

// Which cell of the result the pointer or the keyboard is on, and what a click does.
Index touch_result(LabFrame& frame, const OpenMap& open, const Places& p) {
  Index pointed = -1;
  const auto touch = [&](const char* id, const Rect& rect) {
    if (rect.width <= 0) return;
    const bool keyboard = std::string_view(id) == "network.result";
    const Interaction it = frame.ui.item(id, rect, keyboard);
    if (keyboard && it.focused && frame.ui.focus_visible()) {
      pointed = cell_by_keyboard(frame, open, it.clicked);
      return;
    }
    if (!it.hovered && !it.clicked) return;
    const Index y = static_cast<Index>((it.mouse.y - rect.y) / rect.height *
                                       static_cast<float>(open.column.height()));
    const Index x = static_cast<Index>((it.mouse.x - rect.x) / rect.width *
                                       static_cast<float>(open.column.width()));
    if (y < 0 || x < 0 || y >= open.column.height() || x >= open.column.width()) return;
    pointed = y * open.column.width() + x;
    if (it.clicked) want(frame, state::network::OpenCell{open.ref, y, x});
  };
  touch("network.result", p.result);
  touch("network.sum", p.sum);
  return pointed;
}

// The body of the stage, below the path.
Rect body_of(const Rect& stage, bool presenting) {
  const bool roomy = stage.height > 760;
  Rect body = stage.grown(roomy ? -24.0F : -16.0F);
  body.take_top(28 + (presenting ? 46.0F : 28.0F));
  body.take_bottom(presenting ? 56 : 46);
  return body;
}

}  // namespace

Rect open_map_place(LabFrame& frame, const Rect& stage) {
  const NetworkState& lab = frame.state.network;
  const MapRef ref = *lab.selected;
  const OpenMap open{frame, lab, ref, lab.column(ref.column), map_view(lab), -1};
  if (open.view.parts.contributions.empty()) return stage;
  return place(open, body_of(stage, frame.state.presenting)).result;
}

void draw_open_map(LabFrame& frame, const Rect& stage) {
  const NetworkState& lab = frame.state.network;
  if (!lab.pass || !lab.selected) return;
  const MapRef ref = *lab.selected;
  OpenMap open{frame, lab, ref, lab.column(ref.column), map_view(lab), -1};
  if (open.view.parts.contributions.empty()) return;
  const bool roomy = stage.height > 760;
  draw_path(frame, stage.grown(roomy ? -24.0F : -16.0F).take_top(28));
  const Places p = place(open, body_of(stage, frame.state.presenting));
  open.pointed = touch_result(frame, open, p);
  if (open.pointed < 0) open.pointed = open.view.active_cell;
  draw_heads(open, p);
  for (std::size_t i = 0; i < open.view.parts.contributions.size(); ++i) draw_row(open, p, i);
  draw_sum(open, p);
  draw_result(open, p);
  // A click on a picture is none on the empty space under it.
  const Rect rows{p.rows.x, p.rows.y, p.x_bus - p.rows.x, p.rows.height};
  frame.ui.item("network.rows", rows, false);
  if (frame.ui.item("network.stage", stage, false).clicked) {
    want(frame, state::network::ZoomOut{});
  }
}

}  // namespace convscope::ui::network
