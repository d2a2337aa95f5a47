#include "tests/support/ui_driver.h"

#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>

#include "app/state/update.h"
#include "app/ui/app_view.h"

namespace convscope::testing {

using figure::Point;
using figure::Rect;

UiDriver::UiDriver(float width, float height, state::AppState state) : state_(std::move(state)) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;  // as the OpenGL backend says
  io.DisplaySize = {width, height};
  io.KeyMap[ImGuiKey_Enter] = 13;
  io.KeyMap[ImGuiKey_Escape] = 27;
  io.KeyMap[ImGuiKey_Backspace] = 8;
  io.KeyMap[ImGuiKey_A] = 'A';
  fonts_.build(CONVSCOPE_SOURCE_DIR "/assets/fonts", 1);
  unsigned char* pixels = nullptr;
  int atlas_width = 0, atlas_height = 0;
  io.Fonts->GetTexDataAsRGBA32(&pixels, &atlas_width, &atlas_height);
  frame();
}

UiDriver::~UiDriver() {
  ImGui::DestroyContext();
}

void UiDriver::apply(const state::Intent& intent) {
  for (auto& effect : state::update(state_, intent)) effects_.push_back(std::move(effect));
}

void UiDriver::frame(double seconds) {
  ImGuiIO& io = ImGui::GetIO();
  io.DeltaTime = static_cast<float>(seconds);
  io.MousePos = {input_.mouse.x, input_.mouse.y};
  io.MouseDown[0] = input_.down;
  input_.pressed = input_.down && !mouse_down_;
  input_.released = !input_.down && mouse_down_;
  mouse_down_ = input_.down;
  input_.time_s += seconds;
  ImGui::NewFrame();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(io.DisplaySize);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::Begin("Convscope", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoNav);
  std::vector<state::Intent> intents;
  {
    ui::Ui ui(memory_, fonts_, state_.settings, input_, nullptr);
    ui::draw_app(ui, state_, {0, 0, io.DisplaySize.x, io.DisplaySize.y}, intents);
  }
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::Render();
  vertices_ = ImGui::GetDrawData()->TotalVtxCount;
  input_.keys.clear();
  input_.wheel = 0;
  input_.double_clicked = false;
  for (const state::Intent& intent : intents) apply(intent);
}

bool UiDriver::has(std::string_view id) const {
  return std::any_of(memory_.items.begin(), memory_.items.end(),
                     [&](const ui::ItemRecord& item) { return item.id == id; });
}

Rect UiDriver::rect(std::string_view id) {
  const auto found = std::find_if(memory_.items.begin(), memory_.items.end(),
                                  [&](const ui::ItemRecord& item) { return item.id == id; });
  if (found == memory_.items.end()) {
    ADD_FAILURE() << "no item '" << id << "' on the screen";
    return {};
  }
  return found->rect;
}

void UiDriver::click(std::string_view id) {
  click_at(rect(id).center());
}

void UiDriver::click_at(Point point) {
  drag({point, point});
}

void UiDriver::move_to(Point point) {
  input_.mouse = point;
  frame();
}

void UiDriver::drag(const std::vector<Point>& points) {
  move_to(points.front());
  input_.down = true;
  frame();
  for (const Point point : points) move_to(point);
  input_.down = false;
  frame();
  frame();
}

void UiDriver::wheel(float notches) {
  input_.wheel = notches;
  frame();
}

void UiDriver::key(ui::Key key, bool ctrl, bool shift) {
  ImGuiIO& io = ImGui::GetIO();
  const int code = key == ui::Key::kEnter ? 13 : key == ui::Key::kEscape ? 27 : 0;
  if (code != 0) io.KeysDown[code] = true;
  input_.keys.push_back({key, 0, ctrl, shift});
  frame();
  if (code != 0) io.KeysDown[code] = false;
  frame();
}

void UiDriver::sign(char32_t sign, bool ctrl, bool shift) {
  input_.keys.push_back({ui::Key::kCharacter, sign, ctrl, shift});
  frame();
  frame();
}

void UiDriver::type(std::string_view text) {
  frame();
  ImGui::GetIO().AddInputCharactersUTF8(std::string(text).c_str());
  frame();
  key(ui::Key::kEnter);
}

void UiDriver::burst(const std::function<void(ui::InputQueue&)>& fill) {
  ui::InputQueue queue;
  fill(queue);
  ImGuiIO& io = ImGui::GetIO();
  for (int i = 0; i < 500 && !queue.empty(); ++i) {
    queue.next(input_.keys, memory_);
    input_.ctrl = io.KeyCtrl;
    input_.shift = io.KeyShift;
    input_.down = io.MouseDown[0];
    input_.mouse = {io.MousePos.x, io.MousePos.y};
    frame();
  }
  EXPECT_TRUE(queue.empty());
  frame();
  frame();
}

}  // namespace convscope::testing
