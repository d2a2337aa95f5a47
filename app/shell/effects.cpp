#include "app/shell/effects.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <utility>

#include "app/shell/open_file.h"
#include "app/shell/weight_files.h"
#include "app/state/settings_file.h"
#include "app/state/update.h"
#include "engine/core/error.h"
#include "engine/data/catalog.h"
#include "engine/io/atomic_file.h"
#include "engine/io/image.h"
#include "engine/train/evaluate.h"

namespace convscope::shell {

void EffectRunner::Inbox::post(state::Intent intent) {
  {
    const std::lock_guard lock(mutex);
    intents.push_back(std::move(intent));
  }
  if (wake) wake();
}

EffectRunner::EffectRunner(std::function<void()> wake, std::string autosave)
    : inbox_(std::make_shared<Inbox>()),
      training_(wake, std::move(autosave)),
      learning_(wake),
      shuffle_(wake) {
  inbox_->wake = std::move(wake);
}

EffectRunner::~EffectRunner() {
  for (Job& job : jobs_) job.thread.request_stop();
}

bool EffectRunner::carry_out(const state::Effect& effect) {
  if (const auto* load = std::get_if<state::LoadDataset>(&effect)) {
    load_dataset(*load);
  } else if (const auto* read = std::get_if<state::ReadTestSet>(&effect)) {
    read_test_set(*read);
  } else if (const auto* training = std::get_if<state::TrainingEffect>(&effect)) {
    training_.carry_out(*training);
  } else if (const auto* weights = std::get_if<state::LoadWeights>(&effect)) {
    load_weights(*weights);
  } else if (const auto* file = std::get_if<state::ReadFile>(&effect)) {
    read_any_file(*file);
  } else if (const auto* scene = std::get_if<state::WriteScene>(&effect)) {
    write_scene(*scene);
  } else if (const auto* recent = std::get_if<state::SaveRecentFiles>(&effect)) {
    save_recent_files(*recent);
  } else if (const auto* unwanted = std::get_if<state::DeleteFile>(&effect)) {
    delete_file(*unwanted);
  } else if (const auto* photo = std::get_if<state::LoadPhoto>(&effect)) {
    load_photo(*photo);
  } else if (const auto* learn = std::get_if<state::RunKernelLearning>(&effect)) {
    learning_.carry_out(*learn);
  } else if (const auto* change = std::get_if<state::ChangeKernelLearning>(&effect)) {
    learning_.carry_out(*change);
  } else if (const auto* shuffle = std::get_if<state::RunPixelShuffle>(&effect)) {
    shuffle_.carry_out(*shuffle);
  } else if (const auto* hold = std::get_if<state::HoldPixelShuffle>(&effect)) {
    shuffle_.carry_out(*hold);
  } else if (std::holds_alternative<state::FindWeightFiles>(effect)) {
    find_weight_files();
  } else {
    return false;
  }
  return true;
}

void EffectRunner::save_picture(render::Pixels pixels, std::string path, state::Language language) {
  start("picture " + path, [pixels = std::move(pixels), path = std::move(path), language](
                               std::stop_token, Inbox& inbox) {
    engine::write_file(path, engine::encode_png({pixels.width, pixels.height, 4, pixels.rgba}));
    std::error_code ignored;
    const auto full = std::filesystem::absolute(path, ignored);
    inbox.post(
        state::ShowToast{state::Toast::Tone::kGood,
                         std::string(state::phrase::kExported.in(language)) + " " + full.string()});
  });
}

std::vector<state::Intent> EffectRunner::take_intents() {
  std::erase_if(jobs_, [](const Job& job) { return job.done->load(); });
  std::vector<state::Intent> intents = training_.take_intents();
  std::ranges::move(learning_.take_intents(), std::back_inserter(intents));
  std::ranges::move(shuffle_.take_intents(), std::back_inserter(intents));
  const std::lock_guard lock(inbox_->mutex);
  auto answers = std::exchange(inbox_->intents, {});
  std::ranges::move(answers, std::back_inserter(intents));
  return intents;
}

void EffectRunner::wait() {
  // A jthread's destructor would ask its work to stop.
  for (Job& job : jobs_) job.thread.join();
  jobs_.clear();
}

void EffectRunner::start(std::string key, Work work) {
  for (Job& job : jobs_) {
    if (job.key == key) job.thread.request_stop();
  }
  auto done = std::make_shared<std::atomic<bool>>(false);
  auto run = [inbox = inbox_, done, work = std::move(work)](std::stop_token stop) {
    try {
      work(stop, *inbox);
    } catch (const std::exception& error) {
      inbox->post(state::ShowToast{state::Toast::Tone::kBad, error.what()});
    }
    done->store(true);
    if (inbox->wake) inbox->wake();
  };
  jobs_.push_back({std::move(key), std::move(done), std::jthread(std::move(run))});
}

void EffectRunner::load_dataset(const state::LoadDataset& effect) {
  start("dataset " + effect.name, [name = effect.name](std::stop_token stop, Inbox& inbox) {
    try {
      engine::LoadControl control;
      control.stop = stop;
      control.progress = [&](double done) { inbox.post(state::DatasetProgress{name, done}); };
      auto data = engine::load_dataset(name, control);
      if (data) inbox.post(state::DatasetLoaded{name, std::move(data)});
    } catch (const engine::Error& error) {
      inbox.post(state::DatasetFailed{name, error.what()});
    }
  });
}

void EffectRunner::read_test_set(const state::ReadTestSet& effect) {
  start("read test set", [effect](std::stop_token stop, Inbox& inbox) {
    // One thread: the window and a training need the others more.
    engine::ExecutorTeam team(effect.weights.network, 1);
    engine::check_fits(*effect.weights.network, *effect.data);
    const engine::Split& test = effect.data->test;
    auto result = engine::evaluate(team, *effect.weights.parameters, test, {0, test.count()}, stop);
    if (!result) return;
    inbox.post(state::TestSetRead{effect.weights, effect.data, std::move(result->predictions)});
  });
}

void EffectRunner::load_weights(const state::LoadWeights& effect) {
  start("weights", [path = effect.path](std::stop_token, Inbox& inbox) {
    inbox.post(state::NetworkIntent{state::network::WeightsOpened{state::read_weights(path)}});
  });
}

void EffectRunner::read_any_file(const state::ReadFile& effect) {
  start("file", [path = effect.path](std::stop_token stop, Inbox& inbox) {
    for (state::Intent& intent : read_for_window(path)) {
      if (stop.stop_requested()) return;
      inbox.post(std::move(intent));
    }
  });
}

void EffectRunner::write_scene(const state::WriteScene& effect) {
  start("scene " + effect.path, [effect](std::stop_token, Inbox& inbox) {
    engine::write_file(effect.path, effect.text);
    std::error_code ignored;
    const std::string full = std::filesystem::absolute(effect.path, ignored).string();
    inbox.post(
        state::ShowToast{state::Toast::Tone::kGood,
                         std::string(state::phrase::kSceneSaved.in(effect.language)) + " " + full});
    inbox.post(state::FileRemembered{full});
  });
}

void EffectRunner::save_recent_files(const state::SaveRecentFiles& effect) {
  const std::filesystem::path folder = state::state_directory();
  if (folder.empty()) return;
  start("recent files", [folder, files = effect.files](std::stop_token stop, Inbox&) {
    if (stop.stop_requested()) return;
    std::filesystem::create_directories(folder);
    engine::write_file(folder / "recent.json", state::recent_files_text(files));
  });
}

void EffectRunner::delete_file(const state::DeleteFile& effect) {
  start("delete " + effect.path, [path = effect.path](std::stop_token, Inbox&) {
    std::filesystem::remove(path);  // throws what it cannot do, which becomes a toast
  });
}

void EffectRunner::load_photo(const state::LoadPhoto& effect) {
  start("photo", [effect](std::stop_token stop, Inbox& inbox) {
    state::PhotoPtr photo =
        effect.key.empty() ? state::read_photo(effect.path) : state::shipped_photo(effect.key);
    if (stop.stop_requested()) return;
    inbox.post(state::KernelsIntent{state::kernels::PhotoOpened{std::move(photo)}});
  });
}

void EffectRunner::look_for_recovery() {
  start("recovery", [](std::stop_token, Inbox& inbox) {
    if (auto found = find_recovery()) inbox.post(state::RecoveryFound{std::move(*found)});
  });
}

void EffectRunner::find_weight_files() {
  start("weight files", [](std::stop_token stop, Inbox& inbox) {
    inbox.post(state::NetworkIntent{state::network::WeightFilesFound{list_weight_files(stop)}});
  });
}

void settle(state::AppState& state) {
  EffectRunner runner(nullptr);
  const auto apply = [&](const state::Intent& intent) {
    for (const state::Effect& effect : state::update(state, intent)) runner.carry_out(effect);
  };
  apply(state::SelectLab{state.lab});
  while (true) {
    runner.wait();
    const auto answers = runner.take_intents();
    if (answers.empty()) return;
    for (const state::Intent& intent : answers) apply(intent);
  }
}

}  // namespace convscope::shell
