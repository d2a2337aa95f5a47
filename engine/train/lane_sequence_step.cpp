#include "engine/train/lane_sequence_step.h"

#include <algorithm>

#include "engine/kernels/lane_buffer.h"
#include "engine/layers/gru.h"
#include "engine/layers/lstm.h"
#include "engine/layers/rnn.h"

namespace convscope::engine {
namespace {

/// A product at every step, whose input may be symbols: then their one-hot vectors are nowhere.
class Product {
 public:
  Product(const Node& node, const LaneSequence& sequence)
      : sequence_(sequence), reads_input_(node.inputs[0] == Node::kNetworkInput) {}

  Index scratch() const noexcept { return sequence_scratch(sequence_); }

  void forward(const LaneContext& c, const LaneSequenceForward& args) const {
    if (takes_symbols(c)) {
      c.kernels.one_hot_forward(sequence_, c.symbols, args);
    } else {
      c.kernels.sequence_forward(sequence_, args);
    }
  }
  void backward_weights(const LaneContext& c, const LaneSequenceWeights& args) const {
    if (takes_symbols(c)) {
      c.kernels.one_hot_backward_weights(sequence_, c.symbols, args);
    } else {
      c.kernels.sequence_backward_weights(sequence_, args);
    }
  }
  void backward_data(const LaneContext& c, const LaneSequenceData& args) const {
    c.kernels.sequence_backward_data(sequence_, args);
  }

 private:
  bool takes_symbols(const LaneContext& c) const { return reads_input_ && c.symbols; }

  LaneSequence sequence_;
  bool reads_input_;
};

class DenseOverTimeStep : public LaneStep {
 public:
  DenseOverTimeStep(const Node& node, const Dense& layer)
      : node_(node),
        weights_(layer.parameters()[0].shape.count()),
        bias_(layer.has_bias()),
        product_(node,
                 {layer.steps(), layer.parameters()[0].shape[1], layer.parameters()[0].shape[0]}) {}

  bool takes_symbols() const noexcept override { return true; }
  Index scratch() const noexcept override { return product_.scratch(); }

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    const float* weight = c.parameters + node_.parameter_offset;
    product_.forward(c, {x[0], weight, bias_ ? weight + weights_ : nullptr, out, c.scratch});
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      float* d_weight = c.gradient + node_.parameter_offset;
      product_.backward_weights(
          c, {b.x[0], b.d_out, d_weight, bias_ ? d_weight + weights_ : nullptr, c.scratch});
    }
    if (b.d_x[0]) {
      product_.backward_data(c,
                             {c.parameters + node_.parameter_offset, b.d_out, b.d_x[0], c.scratch});
    }
  }

 private:
  const Node& node_;
  Index weights_;
  bool bias_;
  Product product_;
};

class EmbeddingStep : public LaneStep {
 public:
  EmbeddingStep(const Node& node, const Embedding& layer)
      : node_(node),
        layer_(layer),
        sequence_{layer.input_shapes()[0].count(), layer.parameters()[0].shape[0],
                  layer.parameters()[0].shape[1]},
        symbols_(sequence_.steps * kLanes) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    for (Index i = 0; i < sequence_.steps * kLanes; ++i) {
      symbols_.data()[i] = static_cast<int>(layer_.row_of(x[0][i]));
    }
    c.kernels.lookup_forward(sequence_, symbols_.data(), c.parameters + node_.parameter_offset,
                             out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      c.kernels.lookup_backward(sequence_, symbols_.data(), b.d_out,
                                c.gradient + node_.parameter_offset);
    }
    if (b.d_x[0]) std::fill_n(b.d_x[0], sequence_.steps * kLanes, 0.0F);
  }

 private:
  const Node& node_;
  const Embedding& layer_;
  LaneSequence sequence_;
  LaneBuffer<int> symbols_;
};

int cell_of(const RecurrentLayer& layer) {
  if (dynamic_cast<const Lstm*>(&layer)) return kLaneLstm;
  if (dynamic_cast<const Gru*>(&layer)) return kLaneGru;
  return static_cast<const Rnn&>(layer).activation() == RnnActivation::kRelu ? kLaneRnnRelu
                                                                             : kLaneRnnTanh;
}

class RecurrentStep : public LaneStep {
 public:
  RecurrentStep(const Node& node, const RecurrentLayer& layer)
      : node_(node),
        layer_(layer),
        recurrent_{layer.steps(), layer.units(), cell_of(layer)},
        rows_(layer.parameters()[0].shape[0]),
        inputs_(layer.parameters()[0].shape[1]),
        product_(node, {layer.steps(), inputs_, rows_}),
        gates_(recurrent_.steps * rows_ * kLanes),
        h_((recurrent_.steps + 1) * row()) {
    if (layer.has_cell_state()) {
      c_ = LaneBuffer<>((recurrent_.steps + 1) * row());
      tanh_c_ = LaneBuffer<>(recurrent_.steps * row());
    }
    if (layer.has_reset_gate()) state_ = LaneBuffer<>(recurrent_.steps * rows_ * kLanes);
  }

  bool takes_symbols() const noexcept override { return true; }
  Index scratch() const noexcept override {
    const Index weights = sequence_scratch({recurrent_.steps, recurrent_.units, rows_});
    return std::max({product_.scratch(), weights, recurrent_scratch(recurrent_)});
  }

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    begin(c);
    const Tensors<const float> t = tensors(c.parameters);
    product_.forward(c, {x[0], t.w_ih, t.b_ih, gates_.data(), c.scratch});
    c.kernels.recurrent_forward(recurrent_, {t.w_hh, t.b_hh, gates_.data(), h_.data(), c_.data(),
                                             tanh_c_.data(), state_.data(), c.scratch});
    const Index last = recurrent_.steps * row();
    if (layer_.options().sequences) {
      std::copy_n(h_.data() + row(), last, out);
    } else {
      std::copy_n(h_.data() + last, row(), out);
    }
    if (!c.new_state) return;
    float* const to = c.new_state + node_.state_offset * kLanes;
    std::copy_n(h_.data() + last, row(), to);
    if (layer_.has_cell_state()) std::copy_n(c_.data() + last, row(), to + row());
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    const Tensors<const float> t = tensors(c.parameters);
    c.kernels.recurrent_backward(
        recurrent_, {t.w_hh, b.d_out, layer_.options().sequences, gates_.data(), h_.data(),
                     c_.data(), tanh_c_.data(), state_.data(), c.scratch});
    if (!node_.frozen) {
      const Tensors<float> d = tensors(c.gradient);
      const float* const d_state = state_.data() ? state_.data() : gates_.data();
      product_.backward_weights(c, {b.x[0], gates_.data(), d.w_ih, d.b_ih, c.scratch});
      c.kernels.sequence_backward_weights({recurrent_.steps, recurrent_.units, rows_},
                                          {h_.data(), d_state, d.w_hh, d.b_hh, c.scratch});
    }
    if (b.d_x[0]) product_.backward_data(c, {t.w_ih, gates_.data(), b.d_x[0], c.scratch});
  }

 private:
  template <typename Number>
  struct Tensors {
    Number *w_ih, *w_hh, *b_ih, *b_hh;
  };

  Index row() const { return recurrent_.units * kLanes; }

  template <typename Number>
  Tensors<Number> tensors(Number* block) const {
    Number* next = block + node_.parameter_offset;
    const auto take = [&](bool there, Index count) {
      Number* const found = there ? next : nullptr;
      if (there) next += count;
      return found;
    };
    const RecurrentOptions& options = layer_.options();
    Tensors<Number> t{};
    t.w_ih = take(true, rows_ * inputs_);
    t.w_hh = take(true, rows_ * recurrent_.units);
    t.b_ih = take(options.input_bias, rows_);
    t.b_hh = take(options.recurrent_bias, rows_);
    return t;
  }

  void begin(const LaneContext& c) {
    const float* const from = c.state ? c.state + node_.state_offset * kLanes : nullptr;
    const auto start = [&](float* to, const float* state) {
      state ? std::copy_n(state, row(), to) : std::fill_n(to, row(), 0.0F);
    };
    start(h_.data(), from);
    if (layer_.has_cell_state()) start(c_.data(), from ? from + row() : nullptr);
  }

  const Node& node_;
  const RecurrentLayer& layer_;
  LaneRecurrent recurrent_;
  Index rows_, inputs_;
  Product product_;
  LaneBuffer<> gates_, h_, c_, tanh_c_, state_;
};

}  // namespace

std::unique_ptr<LaneStep> make_dense_over_time_step(const Node& node, const Dense& layer) {
  return std::make_unique<DenseOverTimeStep>(node, layer);
}

std::unique_ptr<LaneStep> make_embedding_step(const Node& node, const Embedding& layer) {
  return std::make_unique<EmbeddingStep>(node, layer);
}

std::unique_ptr<LaneStep> make_recurrent_step(const Node& node, const RecurrentLayer& layer) {
  return std::make_unique<RecurrentStep>(node, layer);
}

}  // namespace convscope::engine
