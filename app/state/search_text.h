#pragma once

#include <string>
#include <string_view>

namespace convscope::state {

/// Lower case without accents, for the letters of Western Europe: "Convolução" and "CONVOLUCAO"
/// become the same. Other UTF-8 stays as it is.
std::string folded(std::string_view utf8);

/// Whether every word of `query` is somewhere in `text`, whatever case and accents. No words: yes.
bool found_in(std::string_view query, std::string_view text);

}  // namespace convscope::state
