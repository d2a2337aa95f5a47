#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/state/network/pass.h"
#include "app/state/phrase.h"
#include "engine/layers/window.h"

namespace convscope::state::network {

enum class ColumnKind {
  kMaps,     ///< feature maps (C, H, W)
  kUnits,    ///< a vector (n), or maps of a single pixel (n, 1, 1)
  kClasses,  ///< the last vector and its softmax
};

/// A layer as the lab shows it: what computes and, where one follows, its activation, as one
/// column.
struct Column {
  ColumnKind kind = ColumnKind::kMaps;
  engine::Index compute = 0;  ///< node of the convolution, pooling or dense layer
  engine::Index output = 0;   ///< node whose numbers are shown: the activation's, or the same
  engine::Index source = engine::Node::kNetworkInput;  ///< node whose numbers `compute` reads
  engine::Shape shape;                                 ///< of the output
  bool is_signed = true;                               ///< false where no number can be below 0

  engine::Index maps() const { return shape[0]; }
  engine::Index height() const { return shape.rank() == 3 ? shape[1] : 1; }
  engine::Index width() const { return shape.rank() == 3 ? shape[2] : 1; }
  /// The cell (map, y, x) as this column's tensor has it: (map) in a vector.
  engine::Cell cell(engine::Index map, engine::Index y, engine::Index x) const {
    return shape.rank() == 3 ? engine::Cell{map, y, x} : engine::Cell{map};
  }
  engine::Index plane() const { return height() * width(); }
  friend bool operator==(const Column&, const Column&) = default;
};

/// The chain of columns from the picture to the classes. Flattening and a final softmax get none.
std::vector<Column> columns_of(const engine::Network& network);

/// Whether the column's layer is a convolution, so that its maps have filters.
bool has_filters(const engine::Network& network, const Column& column);
/// The window of the column's convolution or pooling; null for any other layer.
const engine::Window2d* window_of(const engine::Network& network, const Column& column);

/// "conv1 + ReLU", "max pool", "dense", "softmax"
std::string column_title(const engine::Network& network, const Column& column, Language language);
/// "conv1 + ReLU", "pool1", "dense2 + ReLU": by the layer's own name.
std::string column_name(const engine::Network& network, const Column& column);
/// "6 @ 28x28", "120", "10 classes"
std::string column_shape(const Column& column, Language language);
/// The column's numbers in formulas: "a1" behind the first convolution, "p1" behind the first
/// pooling, "d1" behind the first dense layer; the picture is "x".
std::string column_symbol(const engine::Network& network, const std::vector<Column>& columns,
                          int column);

/// The largest magnitude in the column, shared by all its maps; 1 where all are zero, and at least
/// 1 for an empty picture.
float column_limit(const Pass& pass, const Column& column);
/// One map of the column, row-major.
std::span<const float> map_values(const Pass& pass, const Column& column, engine::Index map);

}  // namespace convscope::state::network
