#include "app/ui/widgets/plot.h"

#include <algorithm>
#include <cmath>

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Canvas;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using state::PlotPoint;

/// Sizes in both views, from the modular scale.
struct Measures {
  float title, text, label;  // type
  float title_height, numbers_width, numbers_height, labels_width;
  float line, marker;
};
constexpr Measures kUsual{17, 12, 12, 30, 48, 26, 104, 2.25F, 4};
constexpr Measures kLarge{24, 20, 20, 46, 84, 40, 170, 4, 6};

const Measures& measures(const PlotModel& model) {
  return model.large ? kLarge : kUsual;
}

constexpr float kRawStrength = 0.22F;
constexpr float kAheadStrength = 0.4F;

float y_of(const PlotModel& model, const Rect& area, double value) {
  const double position = std::clamp(model.axis.position(value), -10.0, 10.0);
  return area.bottom() - area.height * static_cast<float>(position);
}

void draw_grid(Canvas& canvas, const state::Theme& theme, const Rect& area,
               const PlotModel& model) {
  const Measures& m = measures(model);
  const figure::TextStyle numbers{Face::kMono, m.text, theme.text_dim};
  // Where panels are told apart by black lines, those of the grid must be lighter than the axes.
  const Color grid = theme.heavy_lines ? state::mix(theme.surface, theme.line, 0.2F) : theme.line;
  const Color limits = theme.heavy_lines ? state::mix(theme.surface, theme.grid, 0.6F) : theme.grid;
  float label_top = area.bottom() + m.text + 8;
  for (const state::PlotTick& tick : model.axis.ticks) {
    const float y = std::round(y_of(model, area, tick.value));
    canvas.line({area.x, y}, {area.right(), y}, grid);
    if (y + 4 > label_top - m.text - 2) continue;  // numbers must not touch
    canvas.text({area.x - 10, y + 0.364F * m.text}, tick.label, numbers, Align::kRight);
    label_top = y + 4;
  }
  for (const double limit : model.limits) {
    const float x = std::round(plot_x(model, area, limit));
    canvas.line({x, area.y}, {x, area.bottom()}, limits);
  }
  if (!theme.heavy_lines) return;
  canvas.line({area.x, area.y}, {area.x, area.bottom()}, theme.line, 2);
  canvas.line({area.x, area.bottom()}, {area.right(), area.bottom()}, theme.line, 2);
}

void draw_step_axis(Canvas& canvas, const state::Theme& theme, const Rect& area,
                    const PlotModel& model) {
  const Measures& m = measures(model);
  const figure::TextStyle numbers{Face::kMono, m.text, theme.text_dim};
  float free_from = area.x - m.numbers_width;
  const auto place = [&](const state::PlotTick& tick, const figure::TextStyle& style) {
    const float x = plot_x(model, area, tick.value);
    const float half = canvas.text_width(tick.label, style) / 2;
    if (x - half < free_from) return;
    canvas.text({x, area.bottom() + m.text + 8}, tick.label, style, Align::kCenter);
    free_from = x + half + 10;
  };
  // From left to right, whichever comes first.
  std::size_t name = 0;
  for (const state::PlotTick& tick : model.step_ticks) {
    while (name < model.step_names.size() && model.step_names[name].value < tick.value) {
      place(model.step_names[name++], {Face::kText, m.text, theme.text_dim});
    }
    place(tick, numbers);
  }
}

// Raw values: a zigzag through the extremes of every point.
void draw_raw(Canvas& canvas, const Rect& area, const PlotModel& model, const PlotSeries& series,
              Color color) {
  std::vector<Point> line;
  for (const PlotPoint& point : series.points) {
    const float x = plot_x(model, area, point.x);
    line.push_back({x, y_of(model, area, point.most)});
    if (point.least != point.most) line.push_back({x, y_of(model, area, point.least)});
  }
  if (line.size() > 1) canvas.polyline(line, color, 1);
}

void draw_line(Canvas& canvas, const Rect& area, const PlotModel& model, const PlotSeries& series,
               Color color, Color back) {
  std::vector<Point> line;
  for (const PlotPoint& point : series.points) {
    line.push_back({plot_x(model, area, point.x), y_of(model, area, point.smooth)});
  }
  if (line.size() > 1) canvas.polyline(line, color, measures(model).line);
  if (!series.markers) return;
  for (const Point& at : line) {
    canvas.fill_circle(at, measures(model).marker, color);
    canvas.fill_circle(at, measures(model).marker / 2, back);
  }
}

void draw_series(Canvas& canvas, const state::Theme& theme, const Rect& area,
                 const PlotModel& model, float strength) {
  for (const PlotSeries& series : model.series) {
    const Color raw = state::mix(theme.surface, series.color, kRawStrength * strength);
    const Color full = state::mix(theme.surface, series.color, strength);
    if (series.raw) draw_raw(canvas, area, model, series, series.smooth ? raw : full);
    if (series.smooth) draw_line(canvas, area, model, series, full, theme.surface);
  }
}

struct EndLabel {
  const PlotSeries* series;
  float y;
};

// Beside the lines' ends, moved apart where they would touch.
void draw_end_labels(Canvas& canvas, const state::Theme& theme, const Rect& area,
                     const PlotModel& model) {
  std::vector<EndLabel> labels;
  double end = model.first;
  for (const PlotSeries& series : model.series) {
    if (series.points.empty()) continue;
    const float y = y_of(model, area, series.points.back().smooth);
    labels.push_back({&series, std::clamp(y, area.y + 4, area.bottom())});
    end = std::max(end, series.points.back().x);
  }
  std::ranges::stable_sort(labels, {}, &EndLabel::y);
  const Measures& m = measures(model);
  const float pitch = 3 * m.label;
  float lowest = area.bottom() - 1.35F * m.label;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
    label->y = std::min(label->y, lowest);
    lowest = label->y - pitch;
  }
  // At the upper edge there is no room above: all move down together.
  if (!labels.empty() && labels.front().y < area.y + 4) {
    const float by = area.y + 4 - labels.front().y;
    for (EndLabel& label : labels) label.y += by;
  }
  const float x = std::min(plot_x(model, area, end), area.right()) + 12;
  for (const EndLabel& label : labels) {
    const Color color = label.series->color;
    // What ended beyond the scale points to where it is.
    const double last =
        model.axis.position(static_cast<double>(label.series->points.back().smooth));
    const std::string_view beyond = last > 1.001 ? " \u2191" : last < -0.001 ? " \u2193" : "";
    const figure::TextStyle name{Face::kTextSemiBold, m.label, color};
    const figure::TextStyle digits{Face::kMonoMedium, m.label, color};
    const std::string value = label.series->end_value + std::string(beyond);
    // No line of the grid through the words of a curve that ends in the middle.
    const float width =
        std::max(canvas.text_width(label.series->label, name), canvas.text_width(value, digits));
    canvas.fill_rect({x - 4, label.y - m.label, width + 8, 2.7F * m.label}, theme.surface);
    canvas.text({x, label.y}, label.series->label, name, Align::kLeft);
    canvas.text({x, label.y + 1.35F * m.label}, value, digits, Align::kLeft);
  }
}

/// A stretch of the strip at the edge where remarks stand, through which a curve runs.
struct Stretch {
  float begin, end;
};

// Of the way from one point to the next what lies in the strip.
void add_stretch(std::vector<Stretch>& taken, Point from, Point to, float depth_from,
                 float depth_to) {
  if (depth_from <= 0 && depth_to <= 0) return;
  const float across = to.x - from.x;
  const auto crossing = [&] { return from.x + across * depth_from / (depth_from - depth_to); };
  taken.push_back({depth_from > 0 ? from.x : crossing(), depth_to > 0 ? to.x : crossing()});
}

// The first place in the strip with room for `width`, or the one with the most room.
float free_place(const Rect& area, const PlotModel& model, float width) {
  const float strip = measures(model).text + 16;
  std::vector<Stretch> taken{{area.x, area.x}, {area.right(), area.right()}};
  for (const PlotSeries& series : model.series) {
    std::optional<Point> before;
    float depth_before = 0;
    for (const PlotPoint& point : series.points) {
      const double value = static_cast<double>(model.remarks_below ? point.least : point.most);
      const Point at{plot_x(model, area, point.x), y_of(model, area, value)};
      // How far it reaches into the strip.
      const float depth =
          model.remarks_below ? at.y - (area.bottom() - strip) : area.y + strip - at.y;
      add_stretch(taken, before.value_or(at), at, before ? depth_before : depth, depth);
      before = at;
      depth_before = depth;
    }
  }
  std::ranges::sort(taken, {}, &Stretch::begin);
  float best = area.x, most = 0, end = area.x;
  for (const Stretch& stretch : taken) {
    const float room = stretch.begin - end;
    if (room >= width + 28) return end;
    if (room > most) {
      most = room;
      best = end;
    }
    end = std::max(end, stretch.end);
  }
  return best;
}

}  // namespace

Rect plot_area(const Rect& rect, bool large) {
  const Measures& m = large ? kLarge : kUsual;
  Rect area = rect;
  area.take_top(m.title_height);
  area.take_left(m.numbers_width);
  area.take_right(m.labels_width);
  area.take_bottom(m.numbers_height);
  return area;
}

float plot_x(const PlotModel& model, const Rect& area, double step) {
  return area.x +
         area.width * static_cast<float>((step - model.first) / (model.last - model.first));
}

double plot_step_at(const PlotModel& model, const Rect& area, float x) {
  return model.first + static_cast<double>((x - area.x) / area.width) * (model.last - model.first);
}

void draw_plot(Canvas& canvas, const state::Theme& theme, const Rect& rect,
               const PlotModel& model) {
  const Measures& m = measures(model);
  const Rect area = plot_area(rect, model.large);
  canvas.text({rect.x, rect.y + m.title}, model.title, {Face::kTextSemiBold, m.title, theme.text},
              Align::kLeft);
  draw_grid(canvas, theme, area, model);
  draw_step_axis(canvas, theme, area, model);

  const Rect inside{area.x, area.y - 2, area.width + 6, area.height + 4};
  Rect ahead = inside;
  const float now = model.now ? plot_x(model, area, *model.now) : inside.right();
  const Rect behind = ahead.take_left(now - inside.x);
  canvas.push_clip(behind);
  draw_series(canvas, theme, area, model, 1);
  canvas.pop_clip();
  if (model.now && ahead.width > 0) {
    canvas.push_clip(ahead);
    draw_series(canvas, theme, area, model, kAheadStrength);
    canvas.pop_clip();
  }
  draw_end_labels(canvas, theme, area, model);

  const figure::TextStyle words{Face::kText, m.text, theme.text_dim};
  float widest = 0;
  for (const std::string& remark : model.remarks) {
    widest = std::max(widest, canvas.text_width(remark, words));
  }
  const float x = free_place(area, model, widest) + 14;
  float y = model.remarks_below ? area.bottom() - 8 : area.y + m.text + 3;
  for (const std::string& remark : model.remarks) {
    // No line of the grid through the words.
    const float width = canvas.text_width(remark, words);
    canvas.fill_rect({x - 4, y - m.text, width + 8, m.text + 4}, theme.surface);
    canvas.text({x, y}, remark, words, Align::kLeft);
    y += model.remarks_below ? -17.0F : 17.0F;
  }
}

void draw_plot_reading(Canvas& canvas, const state::Theme& theme, const Rect& rect,
                       const PlotModel& model, const PlotReading& reading) {
  const Measures& m = measures(model);
  const Rect area = plot_area(rect, model.large);
  const float x = std::round(plot_x(model, area, reading.step));
  canvas.line({x, area.y - 8}, {x, area.bottom()}, theme.accent, 2);
  for (const PlotSeries& series : model.series) {
    const auto next = std::ranges::lower_bound(series.points, reading.step, {}, &PlotPoint::x);
    if (next == series.points.end()) continue;
    const Point at{x, y_of(model, area, next->smooth)};
    if (!area.grown(3).contains(at)) continue;
    canvas.fill_circle(at, 6, theme.surface);
    canvas.fill_circle(at, 4.5F, series.color);
  }
  const float title_end =
      rect.x + canvas.text_width(model.title, {Face::kTextSemiBold, m.title, theme.text}) + 24;
  figure::TextStyle title{Face::kTextSemiBold, model.large ? 20.0F : 14.0F, theme.text};
  figure::TextStyle text{Face::kMono, title.size, theme.text};
  const float gap = reading.title.empty() || reading.text.empty() ? 0 : 12;
  const auto width = [&] {
    return canvas.text_width(reading.title, title) + gap + canvas.text_width(reading.text, text);
  };
  if (title_end + width() > rect.right() && !model.large) title.size = text.size = 12;
  const float used = width();
  float left = std::clamp(x - used / 2, title_end, std::max(title_end, rect.right() - used));
  if (left + used > rect.right()) {
    left = std::max(rect.x, rect.right() - used);
    canvas.fill_rect({rect.x, rect.y, rect.width, m.title_height - 10}, theme.surface);
  }
  const float base = rect.y + m.title;
  canvas.text({left, base}, reading.title, title, Align::kLeft);
  canvas.text({left + used, base}, reading.text, text, Align::kRight);
}

}  // namespace convscope::ui
