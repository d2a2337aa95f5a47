#include "app/state/history.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

TEST(History, UndoesAndRedoesInOrder) {
  History<int> history(1);
  history.set(2);
  history.set(3);
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.value(), 2);
  EXPECT_TRUE(history.undo());
  EXPECT_EQ(history.value(), 1);
  EXPECT_FALSE(history.undo());
  EXPECT_TRUE(history.redo());
  EXPECT_TRUE(history.redo());
  EXPECT_EQ(history.value(), 3);
  EXPECT_FALSE(history.redo());
}

TEST(History, ANewChangeForgetsWhatWasUndone) {
  History<int> history(1);
  history.set(2);
  history.undo();
  history.set(5);
  EXPECT_FALSE(history.can_redo());
  history.undo();
  EXPECT_EQ(history.value(), 1);
}

TEST(History, AGestureIsUndoneAsOneAndAnEqualValueIsNoChange) {
  History<int> history(1);
  history.set(2, "drag");
  history.set(3, "drag");
  history.set(4, "drag");
  history.set(4);
  history.undo();
  EXPECT_EQ(history.value(), 1);
  history.redo();
  history.set(5, "drag");
  history.undo();
  EXPECT_EQ(history.value(), 4) << "the gesture ended with the undo";
}

TEST(History, KeepsNoMoreThanItsDepth) {
  History<int> history(0);
  for (int i = 1; i <= 300; ++i) history.set(i);
  int undone = 0;
  while (history.undo()) ++undone;
  EXPECT_EQ(undone, 200);
  EXPECT_EQ(history.value(), 100);
}

}  // namespace
}  // namespace convscope::state
