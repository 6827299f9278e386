#include <chrono>
#include <csignal>

#include <sys/stat.h>

#include <sotto/api/sentences.hpp>
#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/profiles.hpp>
#include <sotto/runtime/session.hpp>
#include <sotto/runtime/system.hpp>

#include "creation.hpp"
#include "engine.hpp"
#include "remote_connection.hpp"

namespace sotto::runtime {

using api::Json;
using api::Problem;

namespace {

constexpr auto lock_patience = std::chrono::seconds(10);

// The same methods in this very process, under the profile's lock.
class LocalConnection : public Connection {
 public:
  explicit LocalConnection(ProfileLock lock) : lock_(std::move(lock)) {}

  std::optional<Problem> open(const std::filesystem::path& profile, ByteView passphrase) {
    auto opened = open_profile(profile, passphrase, random_, witness_folder(), loop_.now(), lists_folder());
    if (auto* problem = std::get_if<Problem>(&opened)) return std::move(*problem);
    Session::Hooks hooks;
    hooks.event = [this](const Json& event) {
      if (each_ != nullptr && !(*each_)(event)) end(Json::object());
    };
    hooks.broken = [this](Problem problem) { end(std::move(problem)); };
    session_ = std::make_unique<Session>(loop_, random_, std::move(std::get<OpenProfile>(opened)), std::move(hooks));
    return std::nullopt;
  }

  bool engine() const override { return false; }
  std::string notice() const override { return session_->restored() ? std::string(restored_sentence) : std::string(); }

  api::Reply call(std::string_view method, const Json& params) override {
    if (method == "status") return Json{{"running", false}};
    if (method == "lock" || method == "unlock" || method == "stop")
      return Problem{Errc::not_found, "No engine runs for this profile."};
    reply_.reset();
    session_->call(method, params, [this](api::Reply reply) { end(std::move(reply)); });
    return wait();
  }
  api::Reply watch(const std::function<bool(const Json&)>& each) override {
    reply_.reset();
    each_ = &each;
    session_->go_online(LinkDriver::Haste::eager);
    auto reply = wait();
    each_ = nullptr;
    leave();
    return reply;
  }

 private:
  void end(api::Reply reply) {
    if (!reply_) reply_ = std::move(reply);
    loop_.stop();
  }
  api::Reply wait() {
    bool interrupted = false;
    if (!reply_) {
      const SignalWatch signals(loop_, {SIGINT, SIGTERM}, [&](int) {
        interrupted = true;
        end(Problem{Errc::interrupted, "Interrupted."});
      });
      loop_.run();
    }
    auto reply = *std::move(reply_);
    if (interrupted) leave();
    return reply;
  }
  void leave() {  // nothing that still arrives is lost
    bool left = false;
    session_->go_offline([&] {
      left = true;
      loop_.stop();
    });
    while (!left) loop_.run();
  }

  ProfileLock lock_;
  Loop loop_;
  SystemRandom random_;
  const std::function<bool(const Json&)>* each_ = nullptr;
  std::optional<api::Reply> reply_;
  std::unique_ptr<Session> session_;
};

Problem no_profile(const std::filesystem::path& profile) {
  return api::problem(Errc::not_found, api::Said::no_profile, {profile.string()});
}

// The connection to an engine, a lock, or a Problem: whatever comes first within ten seconds.
using Entry = std::variant<std::unique_ptr<Connection>, ProfileLock, Problem>;
Entry enter(const std::filesystem::path& profile) {
  std::optional<Entry> answered;
  const auto engine_answers = [&] {
    const auto socket = ProfileLock::published(profile);
    if (socket.empty()) return false;
    auto remote = connect_remote(socket);
    if (auto* problem = std::get_if<Problem>(&remote)) {
      answered = std::move(*problem);
    } else if (auto& connection = std::get<std::unique_ptr<Connection>>(remote)) {
      answered = std::move(connection);
    }
    return answered.has_value();
  };
  auto lock = ProfileLock::take_within(profile, lock_patience, engine_answers);
  if (answered) return *std::move(answered);
  if (!lock) return api::problem("", lock.error());
  return *std::move(lock);
}

Status prepare_process() {
  umask(S_IRWXG | S_IRWXO);
  return crypto::start();
}

}  // namespace

std::variant<std::unique_ptr<Connection>, Problem> connect(const Opening& opening) {
  if (const auto started = prepare_process(); !started) return api::problem("", started.error());
  if (!profile_exists(opening.profile)) return no_profile(opening.profile);
  auto entry = enter(opening.profile);
  if (auto* problem = std::get_if<Problem>(&entry)) return std::move(*problem);
  if (auto* engine = std::get_if<std::unique_ptr<Connection>>(&entry)) return std::move(*engine);
  auto local = std::make_unique<LocalConnection>(std::move(std::get<ProfileLock>(entry)));
  const auto passphrase = opening.passphrase();
  if (const auto* problem = std::get_if<Problem>(&passphrase)) return *problem;
  if (auto problem = local->open(opening.profile, std::get<crypto::SecretBytes>(passphrase).expose()))
    return *std::move(problem);
  return std::unique_ptr<Connection>(std::move(local));
}

std::variant<std::unique_ptr<Connection>, Problem> connect_engine(const std::filesystem::path& profile) {
  if (const auto socket = ProfileLock::published(profile); !socket.empty()) {
    auto remote = connect_remote(socket);
    if (auto* problem = std::get_if<Problem>(&remote)) return std::move(*problem);
    if (auto& connection = std::get<std::unique_ptr<Connection>>(remote)) return std::move(connection);
  }
  if (!profile_exists(profile)) return no_profile(profile);  // an engine that waits for its first one was found above
  return Problem{Errc::not_found, "No engine runs for this profile."};
}

api::Reply run_engine(const Opening& opening, const std::function<void(const Json&)>& ready, const MakeFace& face) {
  if (const auto started = prepare_process(); !started) return api::problem("", started.error());
  if (!profile_exists(opening.profile)) {
    if (opening.passphrase) return no_profile(opening.profile);
    const auto folder = take_folder(opening.profile);  // enter() needs one; the lock is let go and taken again
    if (const auto* problem = std::get_if<Problem>(&folder); problem != nullptr && problem->code != Errc::in_use)
      return *problem;
  }
  auto entry = enter(opening.profile);
  if (auto* problem = std::get_if<Problem>(&entry)) return std::move(*problem);
  if (std::holds_alternative<std::unique_ptr<Connection>>(entry))
    return Problem{Errc::in_use, "An engine runs for this profile already."};
  Engine engine(std::filesystem::absolute(opening.profile), std::move(std::get<ProfileLock>(entry)), face);
  if (opening.passphrase) {
    const auto passphrase = opening.passphrase();
    if (const auto* problem = std::get_if<Problem>(&passphrase)) return *problem;
    if (auto problem = engine.unlock(std::get<crypto::SecretBytes>(passphrase).expose())) return *std::move(problem);
  }
  return engine.run(ready);
}

}  // namespace sotto::runtime
