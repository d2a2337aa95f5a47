#pragma once

#include <string>
#include <variant>
#include <vector>

namespace convscope::state {

// What `update` asks of the world outside, as data; the shell carries it out and answers with
// intents.
struct WriteClipboard {
  std::string text;
};
struct SwitchFullScreen {};
struct CaptureView {
  int scale = 1;
  std::string file_name;  ///< proposed: "convolution-conv-step14.png"
};
struct SaveSettings {};
struct CloseWindow {};

using Effect =
    std::variant<WriteClipboard, SwitchFullScreen, CaptureView, SaveSettings, CloseWindow>;
using Effects = std::vector<Effect>;

}  // namespace convscope::state
