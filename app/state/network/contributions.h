#pragma once

#include <vector>

#include "app/state/network/columns.h"
#include "engine/layers/explanation.h"

namespace convscope::state::network {

/// What one input map adds to a feature map.
struct Contribution {
  engine::Index channel = 0;  ///< of the input
  engine::Tensor products;    ///< (oh, ow): w[f,c] * p[c], without the bias
  engine::Tensor kernel;      ///< (kh, kw); empty for pooling
  double mean = 0;            ///< of the products
  double magnitude = 0;       ///< sum of |products|
};

/// A feature map taken apart: z = bias + sum of the contributions, a = activation(z).
struct MapParts {
  std::vector<Contribution> contributions;
  engine::Tensor z;  ///< (oh, ow), what the layer computed before the activation
  engine::Tensor a;  ///< (oh, ow)
  double bias = 0;
  bool has_bias = false;
  double mean_z = 0;
  double mean_a = 0;
  float products_limit = 1;  ///< largest magnitude among all products and z
};

/// Takes map `map` of a column of feature maps apart. A pooling layer has one contribution without
/// a kernel. Costs as much as computing the map once.
MapParts map_parts(const Pass& pass, const Column& column, engine::Index map);

/// One number of a column explained: the layer's derivation and, where an activation follows, that
/// of the activation. `cell` is (c, y, x) or (unit).
struct CellParts {
  engine::Explanation compute;
  bool has_activation = false;
  engine::Explanation activation;
  double result = 0;  ///< what the column shows
};

CellParts explain_cell(const Pass& pass, const Column& column, const engine::Cell& cell);

}  // namespace convscope::state::network
