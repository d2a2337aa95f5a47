#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/cli/operation/operation.h"
#include "engine/layers/layer.h"

namespace convscope::cli {

/// A case whose operation is one layer: computed naively, forward and backward.
class LayerOperation : public Operation {
 public:
  struct Parts {
    std::shared_ptr<const engine::Layer> layer;
    engine::Tensor x;
    std::vector<engine::Tensor> parameters;
    std::optional<engine::Tensor> grad_output;
    bool linear = false;  ///< in x and in the parameters: the terms' magnitudes follow from |.|
  };

  explicit LayerOperation(Parts parts);

  std::vector<NamedTensor> outputs() const override;
  std::vector<NamedTensor> magnitudes() const override;
  engine::Explanation explain(const std::string& name, const engine::Cell& cell) const override;
  double numeric_gradient(const std::string& name, const engine::Cell& cell,
                          double analytic) const override;

 protected:
  const Parts& parts() const { return parts_; }
  const engine::Tensor& out() const { return out_; }
  const std::vector<engine::Tensor>& slots() const { return slots_; }
  /// What stands between `out` and the gradients: indices, log_out, derivative.
  virtual void add_outputs(std::vector<NamedTensor>&) const {}

 private:
  std::vector<engine::ConstTensorView> parameter_views() const;
  void forward();
  engine::Explanation explain_out(const engine::Cell& cell) const;
  std::vector<engine::Tensor> gradients() const;

  Parts parts_;
  engine::Tensor out_;
  std::vector<engine::Tensor> slots_;
};

std::unique_ptr<Operation> make_conv2d(const OperationCase& sample);
std::unique_ptr<Operation> make_conv1d(const OperationCase& sample);
std::unique_ptr<Operation> make_conv_transpose2d(const OperationCase& sample);
std::unique_ptr<Operation> make_linear(const OperationCase& sample);
std::unique_ptr<Operation> make_maxpool2d(const OperationCase& sample);
std::unique_ptr<Operation> make_avgpool2d(const OperationCase& sample);
std::unique_ptr<Operation> make_l2pool2d(const OperationCase& sample);
std::unique_ptr<Operation> make_softmax(const OperationCase& sample);
std::unique_ptr<Operation> make_activation(const OperationCase& sample);

}  // namespace convscope::cli
