#include "app/ui/layout.h"

#include <algorithm>
#include <cmath>

namespace convscope::ui {
namespace {

constexpr float kRail = 40;
constexpr float kLeastWidth = 400, kLeastHeight = 260;  ///< for anything but the stage

}  // namespace

float between(float small, float large, float roominess) {
  return std::floor(small + (large - small) * roominess);
}

Layout compute_layout(const LayoutRequest& request) {
  Layout layout;
  figure::Rect rest = request.window;
  layout.roominess =
      std::clamp(std::min((rest.width - 1280) / 640, (rest.height - 720) / 360), 0.0F, 1.5F);
  const float panel_room = std::min(layout.roominess, 1.0F);
  if (request.presenting) {
    layout.transport = rest.take_bottom(8);
    layout.stage = rest;
    return layout;
  }
  // In the smallest windows the stage is all there is.
  if (rest.width < kLeastWidth || rest.height < kLeastHeight) {
    layout.stage = rest;
    return layout;
  }
  layout.top = rest.take_top(between(40, 48, panel_room));
  if (request.has_offer) layout.offer = rest.take_top(44);
  if (request.has_transport) layout.transport = rest.take_bottom(between(52, 64, panel_room));

  float settings = between(240, 280, panel_room);
  float card = between(280, request.card_width, panel_room);
  if (rest.width - settings - card < 720) {
    card = kRail;
    layout.card_folded = true;
  }
  if (rest.width - settings - card < 600) {
    settings = kRail;
    layout.settings_folded = true;
  }
  layout.tabs_in_menu = rest.width < 940;  // five names and the buttons, in Portuguese
  layout.settings = rest.take_left(std::min(settings, rest.width));
  layout.card = rest.take_right(std::min(card, rest.width));
  layout.stage = rest;
  return layout;
}

}  // namespace convscope::ui
