#include "app/shell/doctor_command.h"

#include <GLFW/glfw3.h>
#include <fmt/format.h>
#include <imgui.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <thread>

#include "app/cli/output.h"
#include "app/render/offscreen.h"
#include "app/state/settings_file.h"
#include "engine/core/error.h"
#include "engine/data/catalog.h"
#include "engine/io/assets.h"
#include "engine/kernels/lane_kernels.h"

namespace convscope::shell {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kFontFiles{"Inter-Regular.otf",
                                "Inter-Medium.otf",
                                "Inter-SemiBold.otf",
                                "JetBrainsMono-Regular.ttf",
                                "JetBrainsMono-Medium.ttf",
                                "JetBrainsMono-Bold.ttf",
                                "DejaVuSans.ttf"};

// The text of what goes wrong is a fact like any other here.
template <typename Ask>
std::string answer(Ask&& ask) {
  try {
    return ask();
  } catch (const engine::Error& error) {
    return error.what();
  }
}

Json find_fonts() {
  Json fonts = Json::object();
  for (const char* file : kFontFiles) {
    const auto path = engine::find_asset(std::string("fonts/") + file);
    fonts[file] = path.empty() ? "missing" : "ok";
  }
  return fonts;
}

Json find_datasets() {
  Json datasets = Json::object();
  for (const std::string& name : engine::dataset_names()) {
    datasets[name] = answer([&] {
      const auto data = engine::load_dataset(name);
      return fmt::format("{} + {} images, {}", data->train.count(), data->test.count(),
                         data->path.string());
    });
  }
  return datasets;
}

Json facts() {
  const auto model = engine::find_asset("models/lenet-mnist.safetensors");
  return {{"version", CONVSCOPE_VERSION},
          {"compiler", "GCC " __VERSION__},
          {"imgui", IMGUI_VERSION},
          {"glfw", glfwGetVersionString()},
          {"opengl", answer([] {
             const render::OffscreenContext context;
             return render::opengl_description();
           })},
          {"threads", std::thread::hardware_concurrency()},
          {"simd", engine::simd_level()},
          {"settings", state::settings_path().string()},
          {"fonts", find_fonts()},
          {"model", model.empty() ? "missing" : model.string()},
          {"datasets", find_datasets()}};
}

std::string to_text(const Json& object, const std::string& indent) {
  std::string text;
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      text += fmt::format("{}{}\n", indent, key) + to_text(value, indent + "  ");
    } else {
      text += fmt::format("{}{:<{}}{}\n", indent, key, 28 - indent.size(),
                          value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return text;
}

}  // namespace

void add_doctor_command(CLI::App& app, cli::Action& action) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("doctor", "Versions and what was found, for bug reports");
  command->add_flag("--json", *json, "one JSON object");
  command->callback([json, &action] {
    action = [json] {
      const Json found = facts();
      if (*json) {
        // A path need not be UTF-8.
        cli::print_line(found.dump(-1, ' ', false, Json::error_handler_t::replace));
      } else {
        cli::print_text(to_text(found, ""));
      }
      return 0;
    };
  });
}

}  // namespace convscope::shell
