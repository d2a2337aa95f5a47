#include "app/state/search_text.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

TEST(SearchText, FoldsCaseAndAccents) {
  EXPECT_EQ(folded("Convolução ÀÉÎÕÜ ñ"), "convolucao aeiou n");
  EXPECT_EQ(folded("7×7"), "7×7") << "a sign without a base letter stays";
  EXPECT_EQ(folded("\xC3"), "\xC3") << "a cut character is no end of the world";
}

TEST(SearchText, EveryWordSomewhere) {
  EXPECT_TRUE(found_in("alto tema", "Tema: alto contraste"));
  EXPECT_TRUE(found_in("  ", "anything"));
  EXPECT_TRUE(found_in("CONVOLUCAO", "Laboratório: Convolução"));
  EXPECT_FALSE(found_in("tema claro", "Tema: escuro"));
}

}  // namespace
}  // namespace convscope::state
