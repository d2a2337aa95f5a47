#include "app/shell/render_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "app/shell/picture.h"
#include "app/state/scene.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/io/atomic_file.h"
#include "engine/io/image.h"

namespace convscope::shell {
namespace {

using engine::Error;
using engine::ErrorKind;

struct Options {
  std::string scene;
  std::string output;
  std::string size = "1920x1080";
  std::string language = "en";
  std::string theme = "light";
  std::string background = "theme";
  int scale = 1;
  bool figure_only = false;
  bool present = false;
};

[[noreturn]] void refuse(std::string option, std::string found, std::string expected) {
  throw Error(
      ErrorKind::kUsage, "USAGE",
      {.place = std::move(option), .found = std::move(found), .expected = std::move(expected)});
}

void read_size(const Options& options, PictureRequest& request) {
  const auto cross = options.size.find('x');
  const auto width = engine::parse_index(options.size.substr(0, cross));
  const auto height = cross == std::string::npos
                          ? std::nullopt
                          : engine::parse_index(options.size.substr(cross + 1));
  if (!width || !height || *width < 1 || *height < 1 || *width > 16384 || *height > 16384) {
    refuse("--size", options.size, "WIDTHxHEIGHT, each 1 to 16384");
  }
  request.width = static_cast<int>(*width);
  request.height = static_cast<int>(*height);
}

state::Settings read_settings(const Options& options) {
  state::Settings settings;
  if (options.language == "pt") {
    settings.language = state::Language::kPortuguese;
  } else if (options.language != "en") {
    refuse("--lang", options.language, "en or pt");
  }
  for (const state::ThemeName name : state::kThemeNames) {
    if (options.theme == to_string(name)) {
      settings.theme = name;
      return settings;
    }
  }
  refuse("--theme", options.theme, "light, dark or high-contrast");
}

int render(const Options& options) {
  const auto dot = options.output.rfind('.');
  const std::string kind = dot == std::string::npos ? "" : options.output.substr(dot);
  if (kind != ".png") {
    refuse("--output", kind.empty() ? options.output : kind,
           ".png: this version draws PNG pictures only");
  }
  PictureRequest request;
  read_size(options, request);
  if (options.scale < 1 || options.scale > 4) {
    refuse("--scale", std::to_string(options.scale), "1 to 4");
  }
  if (options.background != "theme" && options.background != "transparent") {
    refuse("--background", options.background, "theme or transparent");
  }
  request.scale = options.scale;
  request.stage_only = options.figure_only;
  request.transparent = options.background == "transparent";
  const state::Settings settings = read_settings(options);
  state::AppState app = state::load_scene(options.scene);
  app.settings = settings;
  app.presenting = app.presenting || options.present;
  const render::Pixels pixels = draw_picture(app, request);
  engine::write_file(options.output,
                     engine::encode_png({pixels.width, pixels.height, 4, pixels.rgba}));
  return 0;
}

}  // namespace

void add_render_command(CLI::App& app, cli::Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("render", "Draw a scene to a PNG file, without a display");
  command->add_option("SCENE", options->scene, "a scene file, or the name of a shipped scene")
      ->required();
  command->add_option("-o,--output", options->output, "the picture: FILE.png")->required();
  command->add_option("--size", options->size, "logical pixels, 1920x1080 by default");
  command->add_option("--scale", options->scale, "physical pixels per logical pixel, 1 to 4");
  command->add_option("--lang", options->language, "en or pt");
  command->add_option("--theme", options->theme, "light, dark or high-contrast");
  command->add_option("--background", options->background, "theme or transparent");
  command->add_flag("--figure", options->figure_only, "only the stage, without the panels");
  command->add_flag("--present", options->present, "as in a presentation (F5)");
  command->callback([options, &action] { action = [options] { return render(*options); }; });
}

}  // namespace convscope::shell
