#pragma once

#include <string>
#include <string_view>

#include "app/ui/labs/lab.h"

namespace convscope::ui {

/// The settings of a lab, drawn from the top down; what does not fit in a low window is reached
/// with the wheel.
class SettingsPanel {
 public:
  /// `id` begins the names of what the panel remembers and of its items.
  SettingsPanel(LabFrame& frame, const figure::Rect& rect, std::string id);
  /// Notes how high the panel was; call it last.
  void finish();

  LabFrame& frame() const { return frame_; }
  Ui& ui() const { return frame_.ui; }
  bool roomy() const { return pitch_ > 30; }
  /// Of a row of settings.
  float pitch() const { return pitch_; }
  float width() const { return inner_.width; }
  float y() const { return y_; }
  void skip(float height) { y_ += height; }
  /// The next row, taken off: as wide as the panel.
  figure::Rect take(float height);

  void head(const state::Phrase& text);
  /// A rule, and a title below it.
  void section(const state::Phrase& text);
  /// What is too wide gets the smallest type.
  void line(const std::string& text, figure::TextStyle style);
  /// A term and its value behind it, or below where both do not stand in one line.
  void equation(const std::string& left, const std::string& value, figure::Color color);
  /// Small and dim. In a low window `lines` lines stand for what is longer, and a click opens it.
  void note(const std::string& text, int lines = 2);

 private:
  LabFrame& frame_;
  figure::Rect rect_;
  figure::Rect inner_;
  std::string id_;
  float pitch_;
  float gap_;
  float offset_ = 0;
  float y_ = 0;
};

}  // namespace convscope::ui
