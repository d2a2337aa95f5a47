#include "app/state/kernels/kernels_update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/state/app_state.h"
#include "app/state/kernels/kernels_card.h"
#include "app/state/update.h"

namespace convscope::state {
namespace {

using engine::Index;

const std::filesystem::path kImages = std::filesystem::path(CONVSCOPE_SOURCE_DIR) / "assets/images";

Effects act(KernelsState& state, const KernelsAction& action) {
  Effects effects;
  update_kernels(state, action, Language::kEnglish, effects);
  return effects;
}

TEST(Kernels, TheSixPhotographsAreReadAndKeptSmall) {
  for (const PhotoName& name : kPhotos) {
    const PhotoPtr photo = read_photo(kImages / name.file);
    EXPECT_LE(std::max(photo->height(), photo->width()), kMostPhotoSide) << name.key;
    EXPECT_GE(std::max(photo->height(), photo->width()), 380) << name.key;
    EXPECT_LT(std::filesystem::file_size(kImages / name.file), 150000U) << name.key;
    for (const float value : photo->luma.values) ASSERT_EQ(value, std::round(value));
  }
  EXPECT_TRUE(read_photo(kImages / "chelsea.jpg")->color());
  EXPECT_FALSE(read_photo(kImages / "camera.png")->color());
}

TEST(Kernels, PresetsAreWhatTheyAreCalled) {
  EXPECT_EQ(preset_filter(KernelPreset::kSobelX, 3).values,
            (std::vector<float>{-1, 0, 1, -2, 0, 2, -1, 0, 1}));
  EXPECT_EQ(preset_filter(KernelPreset::kSobelY, 3).values,
            (std::vector<float>{-1, -2, -1, 0, 0, 0, 1, 2, 1}));
  EXPECT_EQ(preset_filter(KernelPreset::kScharrX, 3).values,
            (std::vector<float>{-3, 0, 3, -10, 0, 10, -3, 0, 3}));
  EXPECT_EQ(preset_filter(KernelPreset::kPrewittY, 3).values,
            (std::vector<float>{-1, -1, -1, 0, 0, 0, 1, 1, 1}));
  const KernelFilter gauss = preset_filter(KernelPreset::kGaussian, 3);
  EXPECT_EQ(gauss.values, (std::vector<float>{1, 2, 1, 2, 4, 2, 1, 2, 1}));
  EXPECT_EQ(gauss.divide, 16);
  const KernelFilter line = preset_filter(KernelPreset::kLineVertical, 7);
  for (Index i = 0; i < 49; ++i) {
    EXPECT_EQ(line.values[static_cast<std::size_t>(i)], i % 7 == 3 ? 1 : 0);
  }
}

TEST(Kernels, EverySizeOfEveryPresetKeepsItsSum) {
  for (const KernelPresetName& info : kernel_presets()) {
    for (Index size = 3; size <= kMostKernel; ++size) {
      double sum = 0;
      for (const float w : preset_filter(info.preset, size).weights()) {
        sum += static_cast<double>(w);
      }
      const bool edges =
          info.preset >= KernelPreset::kOutline && info.preset <= KernelPreset::kLaplacian;
      if (edges) {
        EXPECT_NEAR(sum, 0, 1e-3) << info.key << size;
      }
      if (info.preset <= KernelPreset::kEmboss) {
        EXPECT_NEAR(sum, 1, 1e-3) << info.key << size;
      }
    }
  }
}

TEST(Kernels, APixelIsExplainedAsItIsComputed) {
  KernelsState state;
  act(state, kernels::PhotoOpened{read_photo(kImages / "camera.png")});
  for (const KernelPreset preset :
       {KernelPreset::kSobelX, KernelPreset::kGaussian, KernelPreset::kEmboss}) {
    act(state, kernels::ChoosePreset{preset});
    act(state, kernels::SetSize{5});
    act(state, kernels::SetAdd{3});
    for (const auto& at : {KernelsState::Pixel{0, 0}, {228, 304}, {511, 511}}) {
      const auto e = explain_pixel(state.setup(), *state.result, at.y, at.x);
      EXPECT_NEAR(e.result, static_cast<double>(state.result->stages[0].planes[0].at(at.y, at.x)),
                  0.01);
      EXPECT_EQ(e.terms.size(), 25U);
    }
  }
}

TEST(Kernels, TheMockUpsPixelIsMinus860) {
  KernelsState state;
  act(state, kernels::PhotoOpened{read_photo(kImages / "camera.png")});
  act(state, kernels::JumpToPixel{{228, 304}});
  const NumberCard card = kernels_card(state, Language::kEnglish);
  EXPECT_EQ(card.title, "o[228,304]");
  EXPECT_EQ(card.value, "\u2212860");
  ASSERT_EQ(card.rows.size(), 9U);
  EXPECT_EQ(card.rows[3].product, -464);
}

TEST(Kernels, TheSumOfItsWeightsSaysWhetherAKernelGivesAPhotograph) {
  using enum KernelPreset;
  for (const KernelPreset preset : {kIdentity, kBox, kGaussian, kSharpen, kEmboss}) {
    EXPECT_TRUE(keeps_brightness(preset_filter(preset, 5))) << preset_info(preset).key;
  }
  for (const KernelPreset preset : {kPrewittX, kSobelY, kScharrX, kLaplacian, kOutline}) {
    EXPECT_FALSE(keeps_brightness(preset_filter(preset, 5))) << preset_info(preset).key;
  }
  KernelFilter box = preset_filter(kBox, 3);
  box.divide = 1;
  EXPECT_FALSE(keeps_brightness(box)) << "nine times as bright is white";
}

TEST(Kernels, SignedResultsAreSignedAndBlursArePhotographs) {
  KernelsState state;
  EXPECT_TRUE(state.result->stages[0].is_signed());
  act(state, kernels::ChoosePreset{KernelPreset::kBox});
  EXPECT_EQ(state.result->stages[0].map, ColorMap::kGray);
  EXPECT_FALSE(state.result->stages[0].cut);
  // Sharper edges go beyond black and white: still a photograph, its numbers as they are.
  act(state, kernels::ChoosePreset{KernelPreset::kSharpen});
  const KernelPicture& sharp = state.result->stages[0];
  EXPECT_EQ(sharp.map, ColorMap::kGray);
  EXPECT_TRUE(sharp.cut);
  EXPECT_LT(sharp.low, 0);
  EXPECT_GT(sharp.high, 255);
  EXPECT_EQ(*std::min_element(sharp.shown.begin(), sharp.shown.end()), 0);
  EXPECT_EQ(*std::max_element(sharp.shown.begin(), sharp.shown.end()), 255);
  // Behind an edge detector nothing is a photograph any more.
  act(state, kernels::ChoosePreset{KernelPreset::kLaplacian});
  act(state, kernels::AddFilter{});
  act(state, kernels::ChoosePreset{KernelPreset::kBox});
  EXPECT_TRUE(state.result->stages[1].is_signed());
  act(state, kernels::RemoveFilter{1});
  act(state, kernels::ChoosePreset{KernelPreset::kSobelX});
  act(state, kernels::SetOutput{KernelOutput::kMagnitude});
  const KernelPicture& magnitude = state.result->stages[0];
  EXPECT_EQ(magnitude.map, ColorMap::kSequential);
  EXPECT_GE(magnitude.low, 0);
  act(state, kernels::SetOutput{KernelOutput::kDirection});
  const KernelPicture& direction = state.result->stages[0];
  EXPECT_EQ(direction.map, ColorMap::kCyclic);
  // Where nothing changes there is no direction.
  EXPECT_TRUE(std::isnan(direction.planes[0].at(4, 4)));
  Index counted = 0;
  for (const Index count : direction.histogram) counted += count;
  EXPECT_LT(counted, 256 * 256);
  EXPECT_GT(counted, 0);
  // The test picture gets brighter to the right at x = 96.
  EXPECT_NEAR(state.result->stages[0].planes[0].at(30, 95), 0, 1e-3);
  EXPECT_EQ(state.result->stages[0].limit, 180);
}

TEST(Kernels, ASignedResultOfEachChannelIsShownSigned) {
  KernelsState state;
  const PhotoPtr photo = read_photo(kImages / "chelsea.jpg");
  act(state, kernels::PhotoOpened{photo});
  act(state, kernels::SetLuminance{false});
  for (int channel = 0; channel < 3; ++channel) {
    act(state, kernels::SetChannel{channel});
    const KernelPicture& picture = state.result->stages[0];
    EXPECT_TRUE(shows_one_channel(state.setup(), *state.result));
    EXPECT_EQ(picture.map, ColorMap::kDiverging);
    EXPECT_EQ(picture.shown, picture.planes[static_cast<std::size_t>(channel)].values);
    const auto expected = engine::correlate(photo->rgb[static_cast<std::size_t>(channel)],
                                            state.setup().filter().weights(), 3);
    EXPECT_EQ(picture.shown, expected.values);
    const PixelView view(state);
    EXPECT_NEAR(view.explanation().result,
                static_cast<double>(picture.plane().at(view.pixel().y, view.pixel().x)), 0.01);
  }
  // A blur is a photograph again, in colour.
  act(state, kernels::ChoosePreset{KernelPreset::kBox});
  EXPECT_FALSE(shows_one_channel(state.setup(), *state.result));
  EXPECT_EQ(state.result->stages[0].map, ColorMap::kColor);
}

TEST(Kernels, OnlyWhatHasNoLargerFormKeepsItsCore) {
  EXPECT_TRUE(keeps_its_core(preset_filter(KernelPreset::kEmboss, 5)));
  EXPECT_TRUE(keeps_its_core(preset_filter(KernelPreset::kScharrY, 7)));
  EXPECT_FALSE(keeps_its_core(preset_filter(KernelPreset::kSharpen, 3)));
  EXPECT_FALSE(keeps_its_core(preset_filter(KernelPreset::kSobelX, 7)));
  KernelFilter edited = preset_filter(KernelPreset::kOutline, 5);
  edited.values[0] = 1;
  EXPECT_FALSE(keeps_its_core(edited));
}

TEST(Kernels, AChainFeedsEachFilterWithTheOneBefore) {
  KernelsState state;
  act(state, kernels::ChoosePreset{KernelPreset::kBox});
  act(state, kernels::AddFilter{});
  act(state, kernels::ChoosePreset{KernelPreset::kLaplacian});
  ASSERT_EQ(state.result->stages.size(), 2U);
  const auto e = explain_pixel(state.setup(), *state.result, 100, 96);
  EXPECT_NEAR(e.result, static_cast<double>(state.result->stages[1].planes[0].at(100, 96)), 0.01);
  EXPECT_EQ(static_cast<float>(e.terms[4].x), state.result->stages[0].planes[0].at(100, 96));
  act(state, kernels::RemoveFilter{0});
  EXPECT_EQ(state.setup().filter().preset, KernelPreset::kLaplacian);
}

TEST(Kernels, EachEditIsUndone) {
  AppState app;
  app.lab = LabId::kKernels;
  const KernelsSetup first = app.kernels.setup();
  const auto intent = [&](const KernelsAction& action) { update(app, KernelsIntent{action}); };
  intent(kernels::TypeWeight{0, 0, "2,5"});
  EXPECT_EQ(app.kernels.setup().filter().values[0], 2.5F);
  intent(kernels::SetSize{5});
  EXPECT_EQ(app.kernels.setup().filter().values[6], 2.5F) << "an edited kernel keeps its numbers";
  intent(kernels::PasteWeights{0, 0, "1 2\n3 4"});
  intent(kernels::SetDivide{4});
  intent(kernels::SetLuminance{false});
  for (int i = 0; i < 5; ++i) update(app, Undo{});
  EXPECT_EQ(app.kernels.setup(), first);
}

TEST(Kernels, AskForTheirPhotographOnceAndTakeDroppedPictures) {
  AppState app;
  Effects effects = update(app, SelectLab{LabId::kKernels});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<LoadPhoto>(effects[0]).key, "camera");
  EXPECT_TRUE(update(app, SelectLab{LabId::kKernels}).empty());
  update(app, KernelsIntent{kernels::PhotoOpened{read_photo(kImages / "camera.png")}});
  EXPECT_EQ(app.kernels.setup().photo->key, "");
  EXPECT_FALSE(app.kernels.history.can_undo()) << "the first photograph is no edit";
  effects = update(app, PictureOpened{engine::Tensor({28, 28}), "cat.png", "/tmp/cat.png"});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<LoadPhoto>(effects[0]).path, "/tmp/cat.png");
  EXPECT_EQ(app.lab, LabId::kKernels);
}

TEST(Kernels, StepsGoByTermsPixelsAndRows) {
  KernelsState state;
  act(state, kernels::StepForward{});
  EXPECT_EQ(state.stepper.step, 9);
  act(state, kernels::StepForward{engine::Grain::kTerm});
  EXPECT_EQ(state.stepper.step, 10);
  act(state, kernels::StepForward{engine::Grain::kChannel});
  EXPECT_EQ(state.stepper.step, 256 * 9);
  act(state, kernels::StepBack{engine::Grain::kCell});
  EXPECT_EQ(state.stepper.step, 255 * 9);
  act(state, kernels::JumpToPixel{{7, 5}});
  act(state, kernels::SetSize{5});
  EXPECT_EQ(state.pixel(), (KernelsState::Pixel{7, 5})) << "whatever the kernel's size";
}

TEST(KernelsLearning, RunsRewindsAndGoesOn) {
  KernelsState state;
  Effects effects = act(state, kernels::RunLearning{});
  ASSERT_EQ(effects.size(), 1U);
  const auto run = std::get<RunKernelLearning>(effects[0]);
  EXPECT_EQ(run.wanted.preset, KernelPreset::kSobelX);
  EXPECT_EQ(run.picture.height, 128);
  engine::KernelLearner learner(run.picture, run.wanted.size, run.wanted.weights(), run.start,
                                learn_optimizer(run.settings.optimizer));
  for (int i = 0; i < 10; ++i) {
    const engine::KernelPoint point = learner.look();
    act(state, kernels::LearnArrived{run.run, {point}});
    learner.step(point, run.settings.rate);
  }
  EXPECT_EQ(state.learn.last(), 9);
  EXPECT_LT(state.learn.points[9].loss, state.learn.points[0].loss);
  effects = act(state, kernels::RewindLearning{4});
  EXPECT_FALSE(state.learn.running);
  EXPECT_EQ(state.learn.shown(), 4);
  act(state, kernels::LearnArrived{run.run, {state.learn.points[0]}});
  EXPECT_EQ(state.learn.last(), 9) << "answers of an ended run are dropped";
  const std::vector<float> kernel = state.learn.points[4].kernel;
  effects = act(state, kernels::RunLearning{});
  const auto next = std::get<RunKernelLearning>(effects[0]);
  ASSERT_TRUE(next.from);
  EXPECT_EQ(next.from->kernel, kernel);
  EXPECT_EQ(next.from->steps, 4);
  EXPECT_EQ(state.learn.last(), 3) << "the point that it goes on from comes again";
}

TEST(KernelsLearning, WhatIsRewoundGoesOnBitByBit) {
  const engine::Plane picture = learn_picture(test_picture());
  const KernelFilter wanted = preset_filter(KernelPreset::kSobelX, 3);
  for (const auto kind : {engine::OptimizerKind::kSgd, engine::OptimizerKind::kAdam,
                          engine::OptimizerKind::kRmsProp}) {
    engine::KernelLearner learner(picture, 3, wanted.weights(), start_kernel({}, 3),
                                  learn_optimizer(kind));
    std::vector<engine::KernelPoint> points;
    for (int i = 0; i < 12; ++i) {
      points.push_back(learner.look());
      learner.step(points.back(), 0.03);
    }
    engine::KernelLearner again(picture, 3, wanted.weights(), start_kernel({}, 3),
                                learn_optimizer(kind));
    again.resume(points[5]);
    for (std::size_t i = 5; i < points.size(); ++i) {
      const engine::KernelPoint point = again.look();
      EXPECT_EQ(point.kernel, points[i].kernel);
      EXPECT_EQ(point.moments, points[i].moments);
      EXPECT_EQ(point.loss, points[i].loss);
      again.step(point, 0.03);
    }
  }
}

TEST(KernelsLearning, AnotherOptimizerGoesOnWithFreshMoments) {
  const engine::Plane picture = learn_picture(test_picture());
  const KernelFilter wanted = preset_filter(KernelPreset::kSobelX, 3);
  const auto optimizer = learn_optimizer(engine::OptimizerKind::kAdam);
  engine::KernelLearner learner(picture, 3, wanted.weights(), start_kernel({}, 3), optimizer);
  learner.step(learner.look(), 0.03);
  const engine::KernelPoint point = learner.look();
  engine::KernelLearner other(picture, 3, wanted.weights(), start_kernel({}, 3),
                              learn_optimizer(engine::OptimizerKind::kRmsProp));
  other.resume(point);
  EXPECT_EQ(other.look().kernel, point.kernel);
  EXPECT_EQ(other.look().steps, 0);
}

TEST(KernelsLearning, RateNoiseAndOptimizerChangeWhileItRuns) {
  KernelsState state;
  act(state, kernels::RunLearning{});
  LearnSettings settings = state.learn.settings;
  settings.rate = 0.2;
  settings.noise = 0.3;
  Effects effects = act(state, kernels::SetLearning{settings});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<ChangeKernelLearning>(effects[0]).settings.rate, 0.2);
  EXPECT_TRUE(state.learn.running);
  effects = act(state, kernels::PhotoOpened{read_photo(kImages / "coins.png")});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<ChangeKernelLearning>(effects[0]));
  settings.target = KernelPreset::kGaussian;
  act(state, kernels::SetLearning{settings});
  EXPECT_FALSE(state.learn.running) << "another kernel is another run";
  EXPECT_TRUE(state.learn.points.empty());
}

}  // namespace
}  // namespace convscope::state
