#include "app/state/network/columns.h"

#include <algorithm>
#include <cmath>

#include "app/state/phrases/network.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/dense.h"
#include "engine/layers/flatten.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/softmax.h"

namespace convscope::state::network {
namespace {

using engine::ActivationFunction;
using engine::Index;
using engine::Network;
using engine::Node;

const Node& node_of(const Network& network, Index node) {
  return network.nodes()[static_cast<std::size_t>(node)];
}

template <typename Kind>
const Kind* as(const Network& network, Index node) {
  return dynamic_cast<const Kind*>(node_of(network, node).layer.get());
}

bool is_pool(const Network& network, Index node) {
  return as<engine::MaxPool2d>(network, node) || as<engine::AveragePool2d>(network, node);
}

bool never_negative(ActivationFunction function) {
  switch (function) {
    case ActivationFunction::kRelu:
    case ActivationFunction::kRelu6:
    case ActivationFunction::kSigmoid:
    case ActivationFunction::kSoftplus:
    case ActivationFunction::kHardSigmoidTorch:
    case ActivationFunction::kHardSigmoidKeras2:
    case ActivationFunction::kStep:
      return true;
    default:
      return false;
  }
}

// From the network's input to its output.
std::vector<Index> chain_of(const Network& network) {
  std::vector<Index> chain;
  for (Index node = network.output_node(); node != Node::kNetworkInput;
       node = node_of(network, node).inputs.front()) {
    chain.push_back(node);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::string function_title(const engine::Activation& layer) {
  switch (layer.options().function) {
    case ActivationFunction::kRelu:
      return "ReLU";
    case ActivationFunction::kRelu6:
      return "ReLU6";
    default:
      return std::string(engine::info(layer.options().function).name);
  }
}

int count_before(const Network& network, const std::vector<Column>& columns, int column,
                 bool (*belongs)(const Network&, const Column&)) {
  return static_cast<int>(std::count_if(columns.begin(), columns.begin() + column + 1,
                                        [&](const Column& c) { return belongs(network, c); }));
}

}  // namespace

std::vector<Column> columns_of(const Network& network) {
  std::vector<Column> columns;
  Index before = Node::kNetworkInput;  // the last node shown, or a flattened view of it
  for (const Index node : chain_of(network)) {
    const engine::Layer& layer = *node_of(network, node).layer;
    const bool passes_on = dynamic_cast<const engine::Flatten*>(&layer) != nullptr;
    const bool softmax = dynamic_cast<const engine::Softmax*>(&layer) != nullptr;
    const auto* activation = dynamic_cast<const engine::Activation*>(&layer);
    if (activation && !columns.empty() && columns.back().output == before) {
      columns.back().output = node;
      columns.back().is_signed = !never_negative(activation->options().function);
    } else if (!passes_on && !(softmax && !columns.empty())) {
      Column column{
          .compute = node, .output = node, .source = before, .shape = layer.output_shape()};
      column.kind = column.plane() > 1 ? ColumnKind::kMaps : ColumnKind::kUnits;
      if (is_pool(network, node)) {
        column.is_signed = columns.empty() ? false : columns.back().is_signed;
      }
      columns.push_back(column);
    }
    before = node;
  }
  if (!columns.empty() && columns.back().kind == ColumnKind::kUnits) {
    columns.back().kind = ColumnKind::kClasses;
  }
  return columns;
}

bool has_filters(const Network& network, const Column& column) {
  return as<engine::Conv2d>(network, column.compute) != nullptr;
}

const engine::Window2d* window_of(const engine::Network& network, const Column& column) {
  const engine::Layer* layer =
      network.nodes()[static_cast<std::size_t>(column.compute)].layer.get();
  if (const auto* conv = dynamic_cast<const engine::Conv2d*>(layer)) return &conv->window();
  if (const auto* pool = dynamic_cast<const engine::MaxPool2d*>(layer)) return &pool->window();
  if (const auto* pool = dynamic_cast<const engine::AveragePool2d*>(layer)) return &pool->window();
  return nullptr;
}

std::string column_title(const Network& network, const Column& column, Language language) {
  if (column.kind == ColumnKind::kClasses) return "softmax";
  std::string title = node_of(network, column.compute).name;
  if (as<engine::MaxPool2d>(network, column.compute)) title = phrase::kMaxPool.in(language);
  if (as<engine::AveragePool2d>(network, column.compute)) title = phrase::kAveragePool.in(language);
  if (as<engine::Dense>(network, column.compute)) title = phrase::kDense.in(language);
  // Dense layers stand in narrow columns: there the activation is said by the card.
  if (column.output != column.compute && column.kind == ColumnKind::kMaps) {
    if (const auto* layer = as<engine::Activation>(network, column.output)) {
      title += " + " + function_title(*layer);
    }
  }
  return title;
}

std::string column_name(const Network& network, const Column& column) {
  if (column.kind == ColumnKind::kClasses) return "softmax";
  std::string name = node_of(network, column.compute).name;
  if (column.output != column.compute) {
    if (const auto* layer = as<engine::Activation>(network, column.output)) {
      name += " + " + function_title(*layer);
    }
  }
  return name;
}

std::string column_shape(const Column& column, Language language) {
  const auto number = [](Index n) { return std::to_string(n); };
  switch (column.kind) {
    case ColumnKind::kMaps:
      return number(column.maps()) + " @ " + number(column.height()) + "\u00D7" +
             number(column.width());
    case ColumnKind::kUnits:
      return number(column.maps());
    case ColumnKind::kClasses:
      break;
  }
  return number(column.maps()) + " " + std::string(phrase::kClasses.in(language));
}

std::string column_symbol(const Network& network, const std::vector<Column>& columns, int column) {
  if (column < 0) return "x";
  const Column& here = columns[static_cast<std::size_t>(column)];
  const auto number = [&](bool (*belongs)(const Network&, const Column&)) {
    return std::to_string(count_before(network, columns, column, belongs));
  };
  if (here.kind == ColumnKind::kClasses) return "s";
  if (here.kind == ColumnKind::kUnits) {
    return "d" +
           number([](const Network&, const Column& c) { return c.kind != ColumnKind::kMaps; });
  }
  if (is_pool(network, here.compute)) {
    return "p" + number([](const Network& n, const Column& c) { return is_pool(n, c.compute); });
  }
  return "a" + number([](const Network& n, const Column& c) {
           return c.kind == ColumnKind::kMaps && !is_pool(n, c.compute);
         });
}

float column_limit(const Pass& pass, const Column& column) {
  float limit = 0;
  for (const float value : pass.output(column.output).values()) {
    if (std::isfinite(value)) limit = std::max(limit, std::abs(value));
  }
  // What the biases alone make of an empty picture is no answer, and must not look like one.
  const bool blank = std::ranges::all_of(pass.picture.values(), [](float v) { return v == 0; });
  return limit > 0 && !blank ? limit : std::max(limit, 1.0F);
}

std::span<const float> map_values(const Pass& pass, const Column& column, Index map) {
  return pass.output(column.output).entry(map).values();
}

}  // namespace convscope::state::network
