#include "app/state/network/cell_view.h"

#include <algorithm>
#include <cmath>

#include "app/state/network/update_network.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/pool2d.h"

namespace convscope::state::network {
namespace {

using engine::Index;
using engine::Term;

// How the terms lie in planes.
struct Planes {
  Index groups = 1;
  Index rows = 1;
  Index columns = 1;
  Index first_map = 0;  // of the source; -1: the source is no map
};

const engine::Layer& layer_of(const NetworkState& lab, const Column& column) {
  return *lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)].layer;
}

Planes planes_of(const NetworkState& lab, const MapRef& ref, Index terms) {
  const Column& column = lab.column(ref.column);
  const engine::Layer& layer = layer_of(lab, column);
  if (const auto* conv = dynamic_cast<const engine::Conv2d*>(&layer)) {
    const Index rows = conv->window().y.kernel, columns = conv->window().x.kernel;
    const Index groups = terms / (rows * columns);
    const Index first = ref.map / (column.maps() / conv->options().groups) * groups;
    return {groups, rows, columns, first};
  }
  if (const auto* pool = dynamic_cast<const engine::MaxPool2d*>(&layer)) {
    return {1, pool->window().y.kernel, pool->window().x.kernel, ref.map};
  }
  if (const auto* pool = dynamic_cast<const engine::AveragePool2d*>(&layer)) {
    return {1, pool->window().y.kernel, pool->window().x.kernel, ref.map};
  }
  if (ref.column > 0) {
    const Column& source = lab.column(ref.column - 1);
    if (source.plane() > 1 && source.maps() * source.plane() == terms) {
      return {source.maps(), source.height(), source.width(), 0};
    }
  }
  // A vector: in rows of about one and a half times their number.
  Index columns = static_cast<Index>(std::floor(std::sqrt(static_cast<double>(terms) / 3)));
  while (columns < terms && terms % columns != 0 && columns < 16) ++columns;
  columns = std::clamp<Index>(columns, 1, 16);
  return {1, (terms + columns - 1) / columns, columns, -1};
}

GridModel empty_grid(const Planes& planes) {
  GridModel grid;
  grid.rows = static_cast<int>(planes.rows);
  grid.columns = static_cast<int>(planes.columns);
  grid.cells.resize(static_cast<std::size_t>(planes.rows * planes.columns));
  return grid;
}

void widen(GridScale& scale, double value) {
  if (!std::isfinite(value)) return;
  scale.low = std::min(scale.low, static_cast<float>(value));
  scale.high = std::max(scale.high, static_cast<float>(value));
}

void finish(GridScale& scale, int decimals) {
  const float limit = std::max(-scale.low, scale.high);
  scale.limit = limit > 0 ? limit : 1;
  scale.decimals = decimals;
}

void fill_group(CellGroup& group, const CellView& view, Index first, Index count) {
  const auto& terms = view.parts.compute.terms;
  for (Index i = 0; i < count; ++i) {
    const Index k = first + i;
    const Term& term = terms[static_cast<std::size_t>(k)];
    const auto at = static_cast<std::size_t>(i);
    const bool done = k < view.step;
    // Behind the last step what stays marked is the number that max pooling took.
    const bool active = view.result_known ? term.chosen : k == view.step - 1;
    std::uint16_t marks = active ? kMarkActive : kMarkPatch;
    if (term.padding) marks |= kMarkPadding;
    group.x.cells[at] = {term.padding ? 0 : static_cast<float>(term.x), marks};
    const auto plain = static_cast<std::uint16_t>(marks & ~kMarkPadding);
    if (view.has_weights) group.w.cells[at] = {static_cast<float>(term.w), plain};
    group.product.cells[at] = {static_cast<float>(term.product),
                               done ? plain : std::uint16_t{kMarkPending}};
    if (done) {
      group.sum += term.product;
      group.started = true;
    }
  }
  group.complete = first + count <= view.step;
}

std::string group_name(const NetworkState& lab, int column, const Planes& planes, Index group) {
  const std::string symbol = column_symbol(*lab.weights.network, lab.columns, column - 1);
  if (planes.first_map < 0) return symbol;
  const bool picture = column == 0 && lab.weights.network->input_shape()[0] == 1;
  return picture ? symbol : symbol + "[" + std::to_string(planes.first_map + group) + "]";
}

}  // namespace

CellView cell_view(const NetworkState& lab) {
  const MapRef ref = *lab.selected;
  const Column& column = lab.column(ref.column);
  CellView view;
  view.parts = explain_cell(*lab.pass, column, open_cell(lab));
  const auto& explanation = view.parts.compute;
  view.terms = static_cast<Index>(explanation.terms.size());
  view.step = current_step(lab);
  view.has_weights = !explanation.terms.empty() && explanation.terms.front().weight.has_value();
  view.takes_largest = dynamic_cast<const engine::MaxPool2d*>(&layer_of(lab, column)) != nullptr;
  const long long with_bias = view.terms + (explanation.bias ? 1 : 0);
  view.sum_known = view.step >= with_bias;
  view.result_known = view.step >= with_bias + (view.parts.has_activation ? 1 : 0);
  const Planes planes = planes_of(lab, ref, view.terms);
  GridScale x, w, product;
  for (const Term& term : explanation.terms) {
    if (!term.padding) widen(x, term.x);
    widen(w, term.w);
    widen(product, term.product);
  }
  view.digits = cell_digits(view.parts, view.takes_largest);
  finish(x, view.digits.x);
  finish(w, view.digits.w);
  finish(product, view.digits.product);
  const Index per_group = planes.rows * planes.columns;
  for (Index g = 0; g < planes.groups; ++g) {
    CellGroup group{.name = group_name(lab, ref.column, planes, g),
                    .x = empty_grid(planes),
                    .w = view.has_weights ? empty_grid(planes) : GridModel{},
                    .product = empty_grid(planes)};
    fill_group(group, view, g * per_group, std::min(per_group, view.terms - g * per_group));
    group.x.scale = x;
    group.w.scale = w;
    group.product.scale = product;
    view.partial += group.sum;
    view.groups.push_back(std::move(group));
  }
  if (view.sum_known) view.partial = explanation.sum;
  return view;
}

engine::Index channel_at_large(const NetworkState& lab, const CellView& view) {
  const auto groups = static_cast<Index>(view.groups.size());
  if (lab.open_channel && *lab.open_channel < groups) return *lab.open_channel;
  if (view.step <= view.terms && lab.step >= 0) {
    return std::clamp<Index>((view.step - 1) * groups / std::max<Index>(view.terms, 1), 0,
                             groups - 1);
  }
  const auto most = std::ranges::max_element(
      view.groups, {}, [](const CellGroup& group) { return std::abs(group.sum); });
  return most - view.groups.begin();
}

MapView map_view(const NetworkState& lab) {
  const Column& column = lab.column(lab.selected->column);
  MapView view;
  view.parts = map_parts(*lab.pass, column, lab.selected->map);
  const auto contributions = static_cast<Index>(view.parts.contributions.size());
  const long long step = current_step(lab);
  view.channels = contributions;
  view.cells = column.plane();
  bool with_bias = true;
  if (lab.grain == Grain::kCell) {
    view.cells = step;
    view.active_cell = step < column.plane() || lab.step >= 0 ? step - 1 : -1;
  } else {
    const long long last = last_step(lab);
    view.channels = std::min<Index>(contributions, step);
    view.active_channel = step <= contributions && step < last ? step - 1 : -1;
    with_bias = view.parts.has_bias ? step > contributions : true;
    if (step < last) view.cells = 0;
  }
  view.sum_started = view.channels > 0;
  view.sum = engine::Tensor(view.parts.z.shape());
  for (Index i = 0; i < view.sum.size(); ++i) {
    double sum = with_bias && view.parts.has_bias ? view.parts.bias : 0;
    for (Index c = 0; c < view.channels; ++c) {
      sum += static_cast<double>(view.parts.contributions[static_cast<std::size_t>(c)].products[i]);
    }
    view.sum[i] = static_cast<float>(sum);
  }
  return view;
}

}  // namespace convscope::state::network
