#include "engine/explain/cursor.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// Two filters on a 3x3 output, 27 terms a cell in 3 channels: the lectures' demo.
const Cursor kDemo({2, 3, 3}, 27, 3);

TEST(Cursor, CountsTerms) {
  EXPECT_EQ(kDemo.total(), 2 * 3 * 3 * 27);
  EXPECT_EQ(kDemo.terms_per_channel(), 9);
}

TEST(Cursor, EveryStepContinuesTheOneBefore) {
  Index cell = 0, done = 0;
  for (Index step = 0; step <= kDemo.total(); ++step) {
    const Cursor::Position position = kDemo.at(step);
    EXPECT_EQ(position.cell_index, cell);
    EXPECT_EQ(position.terms_done, done);
    EXPECT_EQ(kDemo.output().offset(position.cell), cell);
    if (done > 0) {
      EXPECT_EQ(position.channel, (done - 1) / 9);
    }
    if (++done > 27) {
      done = 1;
      ++cell;
    }
  }
}

TEST(Cursor, TermsDoneAddUpToTheStep) {
  for (Index step = 0; step <= kDemo.total(); ++step) {
    Index sum = 0;
    for (Index i = 0; i < 18; ++i) sum += kDemo.terms_done(kDemo.output().cell_at(i), step);
    EXPECT_EQ(sum, step);
  }
}

TEST(Cursor, GrainsRoundToTheirBoundaries) {
  EXPECT_EQ(kDemo.next(0, Grain::kTerm), 1);
  EXPECT_EQ(kDemo.next(0, Grain::kChannel), 9);
  EXPECT_EQ(kDemo.next(9, Grain::kChannel), 18);
  EXPECT_EQ(kDemo.next(10, Grain::kCell), 27);
  EXPECT_EQ(kDemo.next(27, Grain::kCell), 54);
  EXPECT_EQ(kDemo.next(1, Grain::kLayer), kDemo.total());
  EXPECT_EQ(kDemo.previous(28, Grain::kCell), 27);
  EXPECT_EQ(kDemo.previous(27, Grain::kCell), 0);
  EXPECT_EQ(kDemo.previous(26, Grain::kChannel), 18);
  EXPECT_EQ(kDemo.previous(kDemo.total(), Grain::kLayer), 0);
  for (const Grain grain : {Grain::kTerm, Grain::kChannel, Grain::kCell, Grain::kLayer}) {
    EXPECT_EQ(kDemo.next(kDemo.total(), grain), kDemo.total());
    EXPECT_EQ(kDemo.previous(0, grain), 0);
    // From one boundary to the next and back.
    for (Index step = 0; step < kDemo.total(); step = kDemo.next(step, grain)) {
      EXPECT_EQ(kDemo.previous(kDemo.next(step, grain), grain), step);
    }
  }
}

TEST(Cursor, JumpsToACell) {
  const Cell cell{1, 0, 2};
  EXPECT_EQ(kDemo.at(kDemo.first_step(cell)).cell, cell);
  EXPECT_EQ(kDemo.at(kDemo.first_step(cell)).terms_done, 1);
  EXPECT_EQ(kDemo.at(kDemo.last_step(cell)).cell, cell);
  EXPECT_EQ(kDemo.at(kDemo.last_step(cell)).terms_done, 27);
}

TEST(Cursor, ClampsStepsAndRefusesNonsense) {
  EXPECT_EQ(kDemo.at(-5).terms_done, 0);
  EXPECT_EQ(kDemo.at(1'000'000).cell_index, 17);
  EXPECT_THROW(Cursor({2, 0}, 4, 2), Error);
  EXPECT_THROW(Cursor({2, 2}, 4, 3), Error);
  EXPECT_THROW(Cursor({2, 2}, 0, 1), Error);
}

}  // namespace
}  // namespace convscope::engine
