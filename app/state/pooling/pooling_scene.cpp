#include "app/state/pooling/pooling_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/scene.h"
#include "app/state/json_text.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::JsonValue;
using engine::Tensor;

constexpr std::array<std::string_view, kPoolingSizes> kPoolingKeys{"height", "width",  "channels",
                                                                   "kernel", "stride", "padding"};
constexpr std::array<std::string_view, 3> kModeKeys{"max", "average", "l2"};
constexpr std::array<std::string_view, 4> kPageKeys{"numbers", "strided", "volumes", "exercise"};

// Which of some names a value is.
template <std::size_t N>
int read_name(const JsonValue& value, const std::array<std::string_view, N>& names) {
  const std::string name = value.text();
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<int>(i);
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  value.fail("one of " + known);
}

int read_pooling_example(const JsonValue& value) {
  const std::string key = value.text();
  std::string known;
  for (std::size_t i = 0; i < pooling_examples().size(); ++i) {
    if (pooling_examples()[i].key == key) return static_cast<int>(i);
    known += (i == 0 ? "" : ", ") + std::string(pooling_examples()[i].key);
  }
  value.fail("one of " + known);
}

void check_shape(const JsonValue& value, const engine::Shape& found, const engine::Shape& wanted) {
  if (found == wanted) return;
  value.fail("POOLING_SHAPE", "the shape " + found.to_string(), wanted.to_string());
}

void read_numbers(const JsonValue& fields, std::string_view key, Tensor& into) {
  const auto value = fields.find(key);
  if (!value) return;
  Tensor tensor = value->tensor(3, 3);
  check_shape(*value, tensor.shape(), into.shape());
  into = std::move(tensor);
}

void read_answers(const JsonValue& value, const engine::Shape& shape,
                  std::vector<std::optional<float>>& into) {
  check_shape(value, value.nested_shape(3, 3), shape);
  std::size_t i = 0;
  for (Index c = 0; c < shape[0]; ++c) {
    const JsonValue plane = value.item(c);
    if (plane.size() != shape[1]) plane.fail("as many rows as there are cells");
    for (Index y = 0; y < shape[1]; ++y) {
      const JsonValue row = plane.item(y);
      if (row.size() != shape[2]) row.fail("as many numbers as there are cells");
      for (Index x = 0; x < shape[2]; ++x, ++i) {
        const JsonValue answer = row.item(x);
        if (answer.is_null()) continue;
        const double number = answer.number();
        if (std::fabs(number) > 1e30) answer.fail("a number within the range of float32");
        into[i] = static_cast<float>(number);
      }
    }
  }
}

PoolingSetup read_pooling_setup(const JsonValue& fields) {
  const auto example = fields.find("example");
  PoolingSetup setup = pooling_example_setup(example ? read_pooling_example(*example) : 0);
  if (const auto mode = fields.find("mode")) {
    setup.mode = static_cast<PoolingMode>(read_name(*mode, kModeKeys));
  }
  for (std::size_t i = 0; i < kPoolingSizes; ++i) {
    const auto value = fields.find(kPoolingKeys[i]);
    if (!value) continue;
    const auto size = static_cast<PoolingSize>(i);
    const PoolingLimits limits = limits_of(size);
    setup = with_size(std::move(setup), size, value->index(limits.least, limits.most));
  }
  read_numbers(fields, "input", setup.input);
  read_numbers(fields, "upstream", setup.upstream);
  read_numbers(fields, "weight", setup.kernel);
  if (const auto answers = fields.find("answers")) {
    read_answers(*answers, setup.upstream.shape(), setup.answers);
  }
  if (const auto routes = fields.find("routes")) {
    read_answers(*routes, setup.input.shape(), setup.routes);
  }
  return setup;
}

void read_pooling_fields(const JsonValue& fields, PoolingState& state) {
  fields.allow_keys({"example", "mode", "height", "width", "channels", "kernel", "stride",
                     "padding", "input", "upstream", "weight", "answers", "routes",
                     "gradient_check", "checked", "backward", "hide_pending", "speed"});
  state.history = History<PoolingSetup>(read_pooling_setup(fields));
  state.result = compute_pooling(state.setup());
  const bool exercise =
      pooling_examples()[static_cast<std::size_t>(state.setup().example)].exercise;
  if (exercise) state.page = PoolingPage::kExercise;
  if (const auto on = fields.find("checked")) state.checked = on->boolean();
  if (const auto on = fields.find("gradient_check")) state.checking = on->boolean();
  if (const auto on = fields.find("backward")) state.backward = on->boolean();
  if (const auto on = fields.find("hide_pending")) state.hide_pending = on->boolean();
  if (const auto speed = fields.find("speed")) {
    state.stepper.speed = speed->number();
    if (!(state.stepper.speed >= 0.25 && state.stepper.speed <= 8)) {
      speed->fail("a number from 0.25 to 8");
    }
  }
}

std::string answers_text(const engine::Shape& shape,
                         const std::vector<std::optional<float>>& answers) {
  std::string text;
  for (Index i = 0; i < shape.count(); ++i) {
    const engine::Cell cell = shape.cell_at(i);
    const bool row = cell[2] == 0, plane = row && cell[1] == 0;
    if (i > 0) text += plane ? "]],[[" : row ? "],[" : ",";
    const auto& answer = answers[static_cast<std::size_t>(i)];
    text += answer ? engine::format_float(*answer) : "null";
  }
  return "[[[" + text + "]]]";
}

}  // namespace

void read_pooling_scene(const JsonValue& scene, PoolingState& state) {
  if (const auto fields = scene.find("state")) read_pooling_fields(*fields, state);
  if (const auto view = scene.find("view"); view && !view->is_null() && view->text() != "pooling") {
    state.page = static_cast<PoolingPage>(read_name(*view, kPageKeys));
  }
  if (const auto grain = scene.find("grain")) state.stepper.grain = read_grain(*grain);
  if (const auto step = scene.find("step")) {
    state.stepper.step = step->index(0, state.last_step());
  }
  const auto selection = scene.find("selection");
  if (!selection || selection->is_null()) return;
  const std::vector<Index> index = selection->indices(0, 1 << 20);
  const engine::Cell cell(index.size() == 3 ? std::span<const Index>(index)
                                            : std::span<const Index>());
  if (!state.result || cell.rank() != 3 || !state.result->cursor.output().contains(cell)) {
    selection->fail(
        "POOLING_CELL", selection->describe(),
        "an output [c,y,x] inside " + (state.result ? state.result->cursor.output().to_string()
                                                    : std::string("a pooling that has one")));
  }
  state.pinned = PoolingNumber{PoolingNumber::Kind::kOutput, cell};
}

std::string pooling_scene_text(const PoolingState& state) {
  const PoolingSetup& setup = state.setup();
  std::string text = fmt::format(R"({{"view":"{}","step":{},"grain":"{}")",
                                 kPageKeys[static_cast<std::size_t>(state.page)],
                                 state.stepper.step, grain_key(state.stepper.grain));
  if (state.pinned && state.pinned->kind == PoolingNumber::Kind::kOutput) {
    const engine::Cell& cell = state.pinned->index;
    text += fmt::format(R"(,"selection":[{},{},{}])", cell[0], cell[1], cell[2]);
  }
  text += fmt::format(R"(,"state":{{"example":"{}","mode":"{}")",
                      pooling_examples()[static_cast<std::size_t>(setup.example)].key,
                      kModeKeys[static_cast<std::size_t>(setup.mode)]);
  for (std::size_t i = 0; i < kPoolingSizes; ++i) {
    text += fmt::format(R"(,"{}":{})", kPoolingKeys[i], setup.sizes.values[i]);
  }
  text += ",\"input\":" + nested_text(setup.input) +
          ",\"upstream\":" + nested_text(setup.upstream) +
          ",\"weight\":" + nested_text(setup.kernel) +
          ",\"answers\":" + answers_text(setup.upstream.shape(), setup.answers);
  const auto filled = [](const auto& route) { return route.has_value(); };
  if (std::ranges::any_of(setup.routes, filled)) {
    text += ",\"routes\":" + answers_text(setup.input.shape(), setup.routes);
  }
  if (state.checking) text += ",\"gradient_check\":true";
  text += fmt::format(R"(,"checked":{},"backward":{},"hide_pending":{},"speed":{}}}}})",
                      state.checked, state.backward, state.hide_pending,
                      engine::format_float(static_cast<float>(state.stepper.speed)));
  return text;
}

}  // namespace convscope::state
