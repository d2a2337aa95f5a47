#pragma once

#include <string_view>

namespace convscope::state {

enum class Language { kEnglish, kPortuguese };

/// A sentence of the interface in every language it speaks. Both must be given where the phrase is
/// written down, so a string that is missing in one language does not compile.
class Phrase {
 public:
  consteval Phrase(std::string_view english, std::string_view portuguese)
      : english_(english), portuguese_(portuguese) {
    if (english.empty() || portuguese.empty()) throw "a phrase is missing in one language";
  }

  constexpr std::string_view in(Language language) const {
    return language == Language::kPortuguese ? portuguese_ : english_;
  }

 private:
  std::string_view english_;
  std::string_view portuguese_;
};

}  // namespace convscope::state
