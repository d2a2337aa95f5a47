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

void print(const Json& object, const std::string& indent) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      fmt::print("{}{}\n", indent, key);
      print(value, indent + "  ");
    } else {
      fmt::print("{}{:<{}}{}\n", indent, key, 28 - indent.size(),
                 value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
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
        fmt::print("{}\n", found.dump());
      } else {
        print(found, "");
      }
      return 0;
    };
  });
}

}  // namespace convscope::shell
