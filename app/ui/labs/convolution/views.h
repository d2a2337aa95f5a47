#pragma once

#include "app/state/convolution/view.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/labs/lab.h"

/// The views of the lab that are not made of rows of numbers. Each draws in `area`, below the
/// switches, from the same state.
namespace convscope::ui::convolution {

/// Large planes without digits: the window on the first grid, its reach, and the target.
void draw_geometry(LabFrame& frame, const state::ConvolutionView& view, const figure::Rect& area);
/// The pass's plane as a matrix times a vector: the patches row by row (im2col), or the sparse
/// matrix of a dense layer that does the same. Backward the same matrices, transposed or times g.
void draw_matrix(Stage& stage, const figure::Rect& area);
/// Receptive fields through a stack of layers.
void draw_field(LabFrame& frame, const figure::Rect& area);
/// Parameters, operations and memory against dense layers; how many windows use each pixel.
void draw_counting(LabFrame& frame, const state::ConvolutionView& view, const figure::Rect& area);

}  // namespace convscope::ui::convolution
