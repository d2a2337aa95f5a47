#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/ui/ui.h"

namespace convscope::ui {

/// A mark on the slider over all steps.
struct TransportTick {
  long long step = 0;
  std::string label;  ///< empty: a short tick
};

/// What a lab with steps shows in its transport bar. Steps count from 0 to `last_step`.
struct TransportModel {
  bool playing = false;
  long long step = 0;
  long long last_step = 0;
  std::vector<std::string> grains;
  int grain = 0;
  double speed = 1;  ///< 0: there is none to choose
  std::vector<TransportTick> ticks;
  std::string position;  ///< "output 6 of 18"
  std::string detail;    ///< "term 14 of 27"
};

/// What the user asks of it; at most one field is set.
struct TransportRequest {
  bool toggle_play = false;
  bool first = false, back = false, forward = false, last = false;
  std::optional<int> grain;
  std::optional<double> speed;
  std::optional<long long> step;
};

/// Speeds that the bar offers.
inline constexpr double kSpeeds[] = {0.25, 0.5, 1, 2, 4, 8};

/// Draws the bar in its 52 to 64 px and reads its keys: Space, Left, Right, Home, End, Page Up,
/// Page Down, `[`, `]`. Call it after the panels, so that a focused control takes its keys first.
TransportRequest transport_bar(Ui& ui, const figure::Rect& rect, const TransportModel& model);
/// While presenting: a line of how far it is in `rect`, the position in words above its right end,
/// and the same keys.
TransportRequest transport_line(Ui& ui, const figure::Rect& rect, const TransportModel& model);
/// What a lab shows of its steps: the line while presenting, else the bar.
TransportRequest transport(Ui& ui, const figure::Rect& rect, const TransportModel& model,
                           bool presenting);

}  // namespace convscope::ui
