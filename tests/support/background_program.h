#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace convscope::test {

/// `convscope ARGUMENTS...` running beside the test, its standard output in a file.
class BackgroundProgram {
 public:
  BackgroundProgram(const std::vector<std::string>& arguments,
                    const std::filesystem::path& output) {
    std::vector<std::string> all{CONVSCOPE_BINARY};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& argument : all) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    process_ = fork();
    if (process_ != 0) return;
    const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, STDOUT_FILENO);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  ~BackgroundProgram() {
    if (process_ > 0) end(SIGKILL);
  }
  BackgroundProgram(const BackgroundProgram&) = delete;
  BackgroundProgram& operator=(const BackgroundProgram&) = delete;

  /// Sends the signal and returns the exit code, 128 + the signal that ended it.
  int end(int signal) {
    kill(process_, signal);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_ = -1;
};

}  // namespace convscope::test
