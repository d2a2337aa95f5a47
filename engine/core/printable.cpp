#include "engine/core/printable.h"

#include <fmt/format.h>

namespace convscope::engine {

std::string printable(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte < 0x20 && kept.find(text[i]) == std::string_view::npos) {
      result += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0x7f) {
      result += "\\u007f";
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9f) {
      result += fmt::format("\\u{:04x}", next);
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace convscope::engine
