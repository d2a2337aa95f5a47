#include "app/shell/window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "app/render/offscreen.h"
#include "engine/core/error.h"

namespace convscope::shell {
namespace {

using engine::Error;
using engine::ErrorKind;
using ui::Key;

void report_glfw(int code, const char* text) {
  std::fprintf(stderr, "warning[GLFW]: %d: %s\n", code, text);
}

const std::map<int, Key>& special_keys() {
  static const std::map<int, Key> kKeys{{GLFW_KEY_SPACE, Key::kSpace},
                                        {GLFW_KEY_LEFT, Key::kLeft},
                                        {GLFW_KEY_RIGHT, Key::kRight},
                                        {GLFW_KEY_UP, Key::kUp},
                                        {GLFW_KEY_DOWN, Key::kDown},
                                        {GLFW_KEY_HOME, Key::kHome},
                                        {GLFW_KEY_END, Key::kEnd},
                                        {GLFW_KEY_PAGE_UP, Key::kPageUp},
                                        {GLFW_KEY_PAGE_DOWN, Key::kPageDown},
                                        {GLFW_KEY_ENTER, Key::kEnter},
                                        {GLFW_KEY_KP_ENTER, Key::kEnter},
                                        {GLFW_KEY_ESCAPE, Key::kEscape},
                                        {GLFW_KEY_TAB, Key::kTab},
                                        {GLFW_KEY_BACKSPACE, Key::kBackspace},
                                        {GLFW_KEY_DELETE, Key::kDelete},
                                        {GLFW_KEY_F1, Key::kF1},
                                        {GLFW_KEY_F5, Key::kF5},
                                        {GLFW_KEY_F11, Key::kF11}};
  return kKeys;
}

// The sign on the key in the user's layout; digits and + - of the number pad as themselves.
char32_t key_sign(int key, int scancode) {
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9)
    return U'0' + static_cast<char32_t>(key - GLFW_KEY_KP_0);
  if (key == GLFW_KEY_KP_ADD) return U'+';
  if (key == GLFW_KEY_KP_SUBTRACT) return U'-';
  // Digits in the upper row are reached by position: some layouts bear them only with Shift.
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9) return U'0' + static_cast<char32_t>(key - GLFW_KEY_0);
  const char* name = glfwGetKeyName(key, scancode);
  if (name == nullptr || name[0] == '\0' || name[1] != '\0') return 0;
  const char sign = name[0];
  return static_cast<char32_t>(sign >= 'A' && sign <= 'Z' ? sign - 'A' + 'a' : sign);
}

ui::InputQueue::Held held_by(int key) {
  using enum ui::InputQueue::Held;
  switch (key) {
    case GLFW_KEY_LEFT_CONTROL:
    case GLFW_KEY_RIGHT_CONTROL:
      return kCtrl;
    case GLFW_KEY_LEFT_SHIFT:
    case GLFW_KEY_RIGHT_SHIFT:
      return kShift;
    case GLFW_KEY_LEFT_ALT:
    case GLFW_KEY_RIGHT_ALT:
      return kAlt;
    case GLFW_KEY_LEFT_SUPER:
    case GLFW_KEY_RIGHT_SUPER:
      return kSuper;
    default:
      return kNothing;
  }
}

WindowPlace work_area(GLFWmonitor* monitor) {
  WindowPlace area;
  glfwGetMonitorWorkarea(monitor, &area.x, &area.y, &area.width, &area.height);
  return area;
}

bool shows_head(const WindowPlace& area, const WindowPlace& place) {
  constexpr int kHead = 40;
  const int middle = place.x + place.width / 2;
  return middle > area.x && middle < area.x + area.width && place.y >= area.y &&
         place.y < area.y + area.height - kHead;
}

// The place on the screen that has its head, no larger than that screen; where none has, anywhere
// (-1) on the first. A projector is often smaller than the screen a window was left on.
WindowPlace fitted(WindowPlace place) {
  int count = 0;
  GLFWmonitor** monitors = glfwGetMonitors(&count);
  if (count == 0) return place;
  WindowPlace area = work_area(monitors[0]);
  bool shown = false;
  for (int i = 0; i < count && !shown && place.x >= 0; ++i) {
    shown = shows_head(work_area(monitors[i]), place);
    if (shown) area = work_area(monitors[i]);
  }
  if (area.width > 0) place.width = std::min(place.width, area.width);
  if (area.height > 0) place.height = std::min(place.height, area.height);
  if (!shown) return {-1, -1, place.width, place.height};
  place.x = std::clamp(place.x, area.x, area.x + area.width - place.width);
  place.y = std::clamp(place.y, area.y, area.y + area.height - place.height);
  return place;
}

}  // namespace

struct Window::Events {
  ui::InputQueue input;
  std::vector<std::string> dropped;
  bool any = false;

  static Events& of(GLFWwindow* window) {
    auto& events = *static_cast<Events*>(glfwGetWindowUserPointer(window));
    events.any = true;
    return events;
  }
};

Window::Window(const std::string& title, const WindowPlace& place)
    : events_(std::make_unique<Events>()) {
  // Without a display glfwInit fails by itself; that is our error line, not GLFW's.
  glfwSetErrorCallback(nullptr);
  if (glfwInit() == GLFW_FALSE) {
    throw Error(ErrorKind::kNoDisplay, "NO_DISPLAY",
                {.found = "no display",
                 .expected = "a desktop; without one: convscope render SCENE -o PICTURE.png"});
  }
  glfwSetErrorCallback(report_glfw);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  windowed_ = fitted(place);
  window_ = glfwCreateWindow(windowed_.width, windowed_.height, title.c_str(), nullptr, nullptr);
  if (window_ == nullptr) {
    const char* reason = nullptr;
    glfwGetError(&reason);
    glfwTerminate();
    throw Error(
        ErrorKind::kNoOpenGl, "OPENGL_VERSION",
        {.found = reason ? reason : "no OpenGL 3.3 core context", .expected = "OpenGL 3.3 core"});
  }
  if (windowed_.x >= 0) glfwSetWindowPos(window_, windowed_.x, windowed_.y);
  glfwSetWindowSizeLimits(window_, 320, 240, GLFW_DONT_CARE, GLFW_DONT_CARE);
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  render::load_opengl(glfwGetProcAddress);
  listen();
  glfwShowWindow(window_);
}

// Callbacks only note what happened; the frame asks for it. ImGui's own callbacks are not used:
// they show it a state, in which a key that went down and up between two frames was never down.
void Window::listen() {
  glfwSetWindowUserPointer(window_, events_.get());
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    const bool ctrl = (mods & GLFW_MOD_CONTROL) != 0, shift = (mods & GLFW_MOD_SHIFT) != 0;
    ui::InputQueue::KeyEvent event{.code = key,
                                   .down = action != GLFW_RELEASE,
                                   .repeated = action == GLFW_REPEAT,
                                   .held = held_by(key)};
    if (const auto special = special_keys().find(key); special != special_keys().end()) {
      event.press = {special->second, 0, ctrl, shift};
    } else if (const char32_t sign = ctrl ? key_sign(key, scancode) : 0) {
      event.press = {Key::kCharacter, sign, ctrl, shift};
    }
    Events::of(w).input.key(event);
  });
  glfwSetCharCallback(window_,
                      [](GLFWwindow* w, unsigned int sign) { Events::of(w).input.text(sign); });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int) {
    double x = 0, y = 0;
    glfwGetCursorPos(w, &x, &y);
    Events::of(w).input.button(button, action == GLFW_PRESS,
                               {static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double notches) {
    Events::of(w).input.wheel(static_cast<float>(notches));
  });
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
    Events& events = Events::of(w);
    for (int i = 0; i < count; ++i) events.dropped.emplace_back(paths[i]);
  });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { Events::of(w); });
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double, double) { Events::of(w); });
}

Window::~Window() {
  if (window_ != nullptr) glfwDestroyWindow(window_);
  glfwTerminate();
}

bool Window::should_close() const {
  return glfwWindowShouldClose(window_) != GLFW_FALSE;
}

void Window::close() {
  glfwSetWindowShouldClose(window_, GLFW_TRUE);
}

bool Window::wait(double seconds) {
  events_->any = false;
  if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
  return events_->any;
}

void Window::wake() {
  glfwPostEmptyEvent();
}

void Window::swap() {
  glfwSwapBuffers(window_);
}

void Window::toggle_full_screen() {
  if (glfwGetWindowMonitor(window_) != nullptr) {
    glfwSetWindowMonitor(window_, nullptr, std::max(windowed_.x, 0), std::max(windowed_.y, 0),
                         windowed_.width, windowed_.height, GLFW_DONT_CARE);
    return;
  }
  windowed_ = place();
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (monitor == nullptr) return;
  const GLFWvidmode* mode = glfwGetVideoMode(monitor);
  glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

float Window::content_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return x > 0 ? x : 1;
}

int Window::framebuffer_width() const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  return width;
}

int Window::framebuffer_height() const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  return height;
}

bool Window::minimised() const {
  return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0 || framebuffer_width() == 0;
}

WindowPlace Window::place() const {
  if (glfwGetWindowMonitor(window_) != nullptr) return windowed_;
  WindowPlace place;
  glfwGetWindowPos(window_, &place.x, &place.y);
  glfwGetWindowSize(window_, &place.width, &place.height);
  return place;
}

void Window::set_clipboard(const std::string& text) {
  glfwSetClipboardString(window_, text.c_str());
}

ui::InputQueue& Window::input() noexcept {
  return events_->input;
}

std::vector<std::string> Window::take_dropped_files() {
  return std::exchange(events_->dropped, {});
}

}  // namespace convscope::shell
