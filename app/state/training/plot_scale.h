#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/state/phrase.h"
#include "app/state/training/smoothed_curve.h"

namespace convscope::state {

/// What a plot draws of one or several neighbouring steps. `x` is the last of them.
struct PlotPoint {
  double x = 0;
  float least = 0;
  float most = 0;
  float smooth = 0;
};

/// The steps of [first, last] as at most `columns` points, so that drawing costs by the pixel, not
/// by the step. The envelope of the points is the envelope of the steps: no extreme is lost.
/// Cost: one pass over the visible buckets.
std::vector<PlotPoint> plot_points(const SmoothedCurve& curve, double first, double last,
                                   int columns);

enum class PlotScale {
  kLinear,
  kLogarithmic,
  kLogComplement,  ///< of what is missing to 1: accuracies close to 100 % spread out
};

struct PlotTick {
  double value = 0;
  std::string label;
};

/// An axis with round ends.
struct PlotAxis {
  PlotScale scale = PlotScale::kLinear;
  double least = 0;
  double most = 1;
  std::vector<PlotTick> ticks;

  /// 0 at `least`, 1 at `most`, beyond them outside.
  double position(double value) const;
  double value_at(double position) const;
};

/// From 0 to a round number that the bulk of the curve stays below: what stands out of the first
/// twentieth is left off the scale, and what shot up above it, unless the curve stayed there.
/// Logarithmic: round ends around all smoothed values.
/// `others` are values that must be visible too (validation).
PlotAxis loss_axis(const SmoothedCurve& loss, std::span<const double> others, bool logarithmic,
                   Language language);
/// Fractions as percentages, up to 100 %, from a round number that the bulk stays above.
PlotAxis accuracy_axis(const SmoothedCurve& accuracy, std::span<const double> others,
                       bool logarithmic, Language language);

/// Where the step axis ends when `step` steps are done: the end of the running epoch; in the first
/// epoch earlier round numbers, so that a beginning fills the plot.
engine::Index steps_shown(engine::Index step, engine::Index steps_per_epoch);

}  // namespace convscope::state
