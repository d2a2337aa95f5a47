#include "app/state/training/plot_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"

namespace convscope::state {
namespace {

using engine::Index;

constexpr double kSmallest = 1e-6;

// 1, 2 or 5 times a power of ten, at least `value`.
double round_up(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * unit >= value * (1 - 1e-9)) return factor * unit;
  }
  return 10 * unit;
}

int decimals_of_step(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
}

// The extremes of the smoothed curve and of the other values, without the steep beginning.
struct Range {
  double least = 0;
  double most = 0;
};

Range bulk_of(const SmoothedCurve& curve, std::span<const double> others, double skipped) {
  const auto buckets = curve.buckets();
  const auto first = static_cast<std::size_t>(static_cast<double>(buckets.size()) * skipped);
  Range range{buckets.back().smooth, buckets.back().smooth};
  const auto take = [&](double value) {
    if (!std::isfinite(value)) return;
    range.least = std::min(range.least, value);
    range.most = std::max(range.most, value);
  };
  for (const CurveBucket& bucket : buckets.subspan(first)) take(bucket.smooth);
  const auto skipped_others =
      static_cast<std::size_t>(std::ceil(static_cast<double>(others.size()) * skipped));
  for (const double value : others.subspan(std::min(skipped_others, others.size()))) take(value);
  return range;
}

// Half of the smoothed curve and of the other values stay below it.
double median_of(const SmoothedCurve& curve, std::span<const double> others) {
  std::vector<double> values;
  for (const CurveBucket& bucket : curve.buckets()) {
    values.push_back(static_cast<double>(bucket.smooth));
  }
  for (const double value : others) {
    if (std::isfinite(value)) values.push_back(value);
  }
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Large numbers with an exponent, or they would not fit beside the axis.
std::string tick_text(double value, double step, Language language) {
  return number_text(value, value >= 1e5 ? -2 : decimals_of_step(step), language);
}

PlotAxis logarithmic_axis(const Range& range, Language language) {
  PlotAxis axis{PlotScale::kLogarithmic, 0, 0, {}};
  axis.most = round_up(std::max(range.most, kSmallest));
  const double floor = std::clamp(range.least * 0.8, kSmallest, axis.most / 10);
  const double unit = std::pow(10, std::floor(std::log10(floor) + 1e-9));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (unit * factor <= floor * (1 + 1e-9)) axis.least = unit * factor;
  }
  const bool narrow = axis.most / axis.least < 150;
  double decade = std::pow(10, std::floor(std::log10(axis.least) + 1e-9));
  // Of very many decades every second, third ...
  constexpr double kMostDecades = 6;
  const double apart = std::max(1.0, std::ceil(std::log10(axis.most / decade) / kMostDecades));
  for (; decade <= axis.most * 1.001; decade *= std::pow(10, apart)) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = decade * factor;
      if (!narrow && factor != 1) continue;
      if (value < axis.least * 0.999 || value > axis.most * 1.001) continue;
      axis.ticks.push_back({value, tick_text(value, value, language)});
    }
  }
  return axis;
}

}  // namespace

std::vector<PlotPoint> plot_points(const SmoothedCurve& curve, double first, double last,
                                   int columns) {
  std::vector<PlotPoint> points;
  const auto buckets = curve.buckets();
  const double width = (last - first) / std::max(columns, 1);
  // Wider than a bucket: several share a column. Otherwise every bucket is a point.
  const bool sharing = width > static_cast<double>(curve.stride());
  Index column = -1;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const Index begin = static_cast<Index>(i) * curve.stride() + 1;
    const Index end = std::min(begin + curve.stride() - 1, curve.steps());
    if (static_cast<double>(end) < first || static_cast<double>(begin) > last) continue;
    const CurveBucket& bucket = buckets[i];
    const PlotPoint point{static_cast<double>(end), bucket.least, bucket.most, bucket.smooth};
    const auto here =
        sharing ? std::min(static_cast<Index>((static_cast<double>(begin) - first) / width),
                           static_cast<Index>(columns) - 1)
                : begin;
    if (here == column) {
      PlotPoint& shared = points.back();
      shared = {point.x, std::min(shared.least, point.least), std::max(shared.most, point.most),
                point.smooth};
    } else {
      points.push_back(point);
      column = here;
    }
  }
  return points;
}

double PlotAxis::position(double value) const {
  switch (scale) {
    case PlotScale::kLinear:
      break;
    case PlotScale::kLogarithmic:
      return std::log(std::max(value, kSmallest * least) / least) / std::log(most / least);
    case PlotScale::kLogComplement:
      return std::log((1 - least) / std::max(1 - value, kSmallest)) /
             std::log((1 - least) / (1 - most));
  }
  return (value - least) / (most - least);
}

double PlotAxis::value_at(double position) const {
  switch (scale) {
    case PlotScale::kLinear:
      break;
    case PlotScale::kLogarithmic:
      return least * std::pow(most / least, position);
    case PlotScale::kLogComplement:
      return 1 - (1 - least) * std::pow((1 - most) / (1 - least), position);
  }
  return least + position * (most - least);
}

PlotAxis loss_axis(const SmoothedCurve& loss, std::span<const double> others, bool logarithmic,
                   Language language) {
  if (loss.empty()) {
    PlotAxis axis{PlotScale::kLinear, 0, 2.5, {}};
    for (double v = 0; v <= 2.5; v += 0.5) axis.ticks.push_back({v, number_text(v, 1, language)});
    return axis;
  }
  if (logarithmic) return logarithmic_axis(bulk_of(loss, others, 0), language);
  Range range = bulk_of(loss, others, 0.05);
  // What shot up is left off the scale too, unless the curve stayed there.
  const double stayed = 4 * median_of(loss, others);
  const double bound = std::max(4 * static_cast<double>(loss.buckets().front().most), stayed);
  range.most = std::min(range.most, bound);
  const double step = round_up(std::max(range.most, kSmallest) * 1.02 / 5);
  PlotAxis axis{PlotScale::kLinear, 0, 0, {}};
  axis.most = step * std::ceil(range.most * 1.02 / step);
  for (int i = 0; i * step <= axis.most * 1.001; ++i) {
    axis.ticks.push_back({i * step, tick_text(i * step, step, language)});
  }
  return axis;
}

PlotAxis accuracy_axis(const SmoothedCurve& accuracy, std::span<const double> others,
                       bool logarithmic, Language language) {
  const Range range = accuracy.empty() ? Range{0, 1} : bulk_of(accuracy, others, 0.05);
  if (logarithmic && !accuracy.empty()) {
    PlotAxis axis{PlotScale::kLogComplement, 0, 0.999, {}};
    constexpr std::array kLevels{0.0,  0.2,  0.4,  0.5,   0.6,   0.7,   0.8,   0.9,
                                 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995};
    for (const double level : kLevels) {
      if (level <= range.least) axis.least = level;
    }
    axis.least = std::min(axis.least, 0.95);
    // Up to the first level that nothing goes beyond, at least two levels on.
    int above = 0;
    for (const double level : kLevels) {
      if (level <= axis.least) continue;
      axis.most = level;
      if (++above >= 2 && level >= range.most) break;
    }
    for (const double level : kLevels) {
      if (level < axis.least || level > axis.most) continue;
      axis.ticks.push_back({level, percent_text(level,
                                                level > 0.999  ? 2
                                                : level > 0.99 ? 1
                                                               : 0,
                                                language)});
    }
    return axis;
  }
  const double missing = std::max(1 - range.least, 0.01);
  const double step = round_up(missing * 1.02 / 5);
  PlotAxis axis{PlotScale::kLinear, 0, 1, {}};
  axis.least = std::max(0.0, 1 - step * std::ceil(missing * 1.02 / step - 1e-9));
  const int decimals = std::max(decimals_of_step(step) - 2, 0);
  for (double v = 1; v >= axis.least - step / 100; v -= step) {
    axis.ticks.push_back({v, percent_text(v, decimals, language)});
  }
  std::ranges::reverse(axis.ticks);
  return axis;
}

Index steps_shown(Index step, Index steps_per_epoch) {
  const Index per_epoch = std::max<Index>(steps_per_epoch, 1);
  const Index epoch_end = std::max<Index>((step + per_epoch - 1) / per_epoch, 1) * per_epoch;
  if (epoch_end > per_epoch) return epoch_end;
  const auto round = static_cast<Index>(round_up(static_cast<double>(std::max<Index>(step, 20))));
  return std::min(round, epoch_end);
}

}  // namespace convscope::state
