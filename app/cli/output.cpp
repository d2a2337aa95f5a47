#include "app/cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "engine/core/error.h"
#include "engine/core/printable.h"

namespace convscope::cli {

void fill_standard_files() {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; ++file) {
    if (fcntl(file, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Opened the wrong way round, so that use is an error.
    if (open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

void print_line(std::string_view line) {
  print_text(std::string(line) + "\n");
}

void print_text(std::string_view raw) {
  const std::string text = engine::printable(raw, "\n\t");
  errno = 0;
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return;
  throw engine::Error(engine::ErrorKind::kIo, "WRITE",
                      {.file = "standard output",
                       .found = std::generic_category().message(errno),
                       .expected = "an output that takes what is printed"});
}

void print_note(std::string_view line) {
  std::fprintf(stderr, "%s\n", engine::printable(line).c_str());
}

}  // namespace convscope::cli
