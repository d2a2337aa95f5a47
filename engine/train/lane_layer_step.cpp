#include "engine/train/lane_layer_step.h"

#include <algorithm>
#include <array>
#include <utility>

namespace convscope::engine {
namespace {

class LayerStep : public LaneStep {
 public:
  LayerStep(const Node& node, Index number)
      : node_(node),
        number_(number),
        output_(node.layer->output_shape().with_leading(kLanes)),
        d_output_(output_.shape()) {
    for (const Shape& shape : node.layer->input_shapes()) {
      inputs_.emplace_back(shape.with_leading(kLanes));
      d_inputs_.emplace_back(shape.with_leading(kLanes));
    }
    for (const SlotInfo& slot : node.layer->slots()) {
      slots_.emplace_back(slot.shape.with_leading(kLanes));
    }
  }

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    for (std::size_t i = 0; i < inputs_.size(); ++i) take(c, x[i], inputs_[i]);
    const auto inputs = used<ConstTensorView>(c, inputs_);
    const auto slots = used<TensorView>(c, slots_);
    const auto parameters = parameters_in<ConstTensorView>(c.parameters);
    const Rng rng = c.rng ? c.rng->fork(static_cast<std::uint64_t>(number_)) : Rng(0);
    node_.layer->forward({.inputs = inputs,
                          .parameters = parameters,
                          .output = output_.view().entries(0, c.samples),
                          .slots = slots,
                          .mode = mode(c),
                          .rng = &rng});
    put(c, output_, out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    take(c, b.d_out, d_output_);
    std::vector<TensorView> d_inputs(inputs_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (b.d_x[i] == nullptr) continue;
      std::ranges::fill(d_inputs_[i].values(), 0.0F);
      d_inputs[i] = d_inputs_[i].view().entries(0, c.samples);
    }
    const auto inputs = used<ConstTensorView>(c, inputs_);
    const auto slots = used<ConstTensorView>(c, slots_);
    const auto parameters = parameters_in<ConstTensorView>(c.parameters);
    auto d_parameters = parameters_in<TensorView>(c.gradient);
    if (node_.frozen) std::ranges::fill(d_parameters, TensorView());
    for (const TensorView& view : d_parameters) std::ranges::fill(view.values(), 0.0F);
    node_.layer->backward({.inputs = inputs,
                           .parameters = parameters,
                           .output = std::as_const(output_).view().entries(0, c.samples),
                           .slots = slots,
                           .d_output = std::as_const(d_output_).view().entries(0, c.samples),
                           .d_inputs = d_inputs,
                           .d_parameters = d_parameters,
                           .mode = mode(c)});
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (b.d_x[i]) put(c, d_inputs_[i], b.d_x[i]);
    }
  }

 private:
  static Mode mode(const LaneContext& c) { return c.rng ? Mode::kTraining : Mode::kInference; }

  template <typename View>
  static std::vector<View> used(const LaneContext& c, std::vector<Tensor>& tensors) {
    std::vector<View> views;
    for (Tensor& tensor : tensors) views.push_back(tensor.view().entries(0, c.samples));
    return views;
  }

  template <typename View, typename Number>
  std::vector<View> parameters_in(Number* block) const {
    std::vector<View> views;
    Number* next = block + node_.parameter_offset;
    for (const ParameterInfo& info : node_.layer->parameters()) {
      views.push_back(View(next, info.shape));
      next += info.shape.count();
    }
    return views;
  }

  static void take(const LaneContext& c, const float* lanes, Tensor& to) {
    std::array<float*, kLanes> rows{};
    const Index features = to.size() / kLanes;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      rows[n] = to.data() + static_cast<Index>(n) * features;
    }
    c.kernels.unpack(lanes, c.samples, features, rows.data());
  }
  static void put(const LaneContext& c, const Tensor& from, float* lanes) {
    std::array<const float*, kLanes> rows{};
    const Index features = from.size() / kLanes;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      rows[n] = from.data() + static_cast<Index>(n) * features;
    }
    c.kernels.pack(rows.data(), c.samples, features, lanes);
  }

  const Node& node_;
  Index number_;
  std::vector<Tensor> inputs_, d_inputs_, slots_;
  Tensor output_, d_output_;
};

}  // namespace

std::unique_ptr<LaneStep> make_layer_step(const Node& node, Index number) {
  return std::make_unique<LayerStep>(node, number);
}

}  // namespace convscope::engine
