// Every view of the labs of convolution, pooling and kernels is drawn from a scene.
#include <gtest/gtest.h>

#include <map>

#include "app/shell/picture.h"
#include "app/state/scene.h"

namespace convscope::shell {
namespace {

// Two that look the same: a view that is not drawn, or is another one's. Wide enough for the card.
void expect_all_different(const std::vector<std::string>& scenes, bool presenting) {
  std::map<std::vector<unsigned char>, std::string> seen;
  for (const std::string& text : scenes) {
    state::AppState app = state::parse_scene(text, "scene.json", {});
    app.presenting = presenting;
    const render::Pixels drawn = draw_picture(app, {.width = 1280, .height = 540});
    const auto [at, fresh] =
        seen.emplace(std::vector<unsigned char>(drawn.rgba.begin(), drawn.rgba.end()), text);
    EXPECT_TRUE(fresh) << text << "\nlooks like\n" << at->second;
  }
}

std::string scene(const std::string& lab, const std::string& view, const std::string& state) {
  return R"({"format":1,"lab":")" + lab + R"(","view":")" + view + R"(","step":9,"state":{)" +
         state + "}}";
}

class Views : public ::testing::TestWithParam<bool> {};

TEST_P(Views, OfPooling) {
  std::vector<std::string> scenes;
  for (const char* mode : {"max", "average", "l2"}) {
    for (const char* way : {"false", "true"}) {
      scenes.push_back(scene("pooling", "numbers",
                             std::string(R"("mode":")") + mode + R"(","backward":)" + way));
    }
  }
  scenes.push_back(scene("pooling", "numbers", R"("gradient_check":true)"));
  scenes.push_back(scene("pooling", "strided", ""));
  scenes.push_back(scene("pooling", "volumes", ""));
  scenes.push_back(scene("pooling", "exercise", R"("example":"exercise","checked":true)"));
  scenes.push_back(scene("pooling", "exercise", R"("example":"exercise","backward":true)"));
  expect_all_different(scenes, GetParam());
}

TEST_P(Views, OfKernels) {
  std::vector<std::string> scenes;
  for (const char* output : {"signed", "absolute", "magnitude", "direction"}) {
    scenes.push_back(scene("kernels", "split", std::string(R"("output":")") + output + '"'));
  }
  scenes.push_back(
      scene("kernels", "split", R"("photo":"chelsea","luminance":false,"channel":"blue")"));
  scenes.push_back(scene("kernels", "side-by-side", ""));
  scenes.push_back(
      scene("kernels", "chain", R"("chain":[{"preset":"gaussian"},{"preset":"laplacian"}])"));
  scenes.push_back(scene("kernels", "learn", R"("learn":{"steps":20})"));
  scenes.push_back(scene("kernels", "learn", R"("learn":{"steps":20,"gradient_check":true})"));
  expect_all_different(scenes, GetParam());
}

TEST_P(Views, OfPixelShuffle) {
  const std::string points =
      R"("points":[{"step":0,"judged":500,"loss":[2.3,2.3,2.3,2.3],"accuracy":[0.1,0.1,0.1,0.1]},)"
      R"({"step":9,"judged":10000,"loss":[0.3,0.3,0.1,0.4],"accuracy":[0.92,0.92,0.97,0.9]}])";
  expect_all_different({scene("convolution", "shuffle", ""),
                        scene("convolution", "shuffle", R"("pixel_shuffle":{"block":7})"),
                        scene("convolution", "shuffle", R"("pixel_shuffle":{)" + points + "}"),
                        scene("convolution", "counting", "")},
                       GetParam());
}

INSTANTIATE_TEST_SUITE_P(Labs, Views, ::testing::Bool(), [](const auto& presenting) {
  return presenting.param ? "Presented" : "InTheWindow";
});

}  // namespace
}  // namespace convscope::shell
