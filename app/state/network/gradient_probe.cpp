// Compiled against the engine in double precision, whose namespace the preprocessor renames.
#include "app/state/network/gradient_probe.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>
#include <vector>

#include "engine/core/parallel.h"
#include "engine/layers/activation.h"
#include "engine/model/activations.h"
#include "engine/model/spec_json.h"

namespace convscope::state::network {
namespace {

using engine::Activations;
using engine::ConstTensorView;
using engine::Index;
using engine::Layer;
using engine::Network;
using engine::Node;

static_assert(sizeof(engine::Scalar) == sizeof(double), "link convscope_engine_double");

// Every parameter gets its gradient, and the loss is the picture's alone.
engine::NetworkSpec bare(engine::NetworkSpec spec) {
  for (engine::LayerEntry& layer : spec.layers) {
    layer.frozen = false;
    layer.regularizer = {};
  }
  return spec;
}

/// -log softmax and its gradient. With the target's logit taken off all, neither loses digits where
/// the network is sure: L = log(1 + sum of exp(s_k - s_t) over the others).
struct Loss {
  double value = 0;
  std::vector<double> gradient;
};

Loss loss_of(std::span<const double> logits, std::size_t target) {
  double highest = 0;
  for (const double s : logits) highest = std::max(highest, s - logits[target]);
  double others = 0;
  Loss loss{.value = 0, .gradient = std::vector<double>(logits.size())};
  for (std::size_t k = 0; k < logits.size(); ++k) {
    loss.gradient[k] = std::exp(logits[k] - logits[target] - highest);
    if (k != target) others += loss.gradient[k];
  }
  const double own = std::exp(-highest);
  loss.value = highest > 0 ? highest + std::log(own + others) : std::log1p(others);
  for (double& p : loss.gradient) p /= own + others;
  loss.gradient[target] = -others / (own + others);
  return loss;
}

// For each unit of a node that has pieces, the one it is on: an activation's, or whose maximum.
void append_pieces(const Node& node, Index number, const Activations& pass,
                   std::vector<double>& pieces) {
  if (const auto* layer = dynamic_cast<const engine::Activation*>(node.layer.get())) {
    for (const double x : pass.output(node.inputs.front()).values()) {
      pieces.push_back(engine::activation_piece(layer->options(), x));
    }
    return;
  }
  const auto slots = node.layer->slots();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].name != "indices") continue;
    const ConstTensorView winners = pass.slots(number)[i];
    pieces.insert(pieces.end(), winners.values().begin(), winners.values().end());
  }
}

/// What a pass with one number moved comes to.
struct Moved {
  double loss = 0;
  std::vector<double> pieces;
};

}  // namespace

struct GradientProbe::Inside {
  Network network;
  std::vector<double> block;
  std::size_t target = 0;
  Activations pass;
  Loss loss;
  std::vector<double> gradient;  ///< by the parameters
  Activations d_pass;            ///< by every node's output, the picture included
  std::vector<double> here;      ///< pieces(pass)

  Inside(const std::string& spec, std::span<const float> numbers, std::span<const float> picture,
         std::int64_t wanted)
      : network(bare(engine::parse_spec(spec, "spec"))),
        block(numbers.begin(), numbers.end()),
        target(static_cast<std::size_t>(wanted)),
        pass(network, 1),
        gradient(static_cast<std::size_t>(network.parameter_count())),
        d_pass(network, 1) {
    const std::vector<double> image(picture.begin(), picture.end());
    engine::forward(network, block, {image.data(), network.input_shape().with_leading(1)}, pass);
    loss = loss_of(logits(pass), target);
    const engine::BackwardPass back{network, block, pass, d_pass, gradient};
    const auto shape = pass.output(network.logits_node()).shape();
    engine::backward(back, {loss.gradient.data(), shape});
    for (Index i = 0; i <= network.logits_node(); ++i) add_picture_gradient(i);
    here = pieces(pass);
  }

  std::span<const double> logits(const Activations& of) const {
    return of.output(network.logits_node()).values();
  }

  // Training needs no gradient by the picture, so `backward` leaves it out.
  void add_picture_gradient(Index number) {
    const Node& node = network.nodes()[static_cast<std::size_t>(number)];
    if (std::ranges::find(node.inputs, Node::kNetworkInput) == node.inputs.end()) return;
    std::vector<ConstTensorView> inputs;
    std::vector<engine::TensorView> d_inputs;
    for (const Index source : node.inputs) {
      inputs.push_back(std::as_const(pass).output(source));
      const bool picture = source == Node::kNetworkInput;
      d_inputs.push_back(picture ? d_pass.output(source) : engine::TensorView());
    }
    const auto parameters = network.parameters_of(number, std::span<const double>(block));
    const auto slots = std::as_const(pass).slots(number);
    const std::vector<engine::TensorView> none(parameters.size());
    std::vector<ConstTensorView> buffers;
    if (node.buffer_count > 0) {
      const auto after = static_cast<std::size_t>(network.parameter_count());
      buffers = network.buffers_of(number, std::span<const double>(block).subspan(after));
    }
    node.layer->backward({.inputs = inputs,
                          .parameters = parameters,
                          .output = std::as_const(pass).output(number),
                          .slots = slots,
                          .d_output = std::as_const(d_pass).output(number),
                          .d_inputs = d_inputs,
                          .d_parameters = none,
                          .buffers = buffers});
  }

  std::vector<double> pieces(const Activations& of) const {
    std::vector<double> result;
    for (Index i = 0; i <= network.logits_node(); ++i) {
      append_pieces(network.nodes()[static_cast<std::size_t>(i)], i, of, result);
    }
    return result;
  }

  double value_of(const LossVariable& variable) const {
    return variable.node == LossVariable::kParameter
               ? block[static_cast<std::size_t>(variable.index)]
               : pass.output(variable.node)[variable.index];
  }

  double derivative_by(const LossVariable& variable) const {
    return variable.node == LossVariable::kParameter
               ? gradient[static_cast<std::size_t>(variable.index)]
               : std::as_const(d_pass).output(variable.node)[variable.index];
  }

  Index node_of_parameter(Index index) const {
    const auto nodes = network.nodes();
    const auto node = std::ranges::find_if(nodes, [&](const Node& one) {
      return index >= one.parameter_offset && index < one.parameter_offset + one.parameter_count;
    });
    return static_cast<Index>(node - nodes.begin());
  }

  // The pass with the variable moved by `by`: what hangs on it is computed again.
  Moved moved(const LossVariable& variable, double by) const {
    Activations changed = pass;
    std::vector<double> numbers = block;
    Index first = variable.node + 1;
    if (variable.node == LossVariable::kParameter) {
      first = node_of_parameter(variable.index);
      numbers[static_cast<std::size_t>(variable.index)] += by;
    } else {
      changed.output(variable.node)[variable.index] += by;
    }
    for (Index i = first; i <= network.logits_node(); ++i) {
      engine::forward_node(network, i, numbers, changed, {}, {0, 1});
    }
    return {loss_of(logits(changed), target).value, pieces(changed)};
  }

  SlopeCheck judged(const LossVariable& variable, double h, const Moved& plus,
                    const Moved& minus) const {
    SlopeCheck check{.value = value_of(variable),
                     .analytic = derivative_by(variable),
                     .step = h,
                     .loss_plus = plus.loss,
                     .loss_minus = minus.loss,
                     .numeric = (plus.loss - minus.loss) / (2 * h),
                     .forwards = (plus.loss - loss.value) / h,
                     .backwards = (loss.value - minus.loss) / h};
    for (std::size_t i = 0; i < here.size(); ++i) {
      if (here[i] != plus.pieces[i] || here[i] != minus.pieces[i]) ++check.kinks;
    }
    double steepest = 0;
    for (const double slope : loss.gradient) steepest = std::max(steepest, std::abs(slope));
    check.verdict = judge(check, {.scale = steepest, .scale_share = 1e-8});
    return check;
  }
};

GradientProbe::GradientProbe(const std::string& spec, std::span<const float> block,
                             std::span<const float> picture, std::int64_t target)
    : inside_(std::make_unique<Inside>(spec, block, picture, target)) {}
GradientProbe::~GradientProbe() = default;

double GradientProbe::loss() const {
  return inside_->loss.value;
}

std::vector<SlopeCheck> GradientProbe::check(std::span<const LossVariable> variables,
                                             double step) const {
  std::vector<Moved> passes(2 * variables.size());
  const auto processors = static_cast<int>(std::thread::hardware_concurrency());
  engine::ThreadPool pool(std::clamp(processors, 1, static_cast<int>(passes.size())));
  pool.run(static_cast<Index>(passes.size()), [&](Index item, int) {
    const auto i = static_cast<std::size_t>(item);
    passes[i] = inside_->moved(variables[i / 2], i % 2 == 0 ? step : -step);
  });
  std::vector<SlopeCheck> checks;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    checks.push_back(inside_->judged(variables[i], step, passes[2 * i], passes[2 * i + 1]));
  }
  return checks;
}

}  // namespace convscope::state::network
