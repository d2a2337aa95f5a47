#include "app/state/network/scene.h"

#include <limits>
#include <utility>

#include "app/state/network/gradient_check.h"
#include "app/state/network/update_network.h"
#include "engine/io/json_reader.h"
#include "engine/model/presets.h"

namespace convscope::state::network {
namespace {

using engine::Index;
using engine::JsonValue;

constexpr Index kMost = std::numeric_limits<std::int32_t>::max();

Stroke read_stroke(const JsonValue& value) {
  value.allow_keys({"tool", "width", "points"});
  Stroke stroke;
  if (const auto tool = value.find("tool")) {
    const std::string name = tool->text();
    if (name != "pen" && name != "eraser") tool->fail("pen or eraser");
    stroke.tool = name == "pen" ? PadTool::kPen : PadTool::kEraser;
  }
  if (const auto width = value.find("width")) {
    const double number = width->number();
    if (number < DrawingPad::kLeastWidth || number > DrawingPad::kMostWidth) {
      width->fail("a number from 6 to 48");
    }
    stroke.width = static_cast<float>(number);
  }
  const JsonValue points = value.at("points");
  for (Index i = 0; i < points.size(); ++i) {
    const JsonValue point = points.item(i);
    if (point.size() != 2) point.fail("[x, y]");
    stroke.points.push_back(
        {static_cast<float>(point.item(0).number()), static_cast<float>(point.item(1).number())});
  }
  if (stroke.points.empty()) points.fail("at least one point");
  return stroke;
}

void read_state(const JsonValue& value, NetworkState& lab) {
  value.allow_keys(
      {"model", "weights", "seed", "test_image", "picture", "strokes", "gradient_check"});
  if (const auto seed = value.find("seed")) {
    lab.seed = static_cast<std::uint64_t>(seed->index(0, kMost));
  }
  if (const auto test = value.find("test_image")) lab.test.index = test->index(0, 9999);
  if (const auto checking = value.find("gradient_check")) lab.checking = checking->boolean();
  std::string preset = "lenet";
  if (const auto model = value.find("model")) {
    preset = model->text();
    if (!engine::find_preset(preset)) model->fail("the name of a preset");
  }
  const bool from_file = lab.choice == WeightsChoice::kFile;
  bool random = !from_file && (!lab.trained || preset != "lenet");
  if (const auto weights = value.find("weights")) {
    const std::string name = weights->text();
    if (name != "trained" && name != "random") weights->fail("trained or random");
    random |= name == "random";
  }
  if (random) use_weights(lab, random_weights(preset, lab.seed), WeightsChoice::kRandom);
  read_drawing(value, lab);
}

void read_selection(const JsonValue& value, NetworkState& lab) {
  if (value.is_null()) return;
  const Index size = value.size();
  if (size != 2 && size != 4) value.fail("[column, map] or [column, map, y, x]");
  const auto columns = static_cast<Index>(lab.columns.size());
  const auto column = static_cast<int>(value.item(0).index(0, columns - 1));
  lab.selected = MapRef{column, value.item(1).index(0, lab.column(column).maps() - 1)};
  lab.cell_y = lab.column(column).height() / 2;
  lab.cell_x = lab.column(column).width() / 2;
  if (size == 2) return;
  lab.cell_y = value.item(2).index(0, lab.column(column).height() - 1);
  lab.cell_x = value.item(3).index(0, lab.column(column).width() - 1);
}

Grain read_view(const JsonValue& value) {
  const std::string name = value.text();
  if (name == "network") return Grain::kLayer;
  if (name == "map") return Grain::kChannel;
  if (name == "cell") return Grain::kTerm;
  value.fail("network, map, cell, maps:LAYER or filters:LAYER");
}

// "maps:conv1", "filters:conv2"; none for another view.
std::optional<SheetRef> read_sheet(const JsonValue& value, const NetworkState& lab) {
  const std::string name = value.text();
  const auto colon = name.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const bool filters = name.substr(0, colon) == "filters";
  if (!filters && name.substr(0, colon) != "maps") value.fail("maps:LAYER or filters:LAYER");
  const engine::Network& network = *lab.weights.network;
  for (int k = 0; k < static_cast<int>(lab.columns.size()); ++k) {
    const auto& column = lab.column(k);
    const auto& node = network.nodes()[static_cast<std::size_t>(column.compute)];
    if (node.name != name.substr(colon + 1)) continue;
    if (filters && !has_filters(network, column)) value.fail("a layer that has filters");
    return SheetRef{k, filters};
  }
  value.fail("the name of a layer of " + network.spec().name);
}

Grain read_grain(const JsonValue& value) {
  const std::string name = value.text();
  if (name == "layer") return Grain::kLayer;
  if (name == "channel") return Grain::kChannel;
  if (name == "cell") return Grain::kCell;
  if (name == "term") return Grain::kTerm;
  value.fail("term, cell, channel or layer");
}

}  // namespace

void read_drawing(const JsonValue& fields, NetworkState& lab) {
  Drawing drawing;
  if (const auto picture = fields.find("picture")) {
    drawing.picture = picture->tensor(2, 2);
    if (!(drawing.picture->shape() == engine::Shape{28, 28})) picture->fail("28 x 28 numbers");
  }
  if (const auto strokes = fields.find("strokes")) {
    for (Index i = 0; i < strokes->size(); ++i) {
      drawing.strokes.push_back(read_stroke(strokes->item(i)));
    }
  }
  lab.pad.reset(std::move(drawing));
  refresh(lab);
}

void read_network_scene(const JsonValue& scene, NetworkState& lab) {
  if (const auto value = scene.find("state")) read_state(*value, lab);
  if (const auto selection = scene.find("selection")) read_selection(*selection, lab);
  Grain grain = Grain::kLayer;
  if (const auto view = scene.find("view")) {
    lab.sheet = read_sheet(*view, lab);
    if (!lab.sheet) grain = read_view(*view);
  }
  if (const auto value = scene.find("grain")) grain = read_grain(*value);
  if (grain != Grain::kLayer) zoom_to(lab, grain);
  if (const auto step = scene.find("step")) lab.step = step->index(0, last_step(lab));
  refresh(lab);
  refresh_check(lab);
}

}  // namespace convscope::state::network
