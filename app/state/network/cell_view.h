#pragma once

#include <string>
#include <vector>

#include "app/state/grid_model.h"
#include "app/state/network/cell_digits.h"
#include "app/state/network/contributions.h"
#include "app/state/network/network_state.h"
#include "app/state/number_card.h"

namespace convscope::state::network {

/// The terms that belong to one input map (or to the whole vector): three planes of the same size.
struct CellGroup {
  std::string name;  ///< "p1[3]"
  GridModel x;
  GridModel w;  ///< no cells where the layer has no weights
  GridModel product;
  double sum = 0;         ///< of the products that are computed
  bool complete = false;  ///< all of them are
  bool started = false;
};

/// One number taken apart into its single products, up to a step.
struct CellView {
  CellParts parts;
  CellDigits digits;
  std::vector<CellGroup> groups;
  long long step = 0;  ///< terms that are computed; then the bias; then the activation
  engine::Index terms = 0;
  bool has_weights = false;
  bool takes_largest = false;  ///< max pooling
  bool sum_known = false;      ///< all terms and the bias are in
  bool result_known = false;
  double partial = 0;  ///< the sum so far
};

/// The open cell of the selected map at the current step. There must be a pass and a selection.
CellView cell_view(const NetworkState& lab);

/// The group that is written large where not all can be: the chosen one, that of the step, or,
/// once all is summed up, the one that adds the most. `view` must have groups.
engine::Index channel_at_large(const NetworkState& lab, const CellView& view);

/// The number card of a cell of a column; with `step` terms computed.
NumberCard cell_card(const NetworkState& lab, const MapRef& ref, const engine::Cell& cell,
                     long long step, Language language);

/// "conv2 + ReLU, map 12, row 3, column 4"
std::string cell_words(const NetworkState& lab, const MapRef& ref, const engine::Cell& cell,
                       Language language);

/// An open map at the current step: what is summed up so far, and how many cells are computed.
struct MapView {
  MapParts parts;
  engine::Index channels = 0;  ///< contributions that are in the sum
  engine::Tensor sum;          ///< (oh, ow) of those, and of the bias once it is in
  bool sum_started = false;
  bool has_result = true;
  engine::Index cells = 0;  ///< of the result, row-major, that are computed
  engine::Index active_channel = -1;
  engine::Index active_cell = -1;
};
MapView map_view(const NetworkState& lab);

/// Copies of a map's derivation, numbers with the point.
std::string map_text(const NetworkState& lab, const MapRef& ref);
std::string map_csv(const NetworkState& lab, const MapRef& ref);
std::string map_latex(const NetworkState& lab, const MapRef& ref);
std::string map_numpy(const NetworkState& lab, const MapRef& ref);

}  // namespace convscope::state::network
