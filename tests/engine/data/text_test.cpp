#include "engine/data/text.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::TemporaryDirectory;

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
    return std::string(error.code()) + " " + error.detail().place;
  }
  return "none";
}

std::shared_ptr<Dataset> read(const std::string& text, const TextOptions& options) {
  const TemporaryDirectory directory;
  test::put(directory / "t.txt", text);
  return load_text(directory / "t.txt", options);
}

TEST(Vocabulary, HoldsEachCharacterOnceInTheOrderOfTheCodePoints) {
  EXPECT_EQ(vocabulary_of("banal ção € 😀\n", "t"),
            (Vocabulary{"\n", " ", "a", "b", "l", "n", "o", "ã", "ç", "€", "😀"}));
  const Vocabulary vocabulary = vocabulary_of("ação", "t");
  EXPECT_EQ(symbols_of("oça", vocabulary, "t"), (std::vector<Symbol>{1, 3, 0}));
  EXPECT_EQ(split_vocabulary(join_vocabulary(vocabulary), "t"), vocabulary);
}

TEST(Vocabulary, RefusesWhatIsNoUtf8) {
  for (const std::string bad : {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80",
                                "\xe2\x82", "\xf0\x8f\x80\x80", "\xff"}) {
    EXPECT_EQ(code_of([&] { vocabulary_of("ab" + bad, "t"); }), "TEXT_UTF8 offset 2");
    EXPECT_EQ(code_of([&] { vocabulary_of("ab" + bad + "c", "t"); }), "TEXT_UTF8 offset 2");
  }
}

TEST(Text, BecomesWindowsWhoseLabelsAreTheNextCharacters) {
  const auto data = read(
      "\xef\xbb\xbf"
      "abcab\r\nc",
      {.steps = 3});
  EXPECT_EQ(data->classes, (Vocabulary{"\n", "a", "b", "c"}));
  EXPECT_TRUE(data->train.is_text());
  EXPECT_EQ(data->train.count(), 2);  // of seven characters
  EXPECT_EQ(data->train.per_class(4), (std::vector<Index>{1, 2, 2, 2}));
  EXPECT_EQ(data->test.count(), 0);
  const std::vector<Index> rows{1, 0};
  std::vector<Symbol> symbols(6);
  std::vector<Index> labels(6), last(2);
  fill_windows(data->train, rows, symbols, labels);
  EXPECT_EQ(symbols, (std::vector<Symbol>{1, 2, 0, 1, 2, 3}));
  EXPECT_EQ(labels, (std::vector<Index>{2, 0, 3, 2, 3, 1}));
  fill_windows(data->train, rows, symbols, last);
  EXPECT_EQ(last, (std::vector<Index>{3, 1}));
}

TEST(Text, TakesTheModelsVocabularyAndFillsItUp) {
  const auto data = read("bab", {.steps = 2, .classes = 5, .vocabulary = {"a", "b", "c"}});
  EXPECT_EQ(data->classes, (Vocabulary{"a", "b", "c", "", ""}));
  EXPECT_EQ(data->train.symbols, (std::vector<Symbol>{1, 0, 1}));
}

TEST(Text, SaysWhatIsWrongWithAFile) {
  const Vocabulary ab{"a", "b"};
  EXPECT_EQ(code_of([&] {
              read("ab\nac", {.steps = 2, .vocabulary = {"a", "b", "\n"}});
            }),
            "TEXT_CHARACTER line 2, column 2");
  EXPECT_EQ(code_of([&] {
              read("ãbz", {.steps = 2, .vocabulary = {"ã", "b"}});
            }),
            "TEXT_CHARACTER line 1, column 3");
  EXPECT_EQ(code_of([&] { read("abc", {.steps = 2, .classes = 2}); }), "TEXT_VOCABULARY ");
  EXPECT_EQ(code_of([&] { read("ab", {.steps = 2}); }), "TEXT_SHORT ");
  EXPECT_EQ(code_of([&] { read("", {.steps = 2}); }), "TEXT_SHORT ");
  EXPECT_EQ(code_of([&] { read(std::string("a\0b", 3), {.steps = 2}); }), "TEXT_KIND ");
}

TEST(Text, RefusesDataSetsOfPictures) {
  EXPECT_EQ(code_of([] { load_text("mnist", {}); }), "TEXT_KIND ");
  EXPECT_EQ(code_of([] { load_text(std::filesystem::temp_directory_path(), {}); }), "TEXT_KIND ");
}

TEST(Streams, GoOnWhereTheyWereAndLeaveNothingOut) {
  for (Index count = 0; count < 30; ++count) {
    for (Index width = 1; width < 9; ++width) {
      const Streams streams(count, width);
      std::vector<Index> before, rows, seen(static_cast<std::size_t>(count));
      for (Index step = 0; step < streams.steps(); ++step) {
        streams.rows(step, rows);
        ASSERT_FALSE(rows.empty());
        for (std::size_t s = 0; s < rows.size(); ++s) {
          ++seen.at(static_cast<std::size_t>(rows[s]));
          if (step > 0) {
            ASSERT_EQ(rows[s], before.at(s) + 1);
          }
        }
        before = rows;
      }
      EXPECT_EQ(seen, std::vector<Index>(seen.size(), 1)) << count << " in " << width;
    }
  }
}

}  // namespace
}  // namespace convscope::engine
