#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <sstream>
#include <string>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/usage_error.h"
#include "app/shell/application.h"
#include "app/shell/bench_ui_command.h"
#include "app/shell/doctor_command.h"
#include "app/shell/render_command.h"
#include "engine/core/error.h"

namespace {

using convscope::engine::Error;
using convscope::engine::ErrorKind;

int report(const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.kind());
}

// CLI11's own exit codes (100 and up) become ours: 0 for help and version, 2 for a usage error.
int report(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() != 0) return report(convscope::cli::usage_error(app, error));
  std::ostringstream text;
  app.exit(error, text, text);
  try {
    convscope::cli::print_text(text.str());
  } catch (const Error& unwritten) {
    return report(unwritten);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  convscope::cli::fill_standard_files();
  CLI::App app("Shows where every number inside a CNN or an RNN comes from.", "convscope");
  app.set_version_flag("--version", "convscope " CONVSCOPE_VERSION);
  app.require_subcommand(0, 1);
  convscope::cli::Action action;
  std::string file;
  app.add_option("FILE", file,
                 "a scene, weights, a picture or a directory of IDX files to open in the window");
  convscope::cli::add_commands(app, action);
  convscope::shell::add_render_command(app, action);
  convscope::shell::add_doctor_command(app, action);
  convscope::shell::add_bench_ui_command(app, action);
  try {
    app.parse(argc, argv);
    return action ? action() : convscope::shell::run_application(file);
  } catch (const CLI::ParseError& error) {
    return report(app, error);
  } catch (const Error& error) {
    return report(error);
  } catch (const std::exception& error) {
    return report(Error(ErrorKind::kCheckFailed, "INTERNAL",
                        {.found = error.what(), .expected = "no such failure"}));
  }
}
