#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/state/settings_file.h"
#include "app/ui/input_queue.h"

struct GLFWwindow;

namespace convscope::shell {

using state::WindowPlace;

/// The GLFW window with an OpenGL 3.3 core context, current on this thread, and what its user did
/// since the last frame.
class Window {
 public:
  /// Throws engine::Error{kNoDisplay, NO_DISPLAY} or {kNoOpenGl}. A place that is on no screen any
  /// more is brought back to the first one.
  Window(const std::string& title, const WindowPlace& place);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  GLFWwindow* handle() const noexcept { return window_; }
  bool should_close() const;
  void close();
  /// Waits at most `seconds` (0: not at all) and handles events; whether there were any.
  bool wait(double seconds);
  /// From any thread: ends a `wait`.
  static void wake();
  void swap();
  void toggle_full_screen();

  float content_scale() const;
  int framebuffer_width() const;
  int framebuffer_height() const;
  bool minimised() const;
  WindowPlace place() const;
  void set_clipboard(const std::string& text);

  /// What keyboard and mouse did.
  ui::InputQueue& input() noexcept;
  std::vector<std::string> take_dropped_files();

 private:
  struct Events;
  void listen();
  GLFWwindow* window_ = nullptr;
  std::unique_ptr<Events> events_;
  WindowPlace windowed_;
};

}  // namespace convscope::shell
