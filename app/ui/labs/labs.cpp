#include <array>

#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/kernels/kernels_lab.h"
#include "app/ui/labs/lab.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/labs/training/training_lab.h"

namespace convscope::ui {

std::span<const Lab> labs() {
  static constexpr std::array kAll{
      Lab{state::LabId::kConvolution, 360, convolution::draw_settings, convolution::draw_stage,
          convolution::draw_card, convolution::draw_transport, convolution::draw_legend},
      Lab{state::LabId::kPooling, 360, pooling::draw_settings, pooling::draw_stage,
          pooling::draw_card, pooling::draw_transport, pooling::draw_legend},
      Lab{state::LabId::kKernels, 360, kernels::draw_settings, kernels::draw_stage,
          kernels::draw_card, kernels::draw_transport},
      Lab{state::LabId::kNetwork, 360, network::draw_settings, network::draw_stage,
          network::draw_card, network::draw_transport},
      Lab{state::LabId::kTraining, 420, draw_training_settings, draw_training_stage,
          draw_training_card, draw_training_transport},
  };
  return kAll;
}

}  // namespace convscope::ui
