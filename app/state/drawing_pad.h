#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/tensor.h"

namespace convscope::state {

/// The pad's own units: a square of 280, ten to a pixel of MNIST's field.
inline constexpr float kPadSize = 280;

struct PadPoint {
  float x = 0;
  float y = 0;
  friend bool operator==(const PadPoint&, const PadPoint&) = default;
};

enum class PadTool { kPen, kEraser };

/// One movement of the pen or the eraser, round ends, `width` across.
struct Stroke {
  PadTool tool = PadTool::kPen;
  float width = 20;
  std::vector<PadPoint> points;  ///< at least one
  friend bool operator==(const Stroke&, const Stroke&) = default;
};

/// What is on the paper: a picture underneath (a test image, say) and strokes on top of it.
struct Drawing {
  std::optional<engine::Tensor> picture;  ///< (28, 28) in [0, 1], fills the pad
  std::string picture_name = {};          ///< "MNIST #3", the file's name; empty: not known
  std::vector<Stroke> strokes;
  friend bool operator==(const Drawing&, const Drawing&) = default;

  bool empty() const noexcept { return !picture && strokes.empty(); }
};

/// The drawing pad with its tools and its history. A value; every edit can be undone.
class DrawingPad {
 public:
  static constexpr float kLeastWidth = 6;
  static constexpr float kMostWidth = 48;

  const Drawing& drawing() const noexcept { return drawing_; }
  PadTool tool() const noexcept { return tool_; }
  float width() const noexcept { return width_; }
  bool can_undo() const noexcept { return !past_.empty(); }
  bool can_redo() const noexcept { return !future_.empty(); }
  /// Whether a stroke is being drawn.
  bool drawing_stroke() const noexcept { return open_; }

  void choose(PadTool tool) { tool_ = tool; }
  /// Clamped to [kLeastWidth, kMostWidth].
  void set_width(float width);
  /// Puts the tool down; points outside the pad are drawn as far as they reach into it.
  void begin_stroke(PadPoint at);
  /// Without an open stroke: nothing.
  void extend_stroke(PadPoint to);
  void end_stroke() { open_ = false; }
  /// Empty paper. Nothing when it is empty already.
  void clear();
  /// Puts a picture (28, 28) in place of everything.
  void load_picture(engine::Tensor picture, std::string name = {});
  /// Puts strokes in place of everything, without history: for scenes.
  void reset(Drawing drawing);
  void undo();
  void redo();

 private:
  void remember();

  Drawing drawing_;
  std::vector<Drawing> past_, future_;
  PadTool tool_ = PadTool::kPen;
  float width_ = 20;
  bool open_ = false;
};

/// Ink on the paper (280, 280) in [0, 1], anti-aliased: how much of each unit square is covered.
/// About a millisecond for a digit.
engine::Tensor rasterize(const Drawing& drawing);

/// What a network receives: (1, 28, 28) in [0, 1], the ink centred as MNIST is; an untouched
/// picture as it is.
engine::Tensor received_picture(const Drawing& drawing);

}  // namespace convscope::state
