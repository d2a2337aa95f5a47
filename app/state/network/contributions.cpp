#include "app/state/network/contributions.h"

#include <algorithm>
#include <cmath>

#include "engine/layers/conv2d.h"

namespace convscope::state::network {
namespace {

using engine::ConstTensorView;
using engine::Index;
using engine::Node;
using engine::Scalar;
using engine::Shape;
using engine::Tensor;

const Node& node_of(const Pass& pass, Index node) {
  return pass.network().nodes()[static_cast<std::size_t>(node)];
}

std::vector<ConstTensorView> parameters_of(const Pass& pass, Index node) {
  return pass.network().parameters_of(node, std::span<const Scalar>(*pass.weights.parameters));
}

Tensor plane_of(const Pass& pass, Index node, Index map) {
  const ConstTensorView plane = pass.output(node).entry(map);
  return Tensor(plane.shape(), {plane.values().begin(), plane.values().end()});
}

double mean_of(const Tensor& plane) {
  double sum = 0;
  for (const Scalar value : plane.values()) sum += static_cast<double>(value);
  return sum / static_cast<double>(std::max<Index>(plane.size(), 1));
}

// w * p for one channel and one filter.
Tensor convolve(const engine::Window2d& window, ConstTensorView plane, const Tensor& kernel) {
  const Index height = window.y.outputs(), width = window.x.outputs();
  Tensor result(Shape{height, width});
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      double sum = 0;
      for (Index i = 0; i < window.y.kernel; ++i) {
        const Index row = window.y.input_index(y, i);
        if (window.y.is_padding(row)) continue;
        for (Index j = 0; j < window.x.kernel; ++j) {
          const Index column = window.x.input_index(x, j);
          if (window.x.is_padding(column)) continue;
          sum += static_cast<double>(kernel[i * window.x.kernel + j]) *
                 static_cast<double>(plane[row * window.x.input + column]);
        }
      }
      result[y * width + x] = static_cast<Scalar>(sum);
    }
  }
  return result;
}

void measure(Contribution& part) {
  part.mean = mean_of(part.products);
  for (const Scalar value : part.products.values()) {
    part.magnitude += std::abs(static_cast<double>(value));
  }
}

void take_convolution_apart(const Pass& pass, const Column& column, Index map,
                            const engine::Conv2d& layer, MapParts& parts) {
  const auto parameters = parameters_of(pass, column.compute);
  const ConstTensorView weight = parameters[0];  // (F, C/groups, kh, kw)
  const Index per_group = weight.shape()[1];
  const Index first = map / (weight.shape()[0] / layer.options().groups) * per_group;
  const ConstTensorView filter = weight.entry(map);
  for (Index c = 0; c < per_group; ++c) {
    const ConstTensorView kernel = filter.entry(c);
    Contribution part{.channel = first + c};
    part.kernel = Tensor(kernel.shape(), {kernel.values().begin(), kernel.values().end()});
    part.products =
        convolve(layer.window(), pass.output(column.source).entry(first + c), part.kernel);
    measure(part);
    parts.contributions.push_back(std::move(part));
  }
  parts.has_bias = parameters.size() > 1;
  if (parts.has_bias) parts.bias = static_cast<double>(parameters[1][map]);
}

}  // namespace

MapParts map_parts(const Pass& pass, const Column& column, Index map) {
  MapParts parts;
  parts.z = plane_of(pass, column.compute, map);
  parts.a = plane_of(pass, column.output, map);
  const engine::Layer& layer = *node_of(pass, column.compute).layer;
  if (const auto* conv = dynamic_cast<const engine::Conv2d*>(&layer)) {
    take_convolution_apart(pass, column, map, *conv, parts);
  } else {
    Contribution part{.channel = map, .products = parts.z, .kernel = {}};
    measure(part);
    parts.contributions.push_back(std::move(part));
  }
  parts.mean_z = mean_of(parts.z);
  parts.mean_a = mean_of(parts.a);
  float limit = 0;
  const auto take = [&](const Tensor& plane) {
    for (const float value : plane.values()) limit = std::max(limit, std::abs(value));
  };
  take(parts.z);
  for (const Contribution& part : parts.contributions) take(part.products);
  if (limit > 0 && std::isfinite(limit)) parts.products_limit = limit;
  return parts;
}

CellParts explain_cell(const Pass& pass, const Column& column, const engine::Cell& cell) {
  const engine::Cell with_batch = cell.with_leading(0);
  const auto explain = [&](Index index) {
    const Node& node = node_of(pass, index);
    std::vector<ConstTensorView> inputs;
    for (const Index source : node.inputs) inputs.push_back(pass.activations.output(source));
    const auto parameters = parameters_of(pass, index);
    return node.layer->explain(
        with_batch,
        {.inputs = inputs, .parameters = parameters, .output = pass.activations.output(index)});
  };
  CellParts parts;
  parts.compute = explain(column.compute);
  parts.result = parts.compute.result;
  if (column.output != column.compute) {
    parts.has_activation = true;
    parts.activation = explain(column.output);
    parts.result = parts.activation.result;
  }
  return parts;
}

}  // namespace convscope::state::network
