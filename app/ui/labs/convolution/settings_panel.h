#pragma once

#include <algorithm>
#include <string>

#include "app/state/convolution/setup.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/widgets/controls.h"

/// The settings panel's parts, drawn from the top down.
namespace convscope::ui::convolution {

/// Where the next part goes.
struct Panel {
  LabFrame& frame;
  figure::Rect inner;
  float y;
  float pitch;  ///< of the rows
  float gap;    ///< between groups

  Ui& ui() const { return frame.ui; }
  bool roomy() const { return pitch > 30; }
  const state::ConvolutionSetup& setup() const { return frame.state.convolution.setup(); }
  void want(state::ConvolutionAction what) const {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(what)});
  }
  void head(const state::Phrase& text) {
    y += gap + 14;
    heading(frame.ui, {inner.x, y}, frame.ui.tr(text));
    y += 8;
  }
  // What is too wide gets the smallest type.
  void line(const std::string& text, figure::TextStyle style) {
    y += roomy() ? 22.0F : std::max(pitch - 5, 16.0F);
    if (ui().canvas().text_width(text, style) > inner.width) style.size = 12;
    ui().canvas().text({inner.x, y}, text, style);
  }
  // A term and its value behind it, or below where both do not stand in one line.
  void equation(const std::string& left, const std::string& value, figure::Color color) {
    figure::TextStyle mono{figure::Face::kMono, 14, ui().theme().text},
        bold{figure::Face::kMonoBold, 14, color};
    const auto width = [&] {
      return ui().canvas().text_width(left, mono) + ui().canvas().text_width(value, bold);
    };
    if (width() > inner.width) mono.size = bold.size = 12;
    line(left, mono);
    if (width() > inner.width) {
      line(value, bold);
    } else {
      ui().canvas().text({inner.x + ui().canvas().text_width(left, mono), y}, value, bold);
    }
  }
};

/// The dimensions and sizes of the input.
void draw_input_settings(Panel& panel);
/// Filters, kernel, stride, dilation, groups, padding, activation.
void draw_filter_settings(Panel& panel);
/// What is on or off.
void draw_checks(Panel& panel);

}  // namespace convscope::ui::convolution
