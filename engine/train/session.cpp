#include "engine/train/session.h"

#include <utility>

#include "engine/train/session_worker.h"

namespace convscope::engine {

using session_command::Run;

Session::Session(SessionConfig config)
    : worker_(std::make_unique<Worker>(std::move(config))),
      thread_([worker = worker_.get()](std::stop_token quit) { worker->run(std::move(quit)); }) {}

Session::~Session() {
  thread_.request_stop();
  worker_->interrupt();
  thread_.join();
}

void Session::start() {
  worker_->post(Run{Run::kEndless});
}

void Session::pause() {
  worker_->post(session_command::Pause{});
}

void Session::one_batch() {
  worker_->post(Run{1});
}

void Session::one_epoch() {
  worker_->post(Run{Run::kToEpochEnd});
}

void Session::stop() {
  worker_->post(session_command::Stop{});
}

void Session::set_learning_rate(double rate) {
  worker_->post(session_command::SetRate{rate});
}

void Session::rewind(Index step) {
  worker_->post(session_command::Rewind{step});
}

void Session::evaluate_test() {
  worker_->post(session_command::EvaluateTest{});
}

void Session::save(std::string path) {
  worker_->post(session_command::Save{std::move(path)});
}

void Session::abandon() {
  worker_->abandon();
}

std::shared_ptr<const Snapshot> Session::take_snapshot() {
  return worker_->mailbox.take();
}

std::vector<SessionEvent> Session::drain_events() {
  return worker_->events.drain();
}

}  // namespace convscope::engine
