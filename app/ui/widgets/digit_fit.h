#pragma once

#include "app/ui/widgets/grid.h"

namespace convscope::ui {

struct NumberWidth {
  float with_sign = 0;
  float digits = 0;  ///< without the minus sign
};

/// Of the widest number of a tensor, in JetBrains Mono bold.
NumberWidth widest_number(const figure::Canvas& canvas, const state::GridScale& scale, float size,
                          int decimals);

}  // namespace convscope::ui
