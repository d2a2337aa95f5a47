#include "app/ui/labs/network/sheet.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::network::SheetRef;

constexpr float kInset = 24, kHead = 72, kCaption = 20, kGap = 12;

/// One picture of the sheet.
struct Picture {
  std::span<const float> values;
  std::string caption;
};

struct Sheet {
  std::vector<Picture> pictures;
  Index height = 1, width = 1;  // of one picture, in numbers
  int across = 1;
  float limit = 1;
  bool is_signed = true;
  bool slices = false;  ///< a column of pictures a filter, a row an input channel

  int rows() const { return (static_cast<int>(pictures.size()) + across - 1) / across; }
};

Sheet filters_of(const NetworkState& lab, int column) {
  Sheet sheet;
  const auto weight = lab.weights.network->parameters_of(
      lab.column(column).compute, std::span<const engine::Scalar>(*lab.weights.parameters))[0];
  const engine::Shape& shape = weight.shape();
  sheet.height = shape[2];
  sheet.width = shape[3];
  sheet.limit = weight_limit(lab, column);
  // A column a filter, so that the sheet is wide; filters of a single slice side by side.
  for (Index c = 0; c < shape[1]; ++c) {
    for (Index f = 0; f < shape[0]; ++f) {
      sheet.pictures.push_back(
          {weight.entry(f).entry(c).values(),
           shape[1] == 1 ? std::to_string(f) : std::to_string(f) + "," + std::to_string(c)});
    }
  }
  sheet.slices = shape[1] > 1;
  sheet.across = static_cast<int>(shape[1] > 1 ? shape[0] : std::min<Index>(shape[0], 8));
  return sheet;
}

Sheet maps_of(const NetworkState& lab, int column) {
  Sheet sheet;
  const auto& place = lab.column(column);
  sheet.height = place.height();
  sheet.width = place.width();
  sheet.limit = column_limit(*lab.pass, place);
  sheet.is_signed = place.is_signed;
  if (place.plane() == 1) {
    // Units: one picture of them all.
    sheet.width = std::min<Index>(place.maps(), 12);
    sheet.height = (place.maps() + sheet.width - 1) / sheet.width;
    while (sheet.width > 1 && place.maps() % sheet.width != 0) --sheet.width;
    sheet.height = place.maps() / sheet.width;
    sheet.pictures.push_back(
        {lab.pass->output(place.output).values(), "0\u2013" + std::to_string(place.maps() - 1)});
    return sheet;
  }
  for (Index map = 0; map < place.maps(); ++map) {
    sheet.pictures.push_back({map_values(*lab.pass, place, map), std::to_string(map)});
  }
  const double count = static_cast<double>(place.maps());
  sheet.across = static_cast<int>(std::ceil(std::sqrt(count)));
  // Full rows where a slightly wider sheet gives them.
  for (int wider = sheet.across; wider <= 2 * sheet.across; ++wider) {
    if (place.maps() % wider != 0) continue;
    sheet.across = wider;
    break;
  }
  return sheet;
}

Sheet sheet_of(const NetworkState& lab, const SheetRef& ref) {
  return ref.filters ? filters_of(lab, ref.column) : maps_of(lab, ref.column);
}

std::string title_of(const NetworkState& lab, const SheetRef& ref, state::Language language) {
  const auto& network = *lab.weights.network;
  const auto& column = lab.column(ref.column);
  const auto& node = network.nodes()[static_cast<std::size_t>(column.compute)];
  const state::Phrase& what = ref.filters ? phrase::kFilters : phrase::kFeatureMaps;
  std::string words = node.name + ": " + std::string(what.in(language));
  if (ref.filters) {
    const engine::Shape& shape = node.layer->parameters()[0].shape;
    return words + ", " + std::to_string(shape[0]) + " @ " + std::to_string(shape[1]) + "\u00D7" +
           std::to_string(shape[2]) + "\u00D7" + std::to_string(shape[3]);
  }
  return words + ", " + column_shape(column, language);
}

float head_of(const Sheet& sheet) {
  return sheet.slices ? kHead + 26 : kHead;
}

}  // namespace

float sheet_pixel(const NetworkState& lab, const SheetRef& ref) {
  const Sheet sheet = sheet_of(lab, ref);
  const auto longer = static_cast<float>(std::max(sheet.height, sheet.width));
  return std::clamp(std::floor(112 / longer), 2.0F, 16.0F);
}

figure::Point sheet_size(const NetworkState& lab, const SheetRef& ref, float pixel) {
  const Sheet sheet = sheet_of(lab, ref);
  const auto across = static_cast<float>(sheet.across), rows = static_cast<float>(sheet.rows());
  const float width = across * (pixel * static_cast<float>(sheet.width) + kGap) - kGap;
  const float height = rows * (pixel * static_cast<float>(sheet.height) + kCaption + kGap) - kGap;
  return {2 * kInset + std::max(width, 300.0F), 2 * kInset + head_of(sheet) + height};
}

void draw_sheet(const Ink& ink, const NetworkState& lab, const SheetRef& ref, const Rect& area,
                float pixel) {
  const Sheet sheet = sheet_of(lab, ref);
  const float x = area.x + kInset, y = area.y + kInset;
  ink.canvas.text({x, y + 17}, title_of(lab, ref, ink.language),
                  {Face::kTextSemiBold, 17, ink.theme.text});
  draw_scale_bar(ink, {x, y + 46}, 240, sheet.limit, sheet.is_signed);
  if (sheet.slices) {
    // What the two numbers below a picture are.
    const std::string words = "\u2192 " + std::string(phrase::kNetworkFilter.in(ink.language)) +
                              ", \u2193 " + std::string(phrase::kInputChannel.in(ink.language)) +
                              ": w[" + std::string(phrase::kNetworkFilter.in(ink.language)) + "," +
                              std::string(phrase::kChannel.in(ink.language)) + "]";
    ink.canvas.text({x, y + 70}, words, {Face::kText, 14, ink.theme.text_dim});
  }
  const float width = pixel * static_cast<float>(sheet.width);
  const float height = pixel * static_cast<float>(sheet.height);
  for (int i = 0; i < static_cast<int>(sheet.pictures.size()); ++i) {
    const Picture& picture = sheet.pictures[static_cast<std::size_t>(i)];
    const Rect rect{
        x + static_cast<float>(i % sheet.across) * (width + kGap),
        y + head_of(sheet) + static_cast<float>(i / sheet.across) * (height + kCaption + kGap),
        width, height};
    ink.canvas.heat_map(rect, {.values = picture.values,
                               .width = static_cast<int>(sheet.width),
                               .height = static_cast<int>(sheet.height),
                               .limit = sheet.limit,
                               .map = sheet.is_signed ? state::ColorMap::kDiverging
                                                      : state::ColorMap::kSequential});
    ink.canvas.stroke_rect(rect, ink.theme.line_strong, 1);
    ink.canvas.text({rect.center_x(), rect.bottom() + 15}, picture.caption,
                    {Face::kMono, 12, ink.theme.text_dim}, Align::kCenter);
  }
}

// The sheet that a scene or an export asks for, as large as it fits.
void draw_sheet_stage(LabFrame& frame, const Rect& rect, const SheetRef& sheet) {
  const NetworkState& lab = frame.state.network;
  float pixel = sheet_pixel(lab, sheet);
  figure::Point size = sheet_size(lab, sheet, pixel);
  while (pixel > 1 && (size.x > rect.width || size.y > rect.height)) {
    pixel -= 1;
    size = sheet_size(lab, sheet, pixel);
  }
  const Rect area{std::floor(rect.x + std::max(0.0F, (rect.width - size.x) / 2)),
                  std::floor(rect.y + std::max(0.0F, (rect.height - size.y) / 2)), size.x, size.y};
  draw_sheet({frame.ui.canvas(), frame.ui.theme(), frame.ui.language()}, lab, sheet, area, pixel);
  if (frame.ui.item("network.stage", rect, false).clicked) want(frame, state::network::ZoomOut{});
}

}  // namespace convscope::ui::network
