#include <gtest/gtest.h>

#include "app/state/convolution/matrix.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using engine::Cell;
using testing::UiDriver;

engine::Cursor::Position position(const UiDriver& driver) {
  const auto& lab = driver.state().convolution;
  return lab.equation->cursor().at(lab.step);
}

void open_matrix(UiDriver& driver, int pass, bool sparse) {
  driver.click("conv.view.3");
  driver.click("conv.pass." + std::to_string(pass));
  driver.click(sparse ? "conv.matrix.1" : "conv.matrix.0");
}

TEST(MatrixView, AnEntryIsATermAndANumberOfTheResultATarget) {
  UiDriver driver(1920, 1080);
  open_matrix(driver, 0, false);
  driver.click("conv.matrix.m[4,10]");
  EXPECT_EQ(position(driver).cell, (Cell{0, 1, 1}));
  EXPECT_EQ(position(driver).terms_done, 11);
  driver.click("conv.matrix.r[7,0]");
  EXPECT_EQ(position(driver).cell, (Cell{0, 2, 1}));
}

TEST(MatrixView, BackwardToo) {
  UiDriver driver(1920, 1080);
  open_matrix(driver, 1, false);
  driver.click("conv.matrix.m[3,13]");
  EXPECT_EQ(position(driver).cell, (Cell{0, 1, 1, 1}));
  EXPECT_EQ(position(driver).terms_done, 4);
  driver.click("conv.matrix.r[0,2]");
  EXPECT_EQ(position(driver).cell, (Cell{0, 0, 0, 2}));
  open_matrix(driver, 2, true);
  driver.click("conv.matrix.r[6,0]");
  EXPECT_EQ(position(driver).cell, (Cell{0, 1, 1}));
  driver.key(Key::kRight);
  EXPECT_EQ(position(driver).terms_done, 2) << "the same transport";
}

TEST(MatrixView, WhatIsPointedAtIsTheCardsSubject) {
  UiDriver driver(1920, 1080);
  open_matrix(driver, 2, false);
  driver.move_to(driver.rect("conv.matrix.r[6,0]").center());
  driver.frame();
  ASSERT_TRUE(driver.state().convolution.hovered);
  EXPECT_EQ(driver.state().convolution.hovered->kind,
            state::ConvolutionNumber::Kind::kInputGradient);
  EXPECT_EQ(driver.state().convolution.hovered->index, (Cell{0, 1, 1}));
}

TEST(MatrixView, ABiasHasOneForm) {
  UiDriver driver(1920, 1080);
  open_matrix(driver, 1, true);
  driver.click("conv.pass.3");
  driver.frame();
  EXPECT_FALSE(driver.has("conv.matrix.0"));
  EXPECT_TRUE(driver.has("conv.matrix.m"));
}

}  // namespace
}  // namespace convscope::ui
