#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/network/cell_view.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::network::Column;
using state::network::Contribution;
using state::network::Level;
using state::network::MapParts;
using state::network::MapRef;

/// The card of one map: what it is the sum of.
struct MapCard {
  LabFrame& frame;
  const NetworkState& lab;
  MapRef ref;
  const Column& column;
  MapParts parts;
  Rect inner;
  float y = 0;  // next free line
  bool roomy = false;

  bool filters() const { return !parts.contributions.front().kernel.empty(); }
  std::string source() const {
    return column_symbol(*lab.weights.network, lab.columns, ref.column - 1);
  }
  std::string own() const { return column_symbol(*lab.weights.network, lab.columns, ref.column); }
};

void draw_head(MapCard& card) {
  Ui& ui = card.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const std::string layer = column_title(*card.lab.weights.network, card.column, ui.language());
  const std::string title = map_words(ui, card.lab, card.ref);
  figure::TextStyle style{Face::kTextSemiBold, 24, ui.theme().output};
  for (const float size : {24.0F, 20.0F, 17.0F}) {
    if (size > 20 && !card.roomy) continue;
    style.size = size;
    if (canvas.text_width(title, style) <= card.inner.width) break;
  }
  canvas.text({card.inner.x, card.y + 22}, title, style);
  const bool hovered = card.lab.level() == Level::kNetwork && card.lab.hovered;
  const bool pinned = card.lab.level() == Level::kNetwork && !hovered;
  std::string words =
      std::to_string(card.column.height()) + "\u00D7" + std::to_string(card.column.width());
  const auto plus = layer.find("+ ");
  if (plus != std::string::npos) {
    words += " " + ui.tr(phrase::kAfter) + " " + layer.substr(plus + 2);
  }
  if (hovered) words += " \u00B7 " + ui.tr(phrase::kHoveredOpens);
  if (pinned) words += " \u00B7 " + ui.tr(phrase::kPinned);
  const figure::TextStyle dim{Face::kText, 14, ui.theme().text_dim};
  if (canvas.text_width(words, dim) > card.inner.width && plus != std::string::npos) {
    words.erase(0, words.find("\u00B7") + 3);  // the title has the layer
  }
  canvas.text({card.inner.x, card.y + 46}, words, dim);
  card.y += 58;
  rule(ui, card.inner.x, card.y, card.inner.width);
  card.y += 4;
}

float draw_spans(MapCard& card, float y, std::initializer_list<state::CardSpan> spans) {
  Ui& ui = card.frame.ui;
  float x = card.inner.x;
  for (const state::CardSpan& span : spans) {
    figure::Color color = ui.theme().text;
    if (span.role == state::CardRole::kInput) color = ui.theme().input;
    if (span.role == state::CardRole::kFilter) color = ui.theme().filter;
    if (span.role == state::CardRole::kOutput) color = ui.theme().output;
    const figure::TextStyle style{Face::kMono, span.subscript ? 12.0F : 14.0F, color};
    ui.canvas().text({x, y + (span.subscript ? 4.0F : 0.0F)}, span.text, style);
    x += ui.canvas().text_width(span.text, style);
  }
  return y + 24;
}

void draw_formula(MapCard& card) {
  using state::CardRole;
  Ui& ui = card.frame.ui;
  const std::string f = "[" + std::to_string(card.ref.map) + "]";
  const bool function = card.column.output != card.column.compute;
  if (card.roomy) {
    heading(ui, {card.inner.x, card.y + 23}, ui.tr(phrase::kFormula));
    card.y += 26;
  }
  float y = card.y + 24;
  if (card.filters()) {
    const std::string filter = "w[" + std::to_string(card.ref.map) + ",c]";
    const std::string input = card.ref.column == 0 ? "x" : card.source() + "[c]";
    y = draw_spans(card, y,
                   {{(function ? "z" : card.own()) + f, CardRole::kOutput},
                    {" = b + \u03A3"},
                    {"c", CardRole::kText, true},
                    {" " + filter, CardRole::kFilter},
                    {" \u2217 "},
                    {input, CardRole::kInput}});
  } else {
    const std::string name = column_title(*card.lab.weights.network, card.column, ui.language());
    y = draw_spans(card, y,
                   {{card.own() + f, CardRole::kOutput},
                    {" = " + name + " "},
                    {card.source() + f, CardRole::kInput}});
  }
  if (function && card.filters()) {
    const std::string title = column_title(*card.lab.weights.network, card.column, ui.language());
    const bool relu = title.find("+ ReLU") != std::string::npos;
    const std::string name = title.substr(title.find("+ ") + 2);
    y = draw_spans(card, y,
                   {{card.own() + f, CardRole::kOutput},
                    {relu ? " = max(0, z" + f + ")" : " = " + name + "(z" + f + ")"}});
  }
  card.y = y - 6;
}

constexpr float kBiasHeight = 20;  // of its line below the sum
constexpr float kMostPitch = 57;   // of the lines above it

// Columns of the table: source, filter, product, bar, mean.
struct Slots {
  float side = 0, kernel = 0;
  float filter_x = 0, product_x = 0, bar_x = 0, bar_width = 0;
};

Slots slots_of(const MapCard& card, float pitch) {
  Slots s;
  // Columns of one width, however high the rows are.
  const float share = card.roomy ? 0.17F : 0.135F;
  const float widest = std::floor(std::min(kMostPitch - 5, card.inner.width * share));
  s.side = std::min(pitch - 5, widest);
  s.kernel = std::floor(s.side * 0.78F);
  s.filter_x = card.inner.x + widest + 20;
  s.product_x = s.filter_x + std::floor(widest * 0.78F) + 20;
  s.bar_x = s.product_x + widest + 10;
  s.bar_width = std::max(10.0F, card.inner.right() - 52 - s.bar_x);
  return s;
}

// A bar left (negative) or right of its zero, and the number.
void draw_mean(const MapCard& card, const Slots& s, float middle, double mean, double largest) {
  Ui& ui = card.frame.ui;
  const state::Theme& theme = ui.theme();
  const float zero = s.bar_x + s.bar_width * 0.6F;
  const float reach = mean < 0 ? s.bar_width * 0.6F : s.bar_width * 0.4F;
  const double share = largest > 0 ? std::min(1.0, std::abs(mean) / largest) : 0;
  const float length = std::floor(reach * static_cast<float>(share));
  ui.canvas().fill_rect({mean < 0 ? zero - length : zero, middle - 8, length, 16},
                        mean < 0 ? theme.diverging.front() : theme.diverging.back());
  ui.canvas().line({zero, middle - 11}, {zero, middle + 11}, theme.line_strong);
}

void put_mean(const MapCard& card, float middle, double mean, bool strong) {
  Ui& ui = card.frame.ui;
  ui.canvas().text({card.inner.right(), middle + 5}, state::number_text(mean, 2, ui.language()),
                   {strong ? Face::kMonoBold : Face::kMonoMedium, 14, ui.theme().text},
                   Align::kRight);
}

void draw_contribution(const MapCard& card, const Contribution& part, const Slots& s, float middle,
                       double largest) {
  LabFrame& frame = card.frame;
  figure::Canvas& canvas = frame.ui.canvas();
  const state::Theme& theme = frame.ui.theme();
  const auto plane = card.lab.pass->output(card.column.source).entry(part.channel);
  const auto centred = [&](float x, float side) {
    return Rect{x, std::round(middle - side / 2), side, side};
  };
  const Rect source = centred(card.inner.x + 2, s.side);
  draw_map(frame, source, plane.values(), plane.shape()[0], source_limit(card.lab, card.ref.column),
           source_signed(card.lab, card.ref.column));
  canvas.frame(source, theme.input, 1);
  const figure::TextStyle sign{Face::kMono, 14, theme.text_dim};
  canvas.text_in({source.right(), middle - 8, s.filter_x - source.right(), 16}, "\u2217", sign);
  const Rect kernel = centred(s.filter_x, s.kernel);
  draw_plane(frame, kernel, part.kernel, weight_limit(card.lab, card.ref.column), true);
  canvas.frame(kernel, theme.filter, 1);
  canvas.text_in({kernel.right(), middle - 8, s.product_x - kernel.right(), 16}, "=", sign);
  const Rect product = centred(s.product_x, s.side);
  draw_plane(frame, product, part.products, card.parts.products_limit, true);
  canvas.stroke_rect(product, theme.grid, 1);
  draw_mean(card, s, middle, part.mean, largest);
  put_mean(card, middle, part.mean, false);
}

void draw_totals(MapCard& card, const Slots& s, float pitch) {
  LabFrame& frame = card.frame;
  Ui& ui = frame.ui;
  const state::Theme& theme = ui.theme();
  struct Scale {
    float limit;
    bool is_signed;
  };
  const auto row = [&](const std::string& words, const std::string& name, const engine::Tensor& map,
                       Scale scale, double mean, bool result) {
    const float middle = card.y + pitch / 2;
    const float size = card.roomy ? 14 : 12;
    ui.canvas().text({card.inner.x, middle + 5}, words, {Face::kMonoMedium, size, theme.text});
    ui.canvas().text({s.product_x - (card.roomy ? 12.0F : 6.0F), middle + 5}, name,
                     {Face::kMonoMedium, size, result ? theme.output : theme.text}, Align::kRight);
    const Rect rect{s.product_x, std::round(middle - s.side / 2), s.side, s.side};
    draw_plane(frame, rect, map, scale.limit, scale.is_signed);
    if (result) {
      ui.canvas().frame(rect, theme.output, 2);
    } else {
      ui.canvas().stroke_rect(rect, theme.grid, 1);
    }
    put_mean(card, middle, mean, true);
    card.y += pitch;
  };
  ui.canvas().line({card.inner.x, card.y + 2}, {card.inner.right(), card.y + 2}, theme.text, 2);
  card.y += 4;
  const std::string f = "[" + std::to_string(card.ref.map) + "]";
  if (card.parts.has_bias) {
    const float middle = card.y + kBiasHeight / 2;
    ui.canvas().text({card.inner.x, middle + 5}, "+ b",
                     {Face::kMonoMedium, card.roomy ? 14.0F : 12.0F, theme.text});
    put_mean(card, middle, card.parts.bias, false);
    card.y += kBiasHeight;
  }
  row("=", "z" + f, card.parts.z, {card.parts.products_limit, true}, card.parts.mean_z, false);
  if (card.column.output != card.column.compute) {
    const std::string title = column_title(*card.lab.weights.network, card.column, ui.language());
    row(title.substr(title.find("+ ") + 2) + (card.roomy ? " =" : ""), card.own() + f, card.parts.a,
        {column_limit(*card.lab.pass, card.column), card.column.is_signed}, card.parts.mean_a,
        true);
  }
}

void draw_scales(MapCard& card) {
  Ui& ui = card.frame.ui;
  const figure::TextStyle style{Face::kMono, 12, ui.theme().text_dim};
  const auto line = [&](const std::string& name, float limit, bool is_signed) {
    ui.canvas().text({card.inner.x, card.y + 16}, name, style);
    draw_scale_bar(card.frame, {card.inner.x + 62, card.y + 16}, card.inner.width - 62, limit,
                   is_signed);
    card.y += 20;
  };
  if (card.filters()) {
    line("w \u2217 " + card.source(), card.parts.products_limit, true);
  } else {
    line(card.source(), source_limit(card.lab, card.ref.column),
         source_signed(card.lab, card.ref.column));
  }
  line(card.own(), column_limit(*card.lab.pass, card.column), card.column.is_signed);
}

void draw_without(MapCard& card) {
  const auto& without = card.lab.without;
  if (without.empty() || card.lab.pass == nullptr) return;
  Ui& ui = card.frame.ui;
  const state::Theme& theme = ui.theme();
  if (card.roomy) rule(ui, card.inner.x, card.y + 6, card.inner.width);
  card.y += card.roomy ? 32 : 20;
  heading(ui, {card.inner.x, card.y}, ui.tr(phrase::kWithoutThisMap));
  const auto order = state::network::ranking(card.lab.pass->probabilities);
  const auto& before = card.lab.pass->probabilities;
  for (std::size_t i = 0; i < 2 && i < order.size(); ++i) {
    const auto k = static_cast<std::size_t>(order[i]);
    card.y += card.roomy ? 24 : 19;
    ui.canvas().text({card.inner.x, card.y}, "p(" + std::to_string(order[i]) + ")",
                     {Face::kMonoMedium, 14, theme.text});
    ui.canvas().text({card.inner.x + card.inner.width * 0.5F, card.y},
                     state::percent_text(before[k], 1, ui.language()),
                     {Face::kMono, 14, theme.text}, Align::kRight);
    ui.canvas().text({card.inner.x + card.inner.width * 0.6F, card.y}, "\u2192",
                     {Face::kMono, 14, theme.text_dim}, Align::kCenter);
    ui.canvas().text({card.inner.x + card.inner.width * 0.9F, card.y},
                     state::percent_text(without[k], 1, ui.language()),
                     {Face::kMonoBold, 14, theme.text}, Align::kRight);
  }
  card.y += 8;
}

void draw_copy(MapCard& card) {
  Ui& ui = card.frame.ui;
  const float top = card.inner.bottom() - 30;
  ui.canvas().text({card.inner.x, top - (card.roomy ? 12.0F : 6.0F)}, ui.tr(phrase::kCopy),
                   {Face::kTextSemiBold, card.roomy ? 14.0F : 12.0F, ui.theme().text});
  if (const auto format = copy_buttons(ui, {card.inner.x, top, card.inner.width, 30})) {
    const NetworkState& lab = card.lab;
    card.frame.intents.emplace_back(
        state::CopyToClipboard{*format == CopyFormat::kText    ? map_text(lab, card.ref)
                               : *format == CopyFormat::kLatex ? map_latex(lab, card.ref)
                               : *format == CopyFormat::kCsv   ? map_csv(lab, card.ref)
                                                               : map_numpy(lab, card.ref)});
  }
}

void draw_table(MapCard& card, float bottom) {
  Ui& ui = card.frame.ui;
  const auto rows = static_cast<float>(card.parts.contributions.size());
  const float totals = card.column.output != card.column.compute ? 2 : 1;
  if (card.roomy) {
    heading(ui, {card.inner.x, card.y + 27}, ui.tr(phrase::kSumOverMaps));
    card.y += 28;
  }
  const float room = bottom - card.y - 24 - (card.parts.has_bias ? kBiasHeight : 0);
  const float pitch = std::clamp(std::floor(room / (rows + totals)), 20.0F, kMostPitch);
  const Slots s = slots_of(card, pitch);
  const auto head = [&](float x, const std::string& words, figure::Color color, Align align) {
    ui.canvas().text({x, card.y + 17}, words, {Face::kMono, 12, color}, align);
  };
  head(card.inner.x, card.ref.column == 0 ? "x" : card.source() + "[c]", ui.theme().input,
       Align::kLeft);
  // A narrow card has room for the letters alone; the formula above says which w it is.
  head(s.filter_x, card.roomy ? "w[" + std::to_string(card.ref.map) + ",c]" : "w",
       ui.theme().filter, Align::kLeft);
  head(s.product_x, "w \u2217 " + card.source(), ui.theme().text, Align::kLeft);
  head(card.inner.right(), ui.tr(phrase::kMean), ui.theme().text, Align::kRight);
  card.y += 24;
  double largest = 0;
  for (const auto& part : card.parts.contributions) {
    largest = std::max(largest, std::abs(part.mean));
  }
  // Of very many channels the last line says how many there are and what they add together.
  const auto& parts = card.parts.contributions;
  const float room_below = bottom + 4 - card.y - (card.parts.has_bias ? kBiasHeight : 0);
  const auto room_for =
      static_cast<std::size_t>(std::max(1.0F, std::floor(room_below / pitch - totals)));
  const std::size_t shown = parts.size() <= room_for ? parts.size() : room_for - 1;
  for (std::size_t i = 0; i < shown; ++i, card.y += pitch) {
    draw_contribution(card, parts[i], s, card.y + pitch / 2, largest);
  }
  if (shown < parts.size()) {
    double mean = 0;
    for (std::size_t i = shown; i < parts.size(); ++i) mean += parts[i].mean;
    const Rect line{card.inner.x, card.y, card.inner.width, pitch};
    ui.canvas().text_in(line, "\u2026 +" + std::to_string(parts.size() - shown),
                        {Face::kMono, 14, ui.theme().text_dim}, Align::kLeft);
    ui.canvas().text_in(line, state::number_text(mean, 2, ui.language()),
                        {Face::kMono, 14, ui.theme().text}, Align::kRight);
    card.y += pitch;
  }
  draw_totals(card, s, pitch);
}

void draw_pool(MapCard& card) {
  LabFrame& frame = card.frame;
  const state::Theme& theme = frame.ui.theme();
  const float side = std::floor((card.inner.width - 40) / 2);
  const auto plane = card.lab.pass->output(card.column.source).entry(card.ref.map);
  const Rect from{card.inner.x, card.y + 12, side, side};
  const Rect to{card.inner.right() - side, card.y + 12, side, side};
  draw_map(frame, from, plane.values(), plane.shape()[0], source_limit(card.lab, card.ref.column),
           source_signed(card.lab, card.ref.column));
  frame.ui.canvas().frame(from, theme.input, 1);
  frame.ui.canvas().text_in({from.right(), from.center_y() - 10, 40, 20}, "\u2192",
                            {Face::kMono, 17, theme.text_dim});
  draw_plane(frame, to, card.parts.a, column_limit(*card.lab.pass, card.column),
             card.column.is_signed);
  frame.ui.canvas().frame(to, theme.output, 2);
  card.y += side + 24;
}

}  // namespace

void draw_map_card(LabFrame& frame, const Rect& rect, const MapRef& ref) {
  const NetworkState& lab = frame.state.network;
  const bool roomy = rect.height > 800;
  MapCard card{frame,
               lab,
               ref,
               lab.column(ref.column),
               map_parts(*lab.pass, lab.column(ref.column), ref.map),
               rect.grown(rect.width < 320 ? -16.0F : -20.0F),
               rect.y + 12,
               roomy};
  draw_head(card);
  draw_formula(card);
  const float below = 30 + (roomy ? 48.0F : 34.0F) + (roomy ? 40.0F + 96 + 28 : 40.0F + 66);
  const float bottom = card.inner.bottom() - below;
  if (card.filters()) {
    draw_table(card, bottom);
    card.y += 2;
  } else {
    draw_pool(card);
  }
  draw_scales(card);
  draw_without(card);
  if (roomy && card.filters()) {
    frame.ui.canvas().text({card.inner.x, card.y + 18}, frame.ui.tr(phrase::kWireLegend),
                           {Face::kText, 12, frame.ui.theme().text_dim});
  }
  draw_copy(card);
}

}  // namespace convscope::ui::network
