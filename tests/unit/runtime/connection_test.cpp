// Whole clients against the real relay, in one process: the in-process connection, the engine and its socket.
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/profile_lock.hpp>

#include "home_relay.hpp"
#include "scratch.hpp"

using namespace sotto;
using api::Json;
using api::Problem;
using api::Reply;
using test::HomeRelay;

namespace {

constexpr std::string_view passphrase = "correct horse battery staple";

std::variant<crypto::SecretBytes, Problem> secret() { return crypto::SecretBytes(view_of(passphrase)); }

// The folders of the environment, below a scratch folder; and a profile for each name.
class Home {
 public:
  Home() {
    for (const char* name : {"XDG_STATE_HOME", "XDG_RUNTIME_DIR"}) {
      const auto folder = scratch_.folder() / name;
      std::filesystem::create_directory(folder);
      setenv(name, folder.c_str(), 1);
    }
  }
  std::filesystem::path profile(const std::string& name) const { return scratch_.folder() / name; }
  std::filesystem::path create(const std::string& name) const {
    const auto made = runtime::create_profile({profile(name), name, true}, std::get<crypto::SecretBytes>(secret()));
    REQUIRE(std::holds_alternative<Json>(made));
    return profile(name);
  }

 private:
  test::Scratch scratch_;
};

std::unique_ptr<runtime::Connection> open(const std::filesystem::path& profile) {
  auto opened = runtime::connect({profile, secret});
  if (const auto* problem = std::get_if<Problem>(&opened)) FAIL(problem->sentence);
  return std::move(std::get<std::unique_ptr<runtime::Connection>>(opened));
}

Errc problem_of(std::variant<std::unique_ptr<runtime::Connection>, Problem> opened) {
  REQUIRE(std::holds_alternative<Problem>(opened));
  return std::get<Problem>(opened).code;
}

Json ok(const Reply& reply) {
  if (const auto* problem = std::get_if<Problem>(&reply)) FAIL(problem->sentence);
  return std::get<Json>(reply);
}
Errc refusal(const Reply& reply) {
  REQUIRE(std::holds_alternative<Problem>(reply));
  return std::get<Problem>(reply).code;
}

Json sync(runtime::Connection& who, int wait = 0) {
  return ok(who.call("sync", wait > 0 ? Json{{"wait", wait}} : Json::object()));
}

// Two profiles with one channel, paired through the relay without either waiting for the other.
struct Pair {
  Home home;
  HomeRelay relay;
  std::unique_ptr<runtime::Connection> ann, ben;
  std::string buddy_of_ann, buddy_of_ben;

  Pair() : ann(open(home.create("ann"))), ben(open(home.create("ben"))) {
    for (auto* who : {ann.get(), ben.get()})
      CHECK(ok(who->call("relay.add", {{"link", relay.link()}})).at("relay").at("reachable") == true);
    const auto invitation = ok(ann->call("invite.create", {{"as", "ben"}}));
    ok(ben->call("join", {{"link", invitation.at("link")}, {"as", "Ben"}}));
    for (int round = 0; round < 3; ++round) {
      sync(*ben);
      sync(*ann);
    }
    buddy_of_ann = only_buddy(*ann);
    buddy_of_ben = only_buddy(*ben);
  }
  static std::string only_buddy(runtime::Connection& who) {
    const auto buddies = ok(who.call("buddy.list", Json::object())).at("buddies");
    REQUIRE(buddies.size() == 1);
    CHECK(buddies[0].at("state") == "active");
    return buddies[0].at("id");
  }
};

// An engine on a thread of its own.
class EngineThread {
 public:
  explicit EngineThread(const std::filesystem::path& profile)
      : thread_([this, profile] {
          auto ended = runtime::run_engine({profile, secret}, [this](const Json& line) {
            const std::lock_guard guard(mutex_);
            ready_ = line;
            changed_.notify_all();
          });
          const std::lock_guard guard(mutex_);
          ended_ = std::move(ended);
          changed_.notify_all();
        }) {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return ready_ || ended_; });
  }
  ~EngineThread() { thread_.join(); }
  Json ready() {
    const std::lock_guard guard(mutex_);
    return ready_.value_or(Json());
  }
  Reply ended() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return ended_.has_value(); });
    return *ended_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Json> ready_;
  std::optional<Reply> ended_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("profile: made private, made once, and opened only with its passphrase") {
  const Home home;
  const auto folder = home.create("ann");
  struct stat state {};
  REQUIRE(stat(folder.c_str(), &state) == 0);
  CHECK((state.st_mode & 0777U) == 0700U);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    REQUIRE(stat(entry.path().c_str(), &state) == 0);
    CAPTURE(entry.path().string());
    CHECK((state.st_mode & 0777U) == 0600U);
  }
  CHECK(refusal(runtime::create_profile({folder, "ann", true}, std::get<crypto::SecretBytes>(secret()))) ==
        Errc::refused);
  CHECK(problem_of(runtime::connect({folder, [] { return crypto::SecretBytes(view_of("wrong")); }})) ==
        Errc::wrong_passphrase);
  CHECK(problem_of(runtime::connect({home.profile("nobody"), secret})) == Errc::not_found);
  const auto connection = open(folder);
  CHECK_FALSE(connection->engine());
  CHECK(connection->notice().empty());
  CHECK(ok(connection->call("name.get", Json::object())).at("name") == "ann");
}

TEST_CASE("profile: a folder that was copied back is noticed once") {
  const Home home;
  const auto folder = home.create("ann");
  const auto copy = home.profile("copy");
  std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
  ok(open(folder)->call("config.set", {{"key", "autolock"}, {"value", "5"}}));
  CHECK(open(folder)->notice().empty());
  std::filesystem::remove_all(folder);
  std::filesystem::copy(copy, folder, std::filesystem::copy_options::recursive);
  CHECK_FALSE(open(folder)->notice().empty());
  CHECK(open(folder)->notice().empty());
}

TEST_CASE("sync: with no relay there is nothing to reach; with a dead one that is said") {
  const Home home;
  const auto ann = open(home.create("ann"));
  const auto nothing = sync(*ann);
  CHECK(nothing.at("sent") == 0);
  CHECK(nothing.at("pending") == 0);
  HomeRelay relay;
  relay.stop();
  CHECK(ok(ann->call("relay.add", {{"link", relay.link()}})).at("relay").at("reachable") == false);
  ok(ann->call("invite.create", {{"as", "ben"}}));
  CHECK(refusal(ann->call("sync", Json::object())) == Errc::unreachable);
  auto status = ok(ann->call("relay.status", Json::object())).at("relays");
  REQUIRE(status.size() == 1);
  CHECK(status[0].at("state") == "waiting");
  relay.start();
  CHECK(sync(*ann).at("reachable") == true);
  status = ok(ann->call("relay.status", Json::object())).at("relays");
  CHECK(status[0].at("state") == "connected");
}

TEST_CASE("sync: two people pair and write through the relay's memory without meeting") {
  Pair pair;
  constexpr int count = 200;
  for (int i = 0; i < count; ++i)
    ok(pair.ann->call("send", {{"buddy", pair.buddy_of_ann}, {"text", "message " + std::to_string(i)}}));
  int received = 0;
  for (int round = 0; round < 8; ++round) {
    sync(*pair.ann);
    received += sync(*pair.ben).at("received").get<int>();
  }
  CHECK(received == count);
  const auto ann = sync(*pair.ann);
  CHECK(ann.at("pending") == 0);
  const auto history = ok(pair.ben->call("history", {{"buddy", pair.buddy_of_ben}, {"limit", 1000}})).at("messages");
  REQUIRE(history.size() >= count);
  int expected = 0;
  for (const auto& message : history)
    if (message.at("kind") == "text") CHECK(message.at("text") == "message " + std::to_string(expected++));
  CHECK(expected == count);
}

TEST_CASE("sync: what the relay forgot is sent again") {
  Pair pair;
  ok(pair.ann->call("send", {{"buddy", pair.buddy_of_ann}, {"text", "before"}}));
  CHECK(sync(*pair.ann).at("pending") == 1);
  pair.relay.stop();
  pair.relay.start();  // its memory is gone
  sync(*pair.ann);
  CHECK(sync(*pair.ben).at("received") == 1);
  CHECK(sync(*pair.ann).at("sent") == 1);
}

TEST_CASE("engine: commands are its clients, locked it answers little, and it stops in order") {
  Pair pair;
  const auto folder = pair.home.profile("ann");
  pair.ann.reset();
  EngineThread engine(folder);
  CHECK(engine.ready().at("ready") == true);
  auto client = open(folder);
  CHECK(client->engine());
  ok(client->call("send", {{"buddy", pair.buddy_of_ann}, {"text", "through the engine"}}));
  CHECK(sync(*client).at("pending") == 1);
  CHECK(sync(*pair.ben).at("received") == 1);
  CHECK(sync(*client, 10).at("sent") == 1);
  CHECK(ok(client->call("relay.status", Json::object())).at("relays")[0].at("state") == "connected");
  CHECK(refusal(client->call("no.such.method", Json::object())) == Errc::usage);

  CHECK(ok(client->call("lock", Json::object())).at("locked") == true);
  CHECK(refusal(client->call("buddy.list", Json::object())) == Errc::locked);
  CHECK(refusal(client->call("sync", Json::object())) == Errc::locked);
  CHECK(ok(client->call("status", Json::object())).at("locked") == true);
  CHECK(refusal(client->call("unlock", {{"passphrase", "wrong"}})) == Errc::wrong_passphrase);
  CHECK(ok(client->call("unlock", {{"passphrase", passphrase}})).at("locked") == false);
  CHECK(ok(client->call("buddy.list", Json::object())).at("buddies").size() == 1);

  CHECK(refusal(runtime::run_engine({folder, secret}, [](const Json&) {})) == Errc::in_use);
  CHECK(ok(client->call("stop", Json::object())).at("stopped") == true);
  ok(engine.ended());
  CHECK(problem_of(runtime::connect_engine(folder)) == Errc::not_found);
  CHECK_FALSE(open(folder)->engine());
}

TEST_CASE("engine: a message is told to who watches, and SIGTERM ends it well") {
  Pair pair;
  const auto folder = pair.home.profile("ben");
  pair.ben.reset();
  EngineThread engine(folder);
  auto watcher = open(folder);
  std::atomic<bool> heard = false;
  std::thread ann([&] {  // again and again: what comes before the watch began is not told
    while (!heard) {
      ok(pair.ann->call("send", {{"buddy", pair.buddy_of_ann}, {"text", "look"}}));
      sync(*pair.ann);
    }
  });
  std::string text;
  ok(watcher->watch([&](const Json& event) {
    if (event.at("event") == "message") text = event.at("message").at("text");
    return text.empty();
  }));
  heard = true;
  ann.join();
  CHECK(text == "look");
  kill(getpid(), SIGTERM);
  ok(engine.ended());
}
