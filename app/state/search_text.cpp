#include "app/state/search_text.h"

#include <algorithm>

namespace convscope::state {
namespace {

// Base letters of U+00C0 to U+00FF; a point stands for a sign that keeps its own.
constexpr std::string_view kBases =
    "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";

}  // namespace

std::string folded(std::string_view utf8) {
  std::string result;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (c >= 'A' && c <= 'Z') {
      result += static_cast<char>(c - 'A' + 'a');
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xC3 && i + 1 < utf8.size()) {
      const auto next = static_cast<unsigned char>(utf8[i + 1]);
      const char base = next >= 0x80 && next < 0xC0 ? kBases[next - 0x80U] : '.';
      if (base != '.') {
        result += base;
        ++i;
        continue;
      }
    }
    result += c;
  }
  return result;
}

bool found_in(std::string_view query, std::string_view text) {
  const std::string words = folded(query), inside = folded(text);
  std::size_t at = 0;
  while (at < words.size()) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (end > at && inside.find(words.substr(at, end - at)) == std::string::npos) return false;
    at = end + 1;
  }
  return true;
}

}  // namespace convscope::state
