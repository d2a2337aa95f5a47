#pragma once

#include <string>
#include <string_view>

#include "app/state/phrase.h"

namespace convscope::state {

/// What went wrong, as people read it: a sentence, and the program's own line below it.
struct ProblemText {
  std::string sentence;
  std::string technical;  ///< "error[NO_FILE]: ..."; empty: the text was a sentence already
};

/// `text` may be or hold an error's line; then a sentence by the kind of problem, in `language`.
ProblemText problem_text(std::string_view text, Language language);

}  // namespace convscope::state
