#include "app/ui/labs/network/parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/network/cell_digits.h"
#include "app/state/number_text.h"
#include "engine/layers/conv2d.h"

namespace convscope::ui::network {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::ColorMap;

void draw_map(LabFrame& frame, const Rect& rect, std::span<const float> values, Index height,
              float limit, bool is_signed) {
  const Index width = static_cast<Index>(values.size()) / std::max<Index>(height, 1);
  frame.ui.canvas().heat_map(rect,
                             {.values = values,
                              .width = static_cast<int>(width),
                              .height = static_cast<int>(height),
                              .limit = limit,
                              .map = is_signed ? ColorMap::kDiverging : ColorMap::kSequential});
}

void draw_plane(LabFrame& frame, const Rect& rect, const engine::Tensor& plane, float limit,
                bool is_signed) {
  const engine::Shape& shape = plane.shape();
  const Index height = shape.rank() == 2 ? shape[0] : 1;
  draw_map(frame, rect, plane.values(), height, limit, is_signed);
}

int decimals_of(double limit) {
  if (limit >= 100) return 0;
  return limit >= 10 ? 1 : 2;
}

void draw_scale_bar(LabFrame& frame, figure::Point baseline, float width, float limit,
                    bool is_signed, float size) {
  draw_scale_bar(Ink{frame.ui.canvas(), frame.ui.theme(), frame.ui.language()}, baseline, width,
                 limit, is_signed, size);
}

void draw_scale_bar(const Ink& ink, figure::Point baseline, float width, float limit,
                    bool is_signed, float size) {
  const figure::TextStyle style{Face::kMono, size, ink.theme.text_dim};
  const double end = static_cast<double>(limit);
  const int decimals = end < 1 ? state::network::telling_decimals(end) : end < 100 ? 1 : 0;
  const std::string low = is_signed ? state::signed_text(-end, decimals, ink.language) : "0";
  const std::string high = is_signed ? state::signed_text(end, decimals, ink.language)
                                     : state::number_text(end, decimals, ink.language);
  const float left = std::ceil(ink.canvas.text_width(low, style)) + 6;
  const float right = std::ceil(ink.canvas.text_width(high, style)) + 6;
  const Rect bar{baseline.x + left, baseline.y - 9, std::max(16.0F, width - left - right), 9};
  std::array<float, 64> ramp{};
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    const float t = static_cast<float>(i) / 63;
    ramp[i] = is_signed ? 2 * t - 1 : t;
  }
  ink.canvas.heat_map(bar, {.values = ramp,
                            .width = 64,
                            .height = 1,
                            .limit = 1,
                            .map = is_signed ? ColorMap::kDiverging : ColorMap::kSequential});
  ink.canvas.stroke_rect(bar, ink.theme.line_strong, 1);
  if (is_signed) {
    ink.canvas.line({bar.center_x(), bar.y - 2}, {bar.center_x(), bar.bottom() + 2},
                    ink.theme.line_strong);
  }
  ink.canvas.text(baseline, low, style);
  ink.canvas.text({bar.right() + 6, baseline.y}, high, style);
}

void draw_upright_scale(LabFrame& frame, const Rect& rect, float limit) {
  figure::Canvas& canvas = frame.ui.canvas();
  std::array<float, 64> ramp{};
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = 1 - static_cast<float>(i) / 63;
  draw_map(frame, rect, ramp, 64, 1, false);
  canvas.stroke_rect(rect, frame.ui.theme().line_strong, 1);
  const figure::TextStyle style{Face::kMono, 12, frame.ui.theme().text_dim};
  const std::string high =
      state::number_text(static_cast<double>(limit), limit == 1 ? 0 : 1, frame.ui.language());
  canvas.text({rect.right() + 8, rect.y + 9}, high, style);
  canvas.text({rect.right() + 8, rect.bottom()}, "0", style);
}

DigitStyle useful_digits(const figure::Canvas& canvas, float width, float height,
                         const state::GridScale& scale, bool large) {
  const int telling = state::network::telling_decimals(static_cast<double>(scale.limit));
  const int least = scale.limit < 0.1F ? telling - 1
                    : scale.limit < 1  ? 2
                    : scale.limit < 10 ? 1
                                       : 0;
  for (const bool type : {large, false}) {
    const DigitStyle digits = fit_digits(canvas, width, height, scale, type);
    if (digits.decimals >= std::min(least, scale.decimals)) return digits;
  }
  return {};
}

std::vector<engine::Shape> kernel_shapes(const NetworkState& lab) {
  std::vector<engine::Shape> shapes;
  for (int k = 0; k < static_cast<int>(lab.columns.size()); ++k) {
    const bool one_across = k == 0 || lab.column(k - 1).maps() <= 8;
    const bool maps = lab.column(k).kind == state::network::ColumnKind::kMaps;
    if (maps && one_across && has_filters(*lab.weights.network, lab.column(k))) {
      shapes.push_back(kernel_of(lab, k, 0, 0).shape());
    } else {
      shapes.emplace_back();
    }
  }
  return shapes;
}

engine::ConstTensorView kernel_of(const NetworkState& lab, int column, Index filter,
                                  Index channel) {
  const auto parameters = lab.weights.network->parameters_of(
      lab.column(column).compute, std::span<const engine::Scalar>(*lab.weights.parameters));
  return parameters[0].entry(filter).entry(channel);
}

float weight_limit(const NetworkState& lab, int column) {
  const auto parameters = lab.weights.network->parameters_of(
      lab.column(column).compute, std::span<const engine::Scalar>(*lab.weights.parameters));
  float limit = 0;
  if (!parameters.empty()) {
    for (const float value : parameters[0].values()) limit = std::max(limit, std::abs(value));
  }
  return limit > 0 ? limit : 1;
}

int source_column(const NetworkState&, int column) {
  return column - 1;
}

float source_limit(const NetworkState& lab, int column) {
  const int source = source_column(lab, column);
  return source < 0 ? 1.0F : column_limit(*lab.pass, lab.column(source));
}

bool source_signed(const NetworkState& lab, int column) {
  const int source = source_column(lab, column);
  return source >= 0 && lab.column(source).is_signed;
}

}  // namespace convscope::ui::network
