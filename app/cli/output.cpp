#include "app/cli/output.h"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "engine/core/error.h"

namespace convscope::cli {

void print_line(std::string_view line) {
  print_text(std::string(line) + "\n");
}

void print_text(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return;
  throw engine::Error(engine::ErrorKind::kIo, "WRITE",
                      {.file = "standard output", .found = std::generic_category().message(errno)});
}

}  // namespace convscope::cli
