#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/state/convolution/view.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// A quantity of the setup or of something it is compared with, written out.
struct CountRow {
  std::string name;
  std::string product;  ///< "(3*3*3 + 1)*2"
  engine::Index count = 0;
  bool ours = false;  ///< of the convolution that is shown
  bool starts_group = false;
};

/// Parameters, multiply-accumulates and bytes of the activations, of the convolution, the dense
/// layer with the same outputs, and one hidden layer on a photograph of 1000x1000x3.
std::vector<CountRow> count_rows(const ConvolutionView& view, Language language);

/// How many windows read each pixel of a channel, (H, W); a window that reads a pixel twice through
/// its padding counts once for each.
GridModel uses_grid(const ConvolutionView& view);
struct UsesRange {
  engine::Index corner = 0, most = 0;
};
UsesRange uses_range(const GridModel& uses);

/// The shapes and parameter counts of the lectures, each of them.
struct LectureCount {
  std::string_view id;  ///< of the lecture's example
  Phrase name;
  std::string_view product;
  std::string_view value;
};
std::span<const LectureCount> lecture_counts();

}  // namespace convscope::state
