#include "engine/data/picture_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/image.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;
using test::expect_error;
using test::put;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

/// A picture of one colour, width x height; channels as in Image.
void put_picture(const fs::path& path, const std::vector<std::uint8_t>& color, int width = 3,
                 int height = 2) {
  Image image{width, height, static_cast<int>(color.size()), {}};
  for (int i = 0; i < width * height; ++i) {
    image.pixels.insert(image.pixels.end(), color.begin(), color.end());
  }
  fs::create_directories(path.parent_path());
  put(path, encode_png(image));
}

/// The image of this label; there must be one of it.
Bytes image_of(const Split& split, int label) {
  for (Index i = 0; i < split.count(); ++i) {
    if (split.label(i) == label) return {split.image(i).begin(), split.image(i).end()};
  }
  return {};
}

TEST(PictureFolder, LoadsOneFolderAClass) {
  const TemporaryDirectory directory;
  for (const char* name : {"a.png", "b.PNG", "c.png"}) put_picture(directory / "dog" / name, {9});
  put_picture(directory / "cat/a.png", {7});
  put(directory / "cat/notes.txt", std::string("x"));
  put(directory / "cat/.hidden.png", std::string("x"));
  ASSERT_TRUE(has_class_folders(directory.path()));
  const auto data = load_picture_folder(directory.path());
  EXPECT_THAT(data->classes, ElementsAre("cat", "dog"));
  EXPECT_EQ(data->train.shape, (Shape{1, 2, 3}));
  EXPECT_THAT(data->train.per_class(2), ElementsAre(1, 3));
  EXPECT_EQ(image_of(data->train, 0), Bytes(6, 7));
  EXPECT_EQ(image_of(data->train, 1), Bytes(6, 9));
  EXPECT_EQ(data->test.count(), 0);
  EXPECT_EQ(data->test.shape, data->train.shape);
}

TEST(PictureFolder, OneColoredPictureMakesAllOfThemRgb) {
  const TemporaryDirectory directory;
  put_picture(directory / "a/1.png", {5});
  put_picture(directory / "b/1.png", {10, 20, 30});
  put_picture(directory / "c/1.png", {10, 20, 30, 0});
  put_picture(directory / "d/1.png", {100, 51});
  const auto data = load_picture_folder(directory.path());
  ASSERT_EQ(data->train.shape, (Shape{3, 2, 3}));
  EXPECT_EQ(image_of(data->train, 0), Bytes(18, 5));
  const Bytes planes = {10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30};
  EXPECT_EQ(image_of(data->train, 1), planes);
  EXPECT_EQ(image_of(data->train, 2), Bytes(18, 255));  // fully transparent
  EXPECT_EQ(image_of(data->train, 3), Bytes(18, 224));  // a fifth of 100 on white
}

TEST(PictureFolder, MixesTheClassesInOneOrder) {
  const TemporaryDirectory directory;
  for (int label = 0; label < 2; ++label) {
    for (int i = 0; i < 20; ++i) {
      put_picture(directory / (label ? "b" : "a") / (std::to_string(i) + ".png"), {1}, 1, 1);
    }
  }
  const auto data = load_picture_folder(directory.path());
  const Bytes last(data->train.labels.end() - 10, data->train.labels.end());
  EXPECT_GT(std::count(last.begin(), last.end(), 0), 1);
  EXPECT_GT(std::count(last.begin(), last.end(), 1), 1);
  EXPECT_EQ(load_picture_folder(directory.path())->train.labels, data->train.labels);
}

TEST(PictureFolder, LoadsTrainAndTest) {
  const TemporaryDirectory directory;
  put_picture(directory / "train/a/1.png", {5});
  put_picture(directory / "train/b/1.png", {6});
  put_picture(directory / "test/a/1.png", {7, 8, 9});
  expect_error("FOLDER_CLASSES", [&] { load_picture_folder(directory.path()); });
  put_picture(directory / "test/b/1.png", {8});
  const auto data = load_picture_folder(directory.path());
  EXPECT_THAT(data->classes, ElementsAre("a", "b"));
  EXPECT_EQ(data->train.shape, (Shape{3, 2, 3}));
  EXPECT_EQ(data->test.count(), 2);
  EXPECT_EQ(image_of(data->test, 1), Bytes(18, 8));
  put_picture(directory / "test/a/1.png", {7}, 4, 4);
  put_picture(directory / "test/b/1.png", {8}, 4, 4);
  EXPECT_THAT(expect_error("FOLDER_SIZE", [&] { load_picture_folder(directory.path()); }).what(),
              HasSubstr("pictures of [1,4,4], expected [1,2,3]"));
}

TEST(PictureFolder, WantsPicturesOfOneSize) {
  const TemporaryDirectory directory;
  put_picture(directory / "a/1.png", {5}, 4, 4);
  put_picture(directory / "b/1.png", {6}, 4, 5);
  EXPECT_THAT(expect_error("FOLDER_SIZE", [&] { load_picture_folder(directory.path()); }).what(),
              HasSubstr("scale the pictures to one size"));
}

TEST(PictureFolder, NamesWhatIsWrong) {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& code) {
    const Error error = expect_error(code, [&] { load_picture_folder(directory.path()); });
    EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
    return std::string(error.what());
  };
  put_picture(directory / "a.png", {5});
  EXPECT_FALSE(has_class_folders(directory.path()));
  EXPECT_THAT(message("FOLDER_CLASSES"), HasSubstr("expected one folder of pictures per class"));
  fs::create_directories(directory / "a");
  EXPECT_THAT(message("FOLDER_EMPTY"), HasSubstr("a: found no pictures"));
  put(directory / "a/1.gif", std::string("GIF89a"));
  EXPECT_THAT(message("FOLDER_KIND"), HasSubstr("1.gif: found a picture of another kind"));
  fs::remove(directory / "a/1.gif");
  put(directory / "a/1.png", std::string("<!DOCTYPE html>"));
  EXPECT_THAT(message("IMAGE_KIND"), HasSubstr("1.png: offset 0: found an HTML page"));
  put(directory / "a/1.png", std::string("version https://git-lfs.github.com/spec/v1"));
  EXPECT_THAT(message("IMAGE_KIND"), HasSubstr("git-LFS pointer"));
  fs::remove(directory / "a/1.png");
  fs::create_directories(directory / "a/1.png");
  EXPECT_THAT(message("NOT_A_FILE"), HasSubstr("found a directory"));
}

TEST(PictureFolder, ReportsProgressAndStops) {
  const TemporaryDirectory directory;
  for (const char* name : {"1.png", "2.png", "3.png"}) put_picture(directory / "a" / name, {5});
  std::vector<double> seen;
  std::stop_source stop;
  LoadControl control{.progress = [&](double done) { seen.push_back(done); },
                      .stop = stop.get_token()};
  ASSERT_TRUE(load_picture_folder(directory.path(), control));
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_DOUBLE_EQ(seen.back(), 1);
  control.progress = [&](double) { stop.request_stop(); };
  EXPECT_FALSE(load_picture_folder(directory.path(), control));
}

}  // namespace
}  // namespace convscope::engine
