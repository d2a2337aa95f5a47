#include "engine/core/error.h"

#include <utility>

#include "engine/core/printable.h"

namespace convscope::engine {
namespace {

std::string one_line(const std::string& code, const ErrorDetail& detail) {
  std::string line = "error[" + code + "]";
  for (const std::string* part : {&detail.file, &detail.place}) {
    if (!part->empty()) line += ": " + *part;
  }
  if (!detail.found.empty()) line += ": found " + detail.found;
  if (!detail.expected.empty()) {
    line += (detail.found.empty() ? ": expected " : ", expected ") + detail.expected;
  }
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return printable(line);
}

}  // namespace

Error::Error(ErrorKind kind, std::string code, ErrorDetail detail)
    : std::runtime_error(one_line(code, detail)),
      kind_(kind),
      code_(std::move(code)),
      detail_(std::move(detail)) {}

Error Error::in_file(std::string_view file) const {
  ErrorDetail detail = detail_;
  if (detail.file.empty()) detail.file = file;
  return Error(kind_, code_, std::move(detail));
}

Error Error::at(std::string_view prefix) const {
  ErrorDetail detail = detail_;
  detail.place = std::string(prefix) + detail.place;
  return Error(kind_, code_, std::move(detail));
}

}  // namespace convscope::engine
