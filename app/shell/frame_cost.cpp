#include "app/shell/frame_cost.h"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "app/render/clear.h"
#include "app/render/offscreen.h"
#include "app/shell/effects.h"
#include "app/shell/frame_pacer.h"
#include "app/shell/frame_renderer.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "engine/core/error.h"
#include "engine/core/platform_thread.h"
#include "engine/io/assets.h"

namespace convscope::shell {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kTrainingFrame = FramePacer::kTrainingFrame;

Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The window's loop without a window: a lab, a training beside it, and frames.
class Stage {
 public:
  explicit Stage(const FrameCostRequest& request)
      : request_(request),
        state_(state::first_state()),
        target_(request.width, request.height),
        renderer_(engine::find_asset("fonts")),
        effects_([] {}) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(request.width), static_cast<float>(request.height)};
    apply(state::SelectLab{state::LabId::kTraining});
    effects_.wait();
    take_answers();
    if (request.training) begin_training();
    apply(state::SelectLab{request.lab});
    effects_wait_unless_training();
    take_answers();
    for (const state::Intent& intent : request.first) apply(intent);
  }

  FrameCost run() {
    for (int i = 0; i < 3; ++i) draw(false);  // fonts, first sights
    FrameCost cost;
    if (request_.training) cost.pace.emplace().headless = pace_while([&] { rest(); });
    const Progress start = progress();
    for (int i = 0; i < request_.frames; ++i) {
      const double before = engine::thread_cpu_seconds();
      if (request_.steps) step(i);
      const double update_ms = (engine::thread_cpu_seconds() - before) * 1e3;
      if (!request_.steps && i == request_.frames / 2) play();
      const auto begin = Clock::now();
      cost.ui_cpu_ms.push_back(update_ms + draw(false));
      if (request_.training) std::this_thread::sleep_until(begin + seconds(kTrainingFrame));
    }
    if (cost.pace) cost.pace->beside_frames = progress().pace_since(start);
    if (cost.pace) cost.pace->beside_pictures = pace_while([&] { draw_pictures(); });
    if (request_.lab == state::LabId::kKernels && !request_.training) measure_photo(cost);
    for (int i = 0; i < std::max(request_.frames / 10, 1); ++i) cost.raster_ms.push_back(raster());
    cost.vertices = vertices_;
    cost.list_vertices = list_vertices_;
    return cost;
  }

 private:
  void begin_training() {
    state::TrainingSettings settings = state_.training.settings;
    settings.epochs = 1000;
    apply(state::TrainingIntent{state::SetTrainingSettings{settings}});
    apply(state::TrainingIntent{state::CommandTraining{state::TrainingCommand::kRun}});
    const auto start = Clock::now();
    while (!state_.training.running() && ms_since(start) < 20000) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      take_answers();
    }
    if (state_.training.running()) return;
    throw engine::Error(engine::ErrorKind::kCheckFailed, "BENCH",
                        {.found = "a training that does not begin", .expected = "one that runs"});
  }
  void effects_wait_unless_training() {
    if (!request_.training) return effects_.wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }

  void apply(const state::Intent& intent) {
    for (const state::Effect& effect : state::update(state_, intent)) effects_.carry_out(effect);
  }
  void take_answers() {
    for (const state::Intent& intent : effects_.take_intents()) apply(intent);
  }

  /// What comes before frame i: a step, a jump to any step, or time that plays.
  void step(int i) {
    namespace lab = state::convolution;
    const int third = request_.frames / 3;
    if (i < third) return apply(state::ConvolutionIntent{lab::StepForward{}});
    if (i < 2 * third) {
      const engine::Index last = std::max<engine::Index>(1, state_.convolution.last_step());
      return apply(state::ConvolutionIntent{lab::GoToStep{i * engine::Index{7919} % last}});
    }
    if (i > 2 * third) return;
    apply(state::ConvolutionIntent{lab::SetSpeed{8}});
    apply(state::ConvolutionIntent{lab::TogglePlay{}});
  }

  void play() {
    switch (request_.lab) {
      case state::LabId::kConvolution:
        return apply(state::ConvolutionIntent{state::convolution::TogglePlay{}});
      case state::LabId::kPooling:
        return apply(state::PoolingIntent{state::pooling::TogglePlay{}});
      case state::LabId::kKernels:
        return apply(state::KernelsIntent{state::kernels::TogglePlay{}});
      case state::LabId::kNetwork:
        return apply(state::NetworkIntent{state::network::TogglePlay{}});
      default:
        if (!request_.training) apply(state::TrainingIntent{state::ToggleTrainingPlay{}});
    }
  }

  /// Milliseconds of this thread: answers, time, building the frame; without rasterisation.
  double draw(bool rasterise) {
    const double start = engine::thread_cpu_seconds();
    take_answers();
    if (state::wants_time(state_)) apply(state::AdvanceTime{1.0F / 60});
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    time_s_ += 1.0 / 60;
    FrameRequest frame;
    frame.input.time_s = time_s_;
    frame.rasterise = rasterise;
    const FrameResult result = renderer_.draw(state_, memory_, frame);
    vertices_ = std::max(vertices_, result.vertices);
    list_vertices_ = std::max(list_vertices_, result.list_vertices);
    for (const state::Intent& intent : result.intents) apply(intent);
    return (engine::thread_cpu_seconds() - start) * 1e3;
  }

  /// Wall milliseconds from a slider's change to the built frame with the new picture.
  void measure_photo(FrameCost& cost) {
    apply(state::KernelsIntent{state::kernels::ChoosePreset{state::KernelPreset::kGaussian}});
    apply(state::KernelsIntent{state::kernels::SetSize{15}});
    for (int i = 0; i < std::max(request_.frames / 10, 5); ++i) {
      const auto start = Clock::now();
      apply(state::KernelsIntent{state::kernels::SetAdd{static_cast<double>(i + 1)}});
      draw(false);
      cost.photo_ms.push_back(ms_since(start));
    }
  }

  double raster() {
    auto start = Clock::now();
    draw(false);
    const double build = ms_since(start);
    start = Clock::now();
    draw(true);
    render::finish();
    return std::max(ms_since(start) - build, 0.0);
  }

  /// How far the training is: samples, and seconds of its steps.
  struct Progress {
    double samples = 0;
    double seconds = 0;
    double pace_since(const Progress& start) const {
      return seconds > start.seconds ? (samples - start.samples) / (seconds - start.seconds) : 0;
    }
  };
  Progress progress() {
    take_answers();
    const auto& snapshot = state_.training.snapshot;
    if (!snapshot || snapshot->samples_per_s <= 0) return {};
    const auto samples = static_cast<double>(snapshot->step * state_.training.settings.batch);
    return {samples, samples / snapshot->samples_per_s};
  }

  template <typename Work>
  double pace_while(const Work& work) {
    const Progress start = progress();
    work();
    return progress().pace_since(start);
  }
  /// As long as the frames of the measurement take.
  void rest() {
    for (int i = 0; i < request_.frames; ++i) {
      std::this_thread::sleep_for(seconds(kTrainingFrame));
      take_answers();
    }
  }
  void draw_pictures() {
    const bool software = render::rasterises_in_software();
    const double interval = software ? FramePacer::kCostlyFrame : kTrainingFrame;
    const int count = std::max(static_cast<int>(request_.frames * kTrainingFrame / interval), 1);
    for (int i = 0; i < count; ++i) {
      const auto begin = Clock::now();
      draw(true);
      render::finish();
      std::this_thread::sleep_until(begin + seconds(interval));
    }
  }

  FrameCostRequest request_;
  state::AppState state_;
  render::PictureTarget target_;
  FrameRenderer renderer_;
  EffectRunner effects_;
  ui::UiMemory memory_;
  double time_s_ = 0;
  int vertices_ = 0;
  int list_vertices_ = 0;
};

}  // namespace

FrameCost measure_frames(const FrameCostRequest& request) {
  const render::OffscreenContext context;
  return Stage(request).run();
}

}  // namespace convscope::shell
