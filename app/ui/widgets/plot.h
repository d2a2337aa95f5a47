#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/figure/canvas.h"
#include "app/state/theme.h"
#include "app/state/training/plot_scale.h"

namespace convscope::ui {

/// A line of a plot, labelled at its end.
struct PlotSeries {
  std::string label;
  std::string end_value;
  figure::Color color;
  std::span<const state::PlotPoint> points;
  bool raw = false;      ///< also the unsmoothed values, faintly below
  bool smooth = true;    ///< the smoothed line; otherwise `least` and `most` in full colour
  bool markers = false;  ///< round, at every point
};

/// Curves over steps. Everything is decided before; drawing only maps values to pixels.
struct PlotModel {
  std::string title;
  double first = 0, last = 1;  ///< of the step axis
  state::PlotAxis axis;
  std::vector<double> limits;               ///< vertical lines (epochs' ends)
  std::vector<state::PlotTick> step_ticks;  ///< numbers below the step axis
  std::vector<state::PlotTick> step_names;  ///< words between them, centred at `value`
  std::vector<PlotSeries> series;
  std::optional<double> now;         ///< curves beyond it have 40 % strength
  std::vector<std::string> remarks;  ///< what is off the scale, in words
  bool remarks_below = false;        ///< at the lower edge instead of the upper
  bool large = false;                ///< for the last row of a lecture room
};

/// Where the curves are: the rectangle without title, numbers and labels.
figure::Rect plot_area(const figure::Rect& rect, bool large);
double plot_step_at(const PlotModel& model, const figure::Rect& area, float x);
float plot_x(const PlotModel& model, const figure::Rect& area, double step);

void draw_plot(figure::Canvas& canvas, const state::Theme& theme, const figure::Rect& rect,
               const PlotModel& model);

/// A vertical line at `step`. Its words stand in the line of the plot's title, where no curve runs,
/// as near to it as they can; without room for both they take the title's place.
struct PlotReading {
  double step = 0;
  std::string title;
  std::string text;
};
void draw_plot_reading(figure::Canvas& canvas, const state::Theme& theme, const figure::Rect& rect,
                       const PlotModel& model, const PlotReading& reading);

}  // namespace convscope::ui
