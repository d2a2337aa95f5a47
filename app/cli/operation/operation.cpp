#include "app/cli/operation/operation.h"

#include <array>
#include <utility>

#include "app/cli/operation/layer_operation.h"
#include "app/cli/operation/loss_operation.h"
#include "app/cli/operation/optimizer_operation.h"
#include "engine/core/error.h"

namespace convscope::cli {
namespace {

using Maker = std::unique_ptr<Operation> (*)(const OperationCase&);

constexpr std::array<std::pair<std::string_view, Maker>, 9> kMakers{{
    {"conv2d", make_conv2d},
    {"linear", make_linear},
    {"maxpool2d", make_maxpool2d},
    {"avgpool2d", make_avgpool2d},
    {"softmax", make_softmax},
    {"softmax_cross_entropy", make_softmax_cross_entropy},
    {"activation", make_activation},
    {"optimizer", make_optimizer},
    {"optimizer_function", make_optimizer_function},
}};

}  // namespace

std::unique_ptr<Operation> make_operation(const OperationCase& sample) {
  std::string known;
  for (const auto& [name, make] : kMakers) {
    if (name != sample.op) {
      known += (known.empty() ? "" : ", ") + std::string(name);
      continue;
    }
    try {
      return make(sample);
    } catch (const engine::Error& error) {
      // The engine does not know files: what it refuses was asked for by this case.
      if (!error.detail().file.empty()) throw;
      const std::string gap = error.detail().place.empty() ? "" : "/";
      throw error.at(sample.value.pointer() + "/attrs" + gap).in_file(sample.value.file());
    }
  }
  const engine::JsonValue op = sample.value.at("op");
  op.fail("OP_UNKNOWN", "the operation \"" + sample.op + "\"", "one of " + known);
}

}  // namespace convscope::cli
