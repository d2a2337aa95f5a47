#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace convscope::test {

/// What one call of the program printed and returned; `code` is 128 + the signal after a crash.
struct ProgramRun {
  int code = -1;
  std::string out;
  std::string err;
};

/// Runs `convscope ARGUMENTS...`. `environment` is put before the command ("LC_ALL=pt_BR.UTF-8");
/// `input` becomes its standard input.
inline ProgramRun run_program(const std::vector<std::string>& arguments,
                              const std::string& environment = {}, const std::string& input = {}) {
  const auto quoted = [](const std::string& text) {
    std::string result(1, '\'');
    for (const char c : text) {
      if (c == '\'') result.append("'\\'");
      result.push_back(c);
    }
    result.push_back('\'');
    return result;
  };
  const TemporaryDirectory directory;
  put(directory / "in", input);
  std::string command = environment;
  command.append(" ").append(quoted(CONVSCOPE_BINARY));
  for (const std::string& argument : arguments) command.append(" ").append(quoted(argument));
  command.append(" <").append(quoted((directory / "in").string()));
  command.append(" >").append(quoted((directory / "out").string()));
  command.append(" 2>").append(quoted((directory / "err").string()));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), get(directory / "out"),
          get(directory / "err")};
}

/// `convscope ARGUMENTS` as the shell reads them, with a redirection of its output.
inline ProgramRun run_line(const std::string& arguments) {
  const TemporaryDirectory directory;
  const std::string errors = (directory / "errors").string();
  const int status =
      std::system(("'" CONVSCOPE_BINARY "' " + arguments + " 2>'" + errors + "'").c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), "", get(errors)};
}

/// That `command` says in one line, with exit code 6, when its output cannot be written.
inline void expect_output_refused(const std::string& command) {
  for (const char* full : {" >/dev/full", " >&-"}) {
    const ProgramRun run = run_line(command + full);
    EXPECT_EQ(run.code, 6) << command << full;
    EXPECT_EQ(run.err.find("error[WRITE]: standard output: found "), 0U) << run.err;
    EXPECT_EQ(run.err.find('\n'), run.err.size() - 1) << run.err;
  }
}

}  // namespace convscope::test
