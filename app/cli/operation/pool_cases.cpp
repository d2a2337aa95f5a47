// From a case's JSON to the pooling that computes it.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "app/cli/operation/case_input.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/layers/pool2d.h"
#include "engine/model/window_json.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

WindowOptions read_pool_window(const OperationCase& sample) {
  WindowOptions window;
  window.kernel = parse_pair(sample.required_attribute("kernel"));
  window.stride = read_pair(sample, "stride", window.kernel);
  window.dilation = read_pair(sample, "dilation", {1, 1});
  window.padding = read_padding(sample);
  window.ceil_mode = sample.flag("ceil_mode", false);
  constexpr Index kMaxCells = Index{1} << 24;
  if (saturating_multiply(window.kernel[0], window.kernel[1]) > kMaxCells) {
    throw Error(ErrorKind::kLimit, "TOO_LARGE",
                {.place = "kernel",
                 .found = fmt::format("a window of {} x {}", window.kernel[0], window.kernel[1]),
                 .expected = fmt::format("at most {} cells", kMaxCells)});
  }
  return window;
}

class MaxPoolOperation : public LayerOperation {
 public:
  using LayerOperation::LayerOperation;

 private:
  void add_outputs(std::vector<NamedTensor>& outputs) const override {
    outputs.push_back({"indices", slots()[0], true});
  }

 public:
  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name != "indices") return LayerOperation::explain(name, cell);
    Explanation result = LayerOperation::explain("out", cell);
    result.what.replace(0, 3, name);
    result.formula = "indices[n,c,y,x] = row-major place of the largest in the unpadded plane";
    result.formula_latex = R"(\mathrm{indices} = \arg\max_{k_y,k_x} x)";
    result.activation = "argmax";
    result.result = static_cast<double>(slots()[0].at(cell));
    result.substituted = "arg" + result.substituted;
    result.substituted.resize(result.substituted.rfind('=') + 2);
    result.substituted += format_float(static_cast<float>(result.result));
    return result;
  }

  // The winners depend on the order of the numbers alone, so they are replaced by their ranks
  // (earlier ones first among equals): then no two are equal and every difference is exact.
  double numeric_gradient(const std::string& name, const Cell& cell,
                          double analytic) const override {
    const Tensor& x = parts().x;
    std::vector<Index> order(static_cast<std::size_t>(x.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return x[a] > x[b]; });
    std::vector<Index> rank(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[static_cast<std::size_t>(order[i])] = -static_cast<Index>(i);
    }
    const Index middle = rank[static_cast<std::size_t>(x.shape().offset(cell))];
    Parts ranked{.layer = parts().layer, .x = x, .grad_output = parts().grad_output};
    for (Index i = 0; i < x.size(); ++i) {
      ranked.x[i] = static_cast<Scalar>(rank[static_cast<std::size_t>(i)] - middle);
    }
    return LayerOperation(std::move(ranked)).numeric_gradient(name, cell, analytic);
  }
};

}  // namespace

std::unique_ptr<Operation> make_maxpool2d(const OperationCase& sample) {
  sample.allow_attributes({"kernel", "stride", "padding", "dilation", "ceil_mode"});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4)};
  parts.layer =
      std::make_shared<MaxPool2d>(parts.x.shape().without_leading(), read_pool_window(sample));
  read_grad_output(sample, parts);
  return std::make_unique<MaxPoolOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_avgpool2d(const OperationCase& sample) {
  sample.allow_attributes({"kernel", "stride", "padding", "ceil_mode", "count_include_pad"});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4), .linear = true};
  parts.layer =
      std::make_shared<AveragePool2d>(parts.x.shape().without_leading(), read_pool_window(sample),
                                      sample.flag("count_include_pad", true));
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_l2pool2d(const OperationCase& sample) {
  sample.allow_attributes({"kernel", "stride", "padding", "dilation", "ceil_mode"});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4)};
  parts.layer =
      std::make_shared<L2Pool2d>(parts.x.shape().without_leading(), read_pool_window(sample));
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

}  // namespace convscope::cli
