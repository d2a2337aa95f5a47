#include "app/state/problem_text.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

TEST(ProblemText, IsASentenceInTheLanguageOfTheInterface) {
  const std::string line = "error[NO_FILE]: /tmp/x.json: found nothing, expected a file";
  EXPECT_EQ(problem_text(line, Language::kEnglish).sentence, "There is no file of this name.");
  EXPECT_EQ(problem_text(line, Language::kPortuguese).sentence, "Não há arquivo com este nome.");
  EXPECT_EQ(problem_text(line, Language::kEnglish).technical, line);
}

TEST(ProblemText, TellsAFolderWithoutDataFromAFileThatIsNotThere) {
  const std::string line =
      "error[NO_FILE]: /tmp/x: found none of the files of a data set, expected the IDX files";
  EXPECT_EQ(problem_text(line, Language::kEnglish).sentence,
            "There is no data set in this folder.");
}

TEST(ProblemText, KnowsKindsByTheStartOfTheirCode) {
  EXPECT_EQ(problem_text("error[PNG_CRC]: a.png", Language::kEnglish).sentence,
            "The picture is damaged.");
  EXPECT_EQ(problem_text("Saved: error[WRITE]: a", Language::kEnglish).technical,
            "error[WRITE]: a");
  EXPECT_EQ(problem_text("error[NEVER_HEARD]: a", Language::kEnglish).sentence,
            "That did not work.");
}

TEST(ProblemText, LeavesSentencesAlone) {
  const ProblemText text = problem_text("4 numbers pasted", Language::kPortuguese);
  EXPECT_EQ(text.sentence, "4 numbers pasted");
  EXPECT_TRUE(text.technical.empty());
}

}  // namespace
}  // namespace convscope::state
