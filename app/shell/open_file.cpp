#include "app/shell/open_file.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "app/state/scene.h"
#include "app/state/settings_file.h"
#include "app/state/weights.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/data/picture_input.h"
#include "engine/io/file.h"
#include "engine/io/image.h"
#include "engine/train/checkpoint.h"

namespace convscope::shell {
namespace {

using engine::ByteView;
using engine::Error;
using engine::ErrorKind;
using engine::Tensor;

namespace fs = std::filesystem;

constexpr std::string_view kAutosave = "autosave-";

// Enough to tell the kinds apart.
engine::Bytes first_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  engine::Bytes bytes(64);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

bool starts_with(ByteView bytes, std::initializer_list<std::uint8_t> signature) {
  return bytes.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), bytes.begin());
}

bool is_picture(ByteView bytes) {
  return starts_with(bytes, {0x89, 'P', 'N', 'G'}) || starts_with(bytes, {0xFF, 0xD8}) ||
         starts_with(bytes, {'B', 'M'});
}

// A length of eight bytes, then JSON.
bool is_safetensors(const fs::path& path, ByteView bytes) {
  return path.extension() == ".safetensors" || (bytes.size() > 8 && bytes[8] == '{');
}

bool is_json(const fs::path& path, ByteView bytes) {
  const auto first =
      std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte > ' '; });
  return path.extension() == ".json" || (first != bytes.end() && *first == '{');
}

state::Intent open_scene(const std::string& name) {
  return state::SceneOpened{std::make_shared<const state::AppState>(state::load_scene(name))};
}

state::Intent open_picture(const fs::path& path) {
  const Tensor grey = engine::to_gray(engine::load_image(path));
  const Tensor input = engine::picture_input(grey.view(), engine::Shape{1, 28, 28});
  const auto values = input.values();
  return state::PictureOpened{Tensor(engine::Shape{28, 28}, {values.begin(), values.end()}),
                              path.filename().string(), fs::absolute(path).string()};
}

state::Intent open_path(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return state::DataOpened{path.string(), engine::load_dataset(path.string())};
  }
  // Says by name what is not a regular file, or cannot be read.
  if (!fs::is_regular_file(path, error)) engine::read_file(path, 64);
  const engine::Bytes bytes = first_bytes(path);
  if (is_picture(bytes)) return open_picture(path);
  if (is_safetensors(path, bytes)) {
    return state::NetworkIntent{state::network::WeightsOpened{state::read_weights(path)}};
  }
  if (is_json(path, bytes)) return open_scene(path.string());
  if (bytes.empty()) engine::read_file(path, 64);
  throw Error(ErrorKind::kBadFile, "FILE_KIND",
              {.file = engine::display_path(path),
               .found = engine::describe_content(bytes),
               .expected = "a scene (JSON), weights (.safetensors), a picture (PNG, JPEG or BMP) "
                           "or a directory of IDX files"});
}

// A process that was killed but not yet taken note of by its parent has a number still.
bool is_zombie(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');  // "12 (convscope) Z 1 ..."
  return name_end != std::string::npos && line.substr(name_end + 1, 2) == " Z";
}

bool runs(const std::string& pid) {
  const auto number = engine::parse_index(pid);
  if (!number || *number <= 1) return false;
  if (*number == static_cast<engine::Index>(getpid())) return false;
  if (kill(static_cast<pid_t>(*number), 0) != 0 && errno != EPERM) return false;
  return !is_zombie(pid);
}

state::Recovery recovery_of(const fs::path& path) {
  const engine::Checkpoint checkpoint = engine::read_checkpoint(path);
  if (!checkpoint.training) {
    throw Error(ErrorKind::kBadFile, "AUTOSAVE", {.file = path.string(), .found = "no training"});
  }
  const auto& training = *checkpoint.training;
  const engine::Index batch = std::max<engine::Index>(training.options.batch, 1);
  const engine::Index per_epoch =
      std::max<engine::Index>((training.options.train_count + batch - 1) / batch, 1);
  const auto epochs = static_cast<int>(training.options.epochs);
  return {.path = path.string(),
          .data = training.data,
          .preset = checkpoint.spec.name,
          .step = training.state.step,
          .epoch = std::min(static_cast<int>(training.state.step / per_epoch) + 1, epochs),
          .epochs = epochs};
}

}  // namespace

std::vector<state::Intent> read_for_window(const std::string& path) {
  std::error_code error;
  // What is no path may be the name of a scene.
  if (!fs::exists(path, error)) return {open_scene(path)};
  std::vector<state::Intent> intents{open_path(path)};
  if (std::holds_alternative<state::NetworkIntent>(intents.front())) {
    intents.insert(intents.begin(), state::SelectLab{state::LabId::kNetwork});
  }
  intents.emplace_back(
      state::FileRemembered{fs::absolute(path, error).lexically_normal().string()});
  return intents;
}

std::optional<state::Recovery> find_recovery() {
  struct Found {
    fs::path path;
    fs::file_time_type time;
  };
  std::vector<Found> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(state::state_directory(), error)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".safetensors" || !name.starts_with(kAutosave)) continue;
    if (runs(name.substr(kAutosave.size()))) continue;
    std::error_code ignored;
    found.push_back({entry.path(), entry.last_write_time(ignored)});
  }
  std::ranges::sort(found, std::greater(), &Found::time);
  for (const Found& file : found) {
    try {
      return recovery_of(file.path);
    } catch (const std::exception&) {
      continue;  // of another version, say: it stays where it is
    }
  }
  return std::nullopt;
}

std::string autosave_path() {
  const fs::path folder = state::state_directory();
  if (folder.empty()) return {};
  return (folder / (std::string(kAutosave) + std::to_string(getpid()) + ".safetensors")).string();
}

}  // namespace convscope::shell
