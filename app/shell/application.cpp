#include "app/shell/application.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stop_token>

#include "app/cli/interrupt.h"
#include "app/render/clear.h"
#include "app/render/offscreen.h"
#include "app/shell/effects.h"
#include "app/shell/frame_pacer.h"
#include "app/shell/frame_renderer.h"
#include "app/shell/open_file.h"
#include "app/shell/view_capture.h"
#include "app/shell/window.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "engine/core/error.h"
#include "engine/core/platform_thread.h"
#include "engine/io/assets.h"
#include "engine/io/atomic_file.h"

namespace convscope::shell {
namespace {

/// The frame loop: events to input, input to intents, intents to state, state to pixels.
class Application {
 public:
  Application(state::AppState state, const state::WindowPlace& place)
      : state_(std::move(state)),
        window_("Convscope", place),
        renderer_(engine::find_asset("fonts")),
        effects_(&Window::wake, autosave_path()) {
    // Keys and buttons come from the window's queue.
    ImGui_ImplGlfw_InitForOpenGL(window_.handle(), false);
    glfwSetWindowFocusCallback(window_.handle(), ImGui_ImplGlfw_WindowFocusCallback);
    glfwSetCursorEnterCallback(window_.handle(), ImGui_ImplGlfw_CursorEnterCallback);
    apply(state::SelectLab{state_.lab});  // asks for the data that the first lab shows
    effects_.look_for_recovery();
  }
  ~Application() {
    save_settings();
    ImGui_ImplGlfw_Shutdown();
  }

  /// Tells what went wrong before there was a window.
  void warn(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    apply(state::ShowToast{state::Toast::Tone::kWarn, text});
  }

  /// Shows what was read before there was a window.
  void show(const std::vector<state::Intent>& opened) {
    for (const state::Intent& intent : opened) apply(intent);
  }

  /// Until the window is closed or a signal comes, which ends it in order: what is trained is
  /// saved.
  void run(const std::stop_token& interrupted) {
    const std::stop_callback wake(interrupted, &Window::wake);
    // Three frames after any event, so that hover and focus settle; one after an answer from a
    // thread; then sleep.
    int frames_left = 3;
    while (!window_.should_close() && !interrupted.stop_requested()) {
      const bool busy = frames_left > 0 || state::wants_time(state_);
      if (window_.wait(busy ? 0 : 0.5) || !window_.input().empty()) frames_left = 3;
      if (take_answers()) frames_left = std::max(frames_left, 1);
      if (window_.minimised()) {
        window_.wait(0.1);
      } else if (busy || frames_left > 0) {
        const double pause = pacer_.wait_s(glfwGetTime(), state::learns(state_));
        if (pause > 0) {
          if (window_.wait(pause)) frames_left = 3;
          continue;
        }
        --frames_left;
        if (draw_timed()) frames_left = std::max(frames_left, 2);
      }
    }
  }

 private:
  // A rasteriser in software computes on threads of its own, until the frame is there.
  bool draw_timed() {
    const double start = glfwGetTime(), cpu_start = engine::thread_cpu_seconds();
    const bool wants_frame = draw_frame();
    pacer_.drawn(start,
                 software_ ? glfwGetTime() - start : engine::thread_cpu_seconds() - cpu_start);
    return wants_frame;
  }

  // Whether another frame is wanted at once.
  bool draw_frame() {
    // The backend polls the buttons; they change only as the queue says.
    ImGuiIO& io = ImGui::GetIO();
    const bool down = io.MouseDown[0], right_down = io.MouseDown[1];
    ImGui_ImplGlfw_NewFrame();
    io.MouseDown[0] = down;
    io.MouseDown[1] = right_down;
    const float scale = window_.content_scale() * static_cast<float>(state_.settings.zoom);
    FrameRequest request{.scale = scale, .input = read_input(scale)};
    render::set_viewport(window_.framebuffer_width(), window_.framebuffer_height());
    const FrameResult result = renderer_.draw(state_, memory_, request);
    window_.swap();
    for (const state::Intent& intent : result.intents) apply(intent);
    for (const std::string& file : window_.take_dropped_files()) apply(state::OpenFile{file});
    // A stalled frame must not make what plays jump.
    if (state::wants_time(state_)) {
      apply(state::AdvanceTime{std::min(ImGui::GetIO().DeltaTime, 0.1F)});
    }
    return result.wants_frame || !result.intents.empty();
  }

  // Whether a thread has answered.
  bool take_answers() {
    const auto answers = effects_.take_intents();
    for (const state::Intent& intent : answers) apply(intent);
    return !answers.empty();
  }

  ui::Input read_input(float scale) {
    const ImGuiIO& io = ImGui::GetIO();
    ui::Input input;
    window_.input().next(input.keys, memory_);
    input.mouse = {io.MousePos.x / scale, io.MousePos.y / scale};
    input.down = io.MouseDown[0];
    input.pressed = io.MouseDown[0] && !was_down_;
    input.released = !io.MouseDown[0] && was_down_;
    input.right_pressed = io.MouseDown[1] && !was_right_down_;
    was_down_ = io.MouseDown[0];
    was_right_down_ = io.MouseDown[1];
    input.ctrl = io.KeyCtrl;
    input.shift = io.KeyShift;
    input.wheel = io.MouseWheel;
    input.time_s = glfwGetTime();
    if (input.pressed) {
      input.double_clicked = input.time_s - last_press_s_ < 0.35;
      last_press_s_ = input.time_s;
    }
    return input;
  }

  void apply(const state::Intent& intent) {
    for (const state::Effect& effect : state::update(state_, intent)) carry_out(effect);
  }

  void carry_out(const state::Effect& effect) {
    if (const auto* copy = std::get_if<state::WriteClipboard>(&effect)) {
      window_.set_clipboard(copy->text);
    } else if (std::holds_alternative<state::SwitchFullScreen>(effect)) {
      window_.toggle_full_screen();
    } else if (std::holds_alternative<state::CloseWindow>(effect)) {
      window_.close();
    } else if (std::holds_alternative<state::SaveSettings>(effect)) {
      save_settings();
    } else if (const auto* capture = std::get_if<state::CaptureView>(&effect)) {
      capture_view(*capture);
    } else if (const auto* sheet = std::get_if<state::CaptureSheet>(&effect)) {
      capture_sheet(*sheet);
    } else {
      effects_.carry_out(effect);
    }
  }

  // Settings that cannot be written are not worth a crash: one toast.
  void save_settings() {
    const std::filesystem::path path = state::settings_path();
    if (path.empty()) return;
    try {
      std::filesystem::create_directories(path.parent_path());
      engine::write_file(path, state::settings_json({state_.settings, window_.place()}));
    } catch (const std::exception& error) {
      state_.toasts.push_back({state::Toast::Tone::kWarn, error.what(), state_.next_toast++});
    }
  }

  void capture_view(const state::CaptureView& capture) {
    try {
      const float scale = window_.content_scale() * static_cast<float>(state_.settings.zoom);
      const ImVec2 display = ImGui::GetIO().DisplaySize;
      const render::Pixels pixels =
          draw_view(renderer_, state_, {display.x / scale, display.y / scale}, capture);
      effects_.save_picture(pixels, capture.path, state_.settings.language);
    } catch (const std::exception& error) {
      apply(state::ShowToast{state::Toast::Tone::kBad, error.what()});
    }
  }

  void capture_sheet(const state::CaptureSheet& capture) {
    try {
      const render::Pixels pixels = draw_sheet(renderer_, state_, capture);
      effects_.save_picture(pixels, capture.path, state_.settings.language);
    } catch (const std::exception& error) {
      apply(state::ShowToast{state::Toast::Tone::kBad, error.what()});
    }
  }

  state::AppState state_;
  Window window_;
  FrameRenderer renderer_;
  EffectRunner effects_;
  ui::UiMemory memory_;
  FramePacer pacer_;
  const bool software_ = render::rasterises_in_software();
  bool was_down_ = false;
  bool was_right_down_ = false;
  double last_press_s_ = -1;
};

}  // namespace

int run_application(const std::string& file) {
  const cli::InterruptWatch interrupt;  // before any thread
  state::SavedSettings saved = state::first_settings();
  std::string warning;
  try {
    saved = state::load_settings(state::settings_path());
  } catch (const engine::Error& error) {
    warning = error.what();
  }
  // A file that cannot be shown is said so before a window opens.
  std::vector<state::Intent> opened;
  if (!file.empty()) opened = read_for_window(file);
  state::AppState app = state::first_state();
  app.settings = saved.settings;
  app.recent_files = state::load_recent_files(state::state_directory() / "recent.json");
  Application application(std::move(app), saved.window);
  application.show(opened);
  if (!warning.empty()) application.warn(warning);
  application.run(interrupt.token());
  return interrupt.interrupted() ? interrupt.exit_code() : 0;
}

}  // namespace convscope::shell
