#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/layers/layer.h"
#include "engine/layers/recurrent_trace.h"

namespace convscope::engine {

struct RecurrentOptions {
  Index units = 1;             ///< H
  bool sequences = false;      ///< output every step's state, not the last one's only
  bool input_bias = true;      ///< a parameter b_ih
  bool recurrent_bias = true;  ///< a parameter b_hh
  bool initial_state = false;  ///< further inputs h0 (N, H) and, for LSTM, c0 (N, H); else zeros
  friend bool operator==(const RecurrentOptions&, const RecurrentOptions&) = default;
};

/// One unit of a recurrent cell at one step: what its gates are fed, what comes out.
struct UnitStep {
  static constexpr std::size_t kMaxGates = 4;
  using Gates = std::array<double, kMaxGates>;

  Gates from_input{};  ///< per gate, w_ih x + b_ih
  Gates from_state{};  ///< per gate, w_hh h + b_hh of the step before
  double h_before = 0, c_before = 0;
  Gates gates{};  ///< behind their activation
  double h = 0, c = 0;
};

/// The gradient of one unit at one step.
struct UnitGradient {
  double d_h = 0;                  ///< arriving at h
  double d_c = 0;                  ///< arriving at c from the next step; then all that arrives
  UnitStep::Gates d_from_input{};  ///< by from_input
  UnitStep::Gates d_from_state{};  ///< by from_state
  double d_h_before = 0;           ///< by h_before, not counting the way through from_state
  double d_c_before = 0;
};

/// A recurrent layer: the same cell at every step t of x (N, T, I), batch first. The output is
/// (N, T, H) with `sequences`, otherwise the last step's (N, H). Inputs: x, then with
/// `initial_state` h0 and, with a cell state, c0. Parameters w_ih (G*H, I), w_hh (G*H, H) and,
/// where asked for, b_ih, b_hh (G*H); the rows of a gate are H after another, in the order of
/// gate_names(). Slots, each (T, H): the gates (not a plain RNN's), "hn" of a GRU, "c" of an LSTM,
/// "h"; then (H): "h_n" and "c_n" of an LSTM. Backpropagation through time is exact over all T
/// steps; it is truncated by cutting a sequence into pieces and giving the slots h_n and c_n of one
/// as the initial state of the next without asking for the gradient by it: as further inputs, which
/// are taken without `initial_state` too. Computed in double,
/// stored as Scalar. Names and formulas are those of torch.nn.RNN, LSTM and GRU. Cost of a sample:
/// forward T*G*H*(I + H) multiply-adds, backward twice that.
class RecurrentLayer : public Layer {
 public:
  const RecurrentOptions& options() const noexcept { return options_; }
  Index steps() const noexcept { return input_shapes_[0][0]; }
  Index units() const noexcept { return options_.units; }
  /// In the order of the parameters' rows; a plain RNN's only one is "h".
  std::span<const std::string> gate_names() const noexcept { return kind_.gates; }
  bool has_cell_state() const noexcept { return kind_.cell_state; }
  bool has_reset_gate() const noexcept { return kind_.reset_gate >= 0; }
  /// Numbers of a sample's state: h, then c where there is one.
  Index state_count() const noexcept { return units() * (has_cell_state() ? 2 : 1); }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  /// `of`: "input", "input1" (h0), "input2" (c0), "w_ih", "w_hh", "b_ih", "b_hh". Terms name the
  /// gradient that arrives at a gate's two sums "delta_ih" and "delta_hh", both (N, T, G*H).
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  /// Of the output's cell: every input number up to its step.
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override;

  /// Derives one number inside the layer: of a gate, "h" or "c", or "hn" of a GRU; `cell` is
  /// [n,t,h].
  Explanation explain_inner(std::string_view of, const Cell& cell,
                            const ExplainContext& context) const;
  /// Everything that sample n goes through, in double, from the inputs and the parameters.
  RecurrentTrace trace(Index n, std::span<const ConstTensorView> inputs,
                       std::span<const ConstTensorView> parameters) const;

  /// The gradients of the sample of `trace`; `d_output` without the batch axis.
  RecurrentGradient gradient(const RecurrentTrace& trace,
                             std::span<const ConstTensorView> parameters,
                             ConstTensorView d_output) const;

 protected:
  /// What a cell is beside its arithmetic.
  struct Kind {
    std::string layer;                     ///< "lstm", for errors
    std::vector<std::string> gates;        ///< a plain RNN's only one is its state "h"
    std::vector<std::string> activations;  ///< of each: sigmoid, tanh or relu
    bool cell_state = false;
    int reset_gate = -1;  ///< the gate that takes r times its state's sum "hn"
    std::string delta;    ///< what delta is, for formulas
  };
  /// Throws Error{RECURRENT} for an input that is not [T,D] or units below 1.
  RecurrentLayer(const Shape& input, const RecurrentOptions& options, Kind kind);

  /// Fills gates, h and c.
  virtual void step(UnitStep& unit) const = 0;
  /// Fills what UnitGradient says from d_h and d_c.
  virtual void step_back(const UnitStep& unit, UnitGradient& gradient) const = 0;
  /// How "h" or "c" is made from the gates: terms and formula; not for a plain RNN. `cell` is
  /// [n,t,h], `before` names the state of the step before.
  virtual Explanation explain_state(std::string_view of, const UnitStep& unit, const Cell& cell,
                                    const TensorRef& before) const = 0;

 private:
  struct Weights;

  Weights weights(std::span<const ConstTensorView> parameters) const;
  RecurrentTrace run(const Weights& weights, Index n,
                     std::span<const ConstTensorView> inputs) const;
  RecurrentTrace stored(Index n, const BackwardContext& context) const;
  RecurrentTrace start(Index n, std::span<const ConstTensorView> inputs) const;
  RecurrentGradient run_back(const Weights& weights, const RecurrentTrace& trace,
                             ConstTensorView d_output) const;
  UnitStep unit_at(const RecurrentTrace& trace, Index t, Index j) const;
  std::optional<std::size_t> find_gate(std::string_view name) const;

  Explanation explain_gate(std::size_t gate, const Cell& cell, const RecurrentTrace& trace,
                           std::span<const ConstTensorView> parameters) const;
  Explanation explain_state_sum(const Cell& cell, const RecurrentTrace& trace,
                                std::span<const ConstTensorView> parameters) const;
  Explanation explain_d_input(const Cell& cell, const ExplainGradientContext& context) const;
  Explanation explain_d_state(bool cell_state, const Cell& cell,
                              const ExplainGradientContext& context) const;
  Explanation explain_d_parameter(std::string_view of, const Cell& cell,
                                  const ExplainGradientContext& context) const;

  RecurrentOptions options_;
  Kind kind_;
  std::size_t bias_ih_ = 0;  // index of b_ih in the parameters, 0 without one
  std::size_t bias_hh_ = 0;
};

/// The state before step t: "h0" or "c0" at the first, "h" or "c" [n,t-1,j] later.
TensorRef recurrent_state_ref(std::string_view name, Index n, Index t, Index j);

}  // namespace convscope::engine
