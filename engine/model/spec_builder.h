#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/model/spec.h"

namespace convscope::engine {

/// Writes a spec layer by layer. Each layer reads the one before unless it is told otherwise, and
/// has the default name of its type and number ("conv1") unless it is given one.
class SpecBuilder {
 public:
  SpecBuilder(std::string name, const Shape& input) {
    spec_.name = std::move(name);
    spec_.input = input;
  }

  SpecBuilder& add(LayerSpec layer, std::string name = "", std::vector<std::string> inputs = {});
  /// What the next layer reads by default.
  std::string last() const;
  /// Makes it another one.
  SpecBuilder& from(std::string name);

  /// Square windows with the same padding on every side.
  struct Window {
    Index kernel = 3;
    Index stride = 1;
    Index padding = 0;
  };
  SpecBuilder& conv(Index filters, const Window& window, std::string name = "");
  SpecBuilder& max_pool(const Window& window, std::string name = "", bool ceil_mode = false);
  SpecBuilder& average_pool(const Window& window, std::string name = "");
  SpecBuilder& dense(Index units, std::string name = "");
  SpecBuilder& activation(ActivationFunction function, std::string name = "");
  SpecBuilder& relu(std::string name = "");
  SpecBuilder& flatten() { return add(FlattenSpec{}, "flatten"); }
  SpecBuilder& softmax() { return add(SoftmaxSpec{}, "softmax"); }
  SpecBuilder& dropout(double rate) { return add(DropoutSpec{rate}); }

  NetworkSpec build() { return std::move(spec_); }

 private:
  NetworkSpec spec_;
  std::string from_;  // empty: the last layer
};

WindowOptions square_window(const SpecBuilder::Window& window);

}  // namespace convscope::engine
