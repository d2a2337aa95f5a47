#include "app/state/convolution/input_gradient_words.h"

#include <algorithm>

#include "app/state/convolution/view.h"
#include "app/state/phrases/convolution_gradient.h"

namespace convscope::state {
namespace {

using engine::Index;

/// What stands around and between the numbers of g.
struct Zeros {
  bool between = false, around = false;
  bool full = true;  ///< a margin of dilation * (kernel - 1) on each side
};

void look_at(const EquationAxis& axis, Zeros& zeros) {
  const Index before = std::max<Index>(0, -axis.first);
  const Index numbers = (axis.numbers - 1) * axis.spacing + 1;
  const Index after = std::max<Index>(0, axis.first + axis.count - numbers);
  const Index full = axis.per_tap * (axis.taps - 1);
  zeros.between |= axis.spacing > 1 && axis.numbers > 1;
  zeros.around |= before > 0 || after > 0;
  zeros.full &= before >= full && after >= full;
}

}  // namespace

InputGradientWords input_gradient_words(const ConvolutionView& view, Language language) {
  const auto say = [&](const Phrase& phrase) { return std::string(phrase.in(language)); };
  const Equation& equation = view.equation();
  Zeros zeros;
  look_at(equation.y(), zeros);
  look_at(equation.x(), zeros);
  const bool flipped = view.state().setup().choices.flipped;
  const bool point = equation.taps() == 1;
  const Phrase& kind = zeros.full ? phrase::kIsFull : phrase::kFullLessPadding;
  InputGradientWords words;
  words.filters = say(flipped || point ? phrase::kPlainFilters : phrase::kTurnedTitle);
  if (zeros.between && zeros.around) {
    words.detail = say(phrase::kSpreadAndPadded);
  } else if (zeros.between || zeros.around) {
    words.detail = say(zeros.between ? phrase::kSpread : phrase::kPadded);
  }
  const std::string with = zeros.between && zeros.around ? say(phrase::kZerosBetweenAndMargin)
                           : zeros.between               ? say(phrase::kZerosBetween)
                           : zeros.around                ? say(phrase::kZerosAround)
                                                         : "";
  words.title = say(point ? phrase::kPointTitle : flipped ? phrase::kNotTurned : phrase::kTurned);
  words.explanation = say(point     ? phrase::kPointWords
                          : flipped ? phrase::kNotTurnedWords
                                    : phrase::kTurnedWords);
  words.explanation += with;
  words.patches = say(flipped || point ? phrase::kPatchesOfGWritten : phrase::kPatchesOfGTurned);
  words.patches += with + ". " + say(phrase::kIsConvolutionToo);
  if (!point) {
    words.explanation += ": " + say(kind);
    words.patches += ": " + say(kind);
  }
  words.explanation += ".";
  words.patches += ".";
  return words;
}

}  // namespace convscope::state
