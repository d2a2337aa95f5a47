#pragma once

#include <string>
#include <vector>

#include "app/state/network/network_intent.h"
#include "app/ui/labs/lab.h"
#include "app/ui/widgets/grid.h"

/// What the panels of the Network lab share.
namespace convscope::ui::network {

using state::network::NetworkState;

/// Adds an intent of this lab.
template <typename What>
void want(LabFrame& frame, What what) {
  frame.intents.emplace_back(state::NetworkIntent{std::move(what)});
}

/// A picture of numbers, `height` equal rows of them.
void draw_map(LabFrame& frame, const figure::Rect& rect, std::span<const float> values,
              engine::Index height, float limit, bool is_signed);
void draw_plane(LabFrame& frame, const figure::Rect& rect, const engine::Tensor& plane, float limit,
                bool is_signed);

/// "0 [bar] 2.5", or "-3.6 [bar] +3.6": the map's colours and its range, `width` in all.
void draw_scale_bar(LabFrame& frame, figure::Point baseline, float width, float limit,
                    bool is_signed, float size = 12);
/// What a figure is drawn with, without a window around it.
struct Ink {
  figure::Canvas& canvas;
  const state::Theme& theme;
  state::Language language;
};
void draw_scale_bar(const Ink& ink, figure::Point baseline, float width, float limit,
                    bool is_signed, float size = 12);
/// The same upright, for pictures at the side.
void draw_upright_scale(LabFrame& frame, const figure::Rect& rect, float limit);

/// Digits for cells of this size, or none where so few would fit that they said nothing.
DigitStyle useful_digits(const figure::Canvas& canvas, float width, float height,
                         const state::GridScale& scale, bool large = false);

/// How many decimals numbers of this size get.
int decimals_of(double limit);

/// The kernels (kh, kw) of each column that shows its filters: of maps that read one column of
/// maps below each other; rank 0 elsewhere.
std::vector<engine::Shape> kernel_shapes(const NetworkState& lab);
/// One slice of a filter: weight[f, c], (kh, kw).
engine::ConstTensorView kernel_of(const NetworkState& lab, int column, engine::Index filter,
                                  engine::Index channel);
/// The largest magnitude among all weights of a column's layer.
float weight_limit(const NetworkState& lab, int column);
/// The column that `column` reads, -1: the picture.
int source_column(const NetworkState& lab, int column);
/// Numbers of the source: the picture's or a column's limit, and whether they have a sign.
float source_limit(const NetworkState& lab, int column);
bool source_signed(const NetworkState& lab, int column);

// The panels, one file each.
void draw_settings(LabFrame& frame, const figure::Rect& rect);
void draw_stage(LabFrame& frame, const figure::Rect& rect);
void draw_card(LabFrame& frame, const figure::Rect& rect);
void draw_transport(LabFrame& frame, const figure::Rect& rect);

/// Which weights are in use and where others come from; returns the height.
float draw_weights(LabFrame& frame, const figure::Rect& area);

/// The card of one map: the sum over its input maps.
void draw_map_card(LabFrame& frame, const figure::Rect& rect, const state::network::MapRef& ref);

/// Where on the stage a map, unit or class stands at the level of the network.
figure::Rect network_place(const LabFrame& frame, const state::network::MapRef& ref,
                           const figure::Rect& stage);
/// Where on the stage the open map's result stands at the level of the map.
figure::Rect open_map_place(LabFrame& frame, const figure::Rect& stage);

/// A moment on the way between two levels, 0.25 s long; false when there is none to be drawn.
bool draw_zoom(LabFrame& frame, const figure::Rect& stage);

// The levels of the zoom.
void draw_network(LabFrame& frame, const figure::Rect& stage);
void draw_open_map(LabFrame& frame, const figure::Rect& stage);
void draw_open_cell(LabFrame& frame, const figure::Rect& stage);
/// Where one is, as words to click on.
void draw_path(LabFrame& frame, const figure::Rect& row);
/// Which step of how many: "term 40 of 152".
std::string step_words(const LabFrame& frame);
/// A map in words, the same everywhere: "conv2 + ReLU, map 12".
std::string map_words(const Ui& ui, const NetworkState& lab, const state::network::MapRef& ref);
/// The bars of the classes in the last column.
void draw_classes(LabFrame& frame, const std::vector<figure::Rect>& rows, int column, float unit);

}  // namespace convscope::ui::network
