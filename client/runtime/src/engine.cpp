#include "engine.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <span>

#include <unistd.h>

#include <sotto/api/passphrase.hpp>
#include <sotto/api/sentences.hpp>
#include <sotto/crypto/vault_key.hpp>
#include <sotto/crypto/words.hpp>
#include <sotto/runtime/profiles.hpp>
#include <sotto/runtime/this_machine.hpp>
#include <sotto/store/key_file.hpp>

#include "creation.hpp"

namespace sotto::runtime {

using api::Json;
using api::Problem;

namespace {

Problem locked_problem() { return api::problem("", {Errc::locked}); }

std::string text_at(const Json& params, const char* key) {
  const auto found = params.find(key);
  return found != params.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Engine::Engine(std::filesystem::path profile, ProfileLock lock, const MakeFace& face)
    : profile_(std::move(profile)),
      lock_(std::move(lock)),
      autolock_(loop_, [this] { this->lock([] {}); }),
      away_(loop_, [this] { this->lock([] {}); }),
      signals_(loop_, {SIGTERM, SIGINT}, [this](int) { shut_down([] {}); }),
      since_(loop_.now().timestamp),
      face_(face ? face(*this) : nullptr) {}

Engine::~Engine() = default;

std::optional<Problem> Engine::unlock(ByteView passphrase) {
  auto opened = open_profile(profile_, passphrase, random_, witness_folder(), loop_.now(), lists_folder());
  if (auto* problem = std::get_if<Problem>(&opened)) return std::move(*problem);
  Session::Hooks hooks;
  hooks.event = [this](const Json& event) {
    for (const Client client : watching_) server_->send(client, rpc::event_line(event));
    if (face_) face_->event(event);
  };
  hooks.broken = [this](Problem problem) {
    broken_ = std::move(problem);
    loop_.stop();
  };
  hooks.resumed = [this] { loop_.post([this] { lock(); }); };
  session_ = std::make_unique<Session>(loop_, random_, std::move(std::get<OpenProfile>(opened)), std::move(hooks));
  since_ = loop_.now().timestamp;
  active();
  return std::nullopt;
}

api::Reply Engine::run(const std::function<void(const Json&)>& ready) {
  socket_ = socket_path(profile_);
  LineServer::Events events;
  events.line = [this](Client client, std::string_view line) { on_line(client, line); };
  events.gone = [this](Client client) {
    introduced_.erase(client);
    watching_.erase(client);
  };
  auto server = LineServer::listen(loop_, socket_, rpc::request_max, std::move(events));
  if (!server) return api::problem("", server.error());
  server_ = *std::move(server);
  if (const auto told = lock_.publish(socket_.string()); !told) return api::problem("", told.error());

  Json line{{"ready", true}, {"socket", socket_.string()}};
  if (session_ && session_->restored()) line["notice"] = restored_sentence;
  ready(line);
  if (session_) session_->go_online(LinkDriver::Haste::calm);
  if (!broken_) loop_.run();

  static_cast<void>(lock_.publish({}));  // the socket's file goes in any case
  face_.reset();
  server_.reset();
  session_.reset();
  if (broken_) return *std::move(broken_);
  return Json{{"stopped", true}};
}

void Engine::on_line(Client client, std::string_view line) {
  auto parsed = rpc::parse_request(line);
  if (const auto* refusal = std::get_if<std::string>(&parsed)) return server_->send(client, *refusal);
  auto& request = std::get<rpc::Request>(parsed);
  answer(client, request);
  if (const auto secret = request.params.find("passphrase"); secret != request.params.end() && secret->is_string()) {
    auto& text = secret->get_ref<std::string&>();
    crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  }
}

void Engine::answer(Client client, const rpc::Request& request) {
  const auto done = [this, client, id = request.id](api::Reply reply) {
    if (!id.is_null()) server_->send(client, rpc::reply_line(id, reply));
  };
  if (request.method == "hello") {
    if (!rpc::same_protocol(request.params))
      return done(Problem{Errc::newer_version,
                          "The engine that runs is another version of Sotto: stop it, then start it again."});
    introduced_.insert(client);
    return done(rpc::hello());
  }
  if (!introduced_.contains(client))
    return done(Problem{Errc::usage, "The first request of a connection is \"hello\"."});
  dispatch(client, request.method, request.params, done);
}

void Engine::dispatch(Client client, const std::string& method, const Json& params, const Done& done) {
  if (method == "stop") return shut_down([done] { done(Json{{"stopped", true}}); });
  if (face_)
    if (auto reply = face_->answer(method, params)) return done(*std::move(reply));
  if (method == "doctor") return done(look_at_this_machine());
  if (answered_while_locked(method, params, done)) return;
  if (locked()) return done(locked_problem());
  active();
  if (method == "lock") return lock([done] { done(Json{{"locked", true}}); });
  if (method == "watch") {
    watching_.insert(client);
    return done(Json{{"watching", true}});
  }
  session_->call(method, params, done);
}

bool Engine::answered_while_locked(std::string_view method, const Json& params, const Done& done) {
  if (method == "status")
    done(status());
  else if (method == "unlock")
    unlock_by(params, done);
  else if (method == "init")
    init(params, done);
  else if (method == "passphrase.strength")
    done(strength(params));
  else if (method == "passphrase.make")
    done(Json{{"passphrase", fresh_passphrase()}});
  else
    return false;
  return true;
}

void Engine::call(std::string_view method, const Json& params, const Done& done) {
  if (answered_while_locked(method, params, done)) return;
  if (locked()) return done(locked_problem());
  if (method == "lock") return lock([done] { done(Json{{"locked", true}}); });
  session_->call(method, params, done);
}

api::Reply Engine::put(std::string_view upload, std::uint64_t at, ByteView piece) {
  if (locked()) return locked_problem();
  return session_->put(upload, at, piece);
}

std::variant<Bytes, Problem> Engine::get(std::string_view id, std::uint64_t at) {
  if (locked()) return locked_problem();
  return session_->get(id, at);
}

bool Engine::knows(std::string_view passphrase) {
  const auto wrapped = store::read_key_file(profile_ / "vault.key");
  return wrapped && crypto::unwrap(*wrapped, view_of(passphrase));
}

Json Engine::strength(const Json& params) {
  const std::array known{text_at(params, "name")};
  const auto bits = api::passphrase_bits(text_at(params, "passphrase"), known);
  return {{"bits", bits}, {"enough", bits >= api::passphrase_bits_min}};
}

// Five words of 11 bits each: nobody guesses them, and they can be written down.
std::string Engine::fresh_passphrase() {
  std::array<std::uint8_t, 32> bytes{};
  random_.fill(bytes);
  const auto words = crypto::six_words(bytes);
  std::string out;
  for (const auto& word : std::span(words).first(5)) out += (out.empty() ? "" : " ") + std::string(word);
  crypto::wipe(bytes);
  return out;
}

// The first thing an empty profile hears, from the window: the vault is made, and is open.
void Engine::init(const Json& params, const Done& done) {
  std::string passphrase = text_at(params, "passphrase");
  const auto name = text_at(params, "name");
  const auto problem = [&]() -> std::optional<Problem> {
    const std::array known{name};
    if (name.find_first_not_of(" \t") == std::string::npos)
      return Problem{Errc::usage, "Your buddies need a name for you. Nothing was made."};
    if (!session_ && !profile_exists(profile_) && api::passphrase_bits(passphrase, known) < api::passphrase_bits_min &&
        params.value("weak", Json()) != true)
      return Problem{Errc::refused, "This passphrase would be easy to guess. Take four or more unrelated words."};
    const auto made = make_profile({profile_, name, text_at(params, "kdf") == "light"}, view_of(passphrase));
    if (const auto* refusal = std::get_if<Problem>(&made)) return *refusal;
    return unlock(view_of(passphrase));
  }();
  crypto::wipe({reinterpret_cast<std::uint8_t*>(passphrase.data()), passphrase.size()});
  if (problem) return done(*problem);
  session_->go_online(LinkDriver::Haste::calm);
  done(Json{{"profile", profile_.string()}, {"name", name}});
}

void Engine::unlock_by(const Json& params, const Done& done) {
  if (locking_) return done(locked_problem());
  const auto given = params.find("passphrase");
  if (given == params.end() || !given->is_string())
    return done(Problem{Errc::usage, "A passphrase is needed to unlock."});
  if (!session_) {
    if (auto problem = unlock(view_of(given->get_ref<const std::string&>()))) return done(*std::move(problem));
    session_->go_online(LinkDriver::Haste::calm);
  }
  Json answer{{"locked", false}};
  if (session_->restored()) answer["notice"] = restored_sentence;
  done(std::move(answer));
}

void Engine::lock(std::function<void()> done) {
  if (!session_ || locking_) return done();
  locking_ = true;
  if (face_) face_->locking();
  autolock_.set(std::nullopt);
  session_->go_offline([this, done = std::move(done)] {
    loop_.post([this, done] {  // not inside the session that goes
      session_.reset();
      locking_ = false;
      since_ = loop_.now().timestamp;
      done();
      if (const auto next = std::exchange(when_locked_, nullptr)) next();
    });
  });
}

void Engine::shut_down(std::function<void()> told) {  // `told` once the vault is closed
  stop_tellers_.push_back(std::move(told));
  if (std::exchange(stopping_, true)) return;
  const auto leave = [this] {
    for (const auto& tell : std::exchange(stop_tellers_, {})) tell();
    server_->flush([this] { loop_.stop(); });
  };
  if (locking_)
    when_locked_ = leave;
  else
    lock(leave);
}

void Engine::active() {
  const auto text = session_->setting("autolock");
  int minutes_idle = 0;
  std::from_chars(text.data(), text.data() + text.size(), minutes_idle);
  autolock_.set(minutes_idle > 0 ? std::optional(loop_.now().instant + minutes(minutes_idle)) : std::nullopt);
}

Json Engine::status() const {
  Json out{{"running", true},
           {"locked", locked()},
           {"profile_exists", profile_exists(profile_)},
           {"profile", profile_.string()},
           {"socket", socket_.string()},
           {"pid", getpid()},
           {"version", rpc::program_version},
           {"since", api::rfc3339(since_)}};
  if (const auto banner = read_banner(profile_)) {
    out["banner"] = {{"label", banner->label}, {"colour", banner->colour}};
  }
  return out;
}

}  // namespace sotto::runtime
