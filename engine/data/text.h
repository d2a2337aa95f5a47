#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// Characters as UTF-8, each a code point; a character's place is its symbol.
using Vocabulary = std::vector<std::string>;

/// The distinct characters of a text in the order of their code points. Throws Error{TEXT_UTF8,
/// kBadFile} naming the first byte that is no UTF-8, Error{TEXT_VOCABULARY, kBadFile} for more than
/// 65,535 characters.
Vocabulary vocabulary_of(std::string_view text, const std::string& file);

/// One symbol a character. Throws Error{TEXT_UTF8}, and Error{TEXT_CHARACTER, kBadFile} with line
/// and column of a character that is not in the vocabulary.
std::vector<Symbol> symbols_of(std::string_view text, const Vocabulary& vocabulary,
                               const std::string& file);

/// One string to keep in a file, and back; unnamed characters at the end are left out.
std::string join_vocabulary(const Vocabulary& vocabulary);
Vocabulary split_vocabulary(std::string_view joined, const std::string& file);

/// What a text is read for.
struct TextOptions {
  Index steps = 64;       ///< characters of a window
  Index classes = 0;      ///< of the network; 0: as many as the vocabulary has
  Vocabulary vocabulary;  ///< of the model; empty: the text's own
};

/// A UTF-8 file as a data set of windows of `steps` characters, each of which is to be followed by
/// the next one; all of it is the training split. A byte order mark and the \r of line ends are
/// left out. Its classes are the vocabulary, and unnamed ones up to `classes`. Throws what
/// read_text_file, vocabulary_of and symbols_of throw, and Error of kind kBadFile: TEXT_KIND (no
/// text: a directory, or a data set of pictures by its name), TEXT_VOCABULARY (more characters than
/// classes), TEXT_SHORT (not one window).
std::shared_ptr<Dataset> load_text(const std::filesystem::path& path, const TextOptions& options);

/// `count` windows that lie one behind the other, cut into streams that run side by side, so that a
/// stream's next step goes on where its last one ended: the first streams have one more where it
/// does not come out even.
class Streams {
 public:
  Streams(Index count, Index streams) : count_(count), streams_(std::min(count, streams)) {}

  Index steps() const noexcept { return streams_ > 0 ? (count_ + streams_ - 1) / streams_ : 0; }
  /// The windows of a step, a stream each; of all streams but in the last step, which may have only
  /// the first of them.
  void rows(Index step, std::vector<Index>& rows) const;

 private:
  Index count_, streams_;
};

}  // namespace convscope::engine
