#include "app/cli/output.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "engine/core/error.h"

namespace convscope::cli {

void print_line(std::string_view line) {
  const bool written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
                       std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
  if (written) return;
  throw engine::Error(engine::ErrorKind::kIo, "WRITE",
                      {.file = "standard output", .found = std::generic_category().message(errno)});
}

}  // namespace convscope::cli
