// Opening a conversation of a million messages, searching them, and durable sends beside the disk's own commit rate.
// SOTTO_BENCH_MESSAGES sets another number of messages.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "party.hpp"

using namespace sotto;
using namespace sotto::test;

namespace {

double milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}
double at_share(std::vector<double> times, double share) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))];
}

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("sotto-bench-" + std::to_string(std::rand()));
  Folder() {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

Above on_disk(const Folder& folder, const crypto::GuardedKey& key) {
  Above out;
  out.vault = [&](std::vector<store::Layer> layers) {
    return store::Vault::create(folder.path / "vault.db", key, std::move(layers));
  };
  return out;
}

// Ten to fifteen words a message, some of them in every second one, most of them rare.
std::string some_words(SeededRandom& random, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    const auto rank = random.below(1 + random.below(1 + random.below(20'000)));
    std::string word;
    for (auto n = rank * 7919 + 31; n > 0; n /= 17) word += static_cast<char>('a' + n % 17);
    out += (i == 0 ? "" : " ") + word;
  }
  return out;
}

void fill(Party& party, std::int64_t messages) {
  SeededRandom random(77);
  for (std::int64_t from = 0; from < messages; from += 50'000) {
    REQUIRE(party.vault().transact([&](store::Transaction& tx) -> Status {
      for (std::int64_t i = from; i < std::min(messages, from + 50'000); ++i) {
        const auto text = some_words(random, 10 + random.below(6));
        tx.run(
            "INSERT INTO message(channel, id, way, kind, text, sent_at, state, place) VALUES(1, ?, ?, 0, ?, ?, 6, ?)",
            random.id<MessageId>(), i % 2, text, Timestamp{i * 60'000}, (i + 1) << 20);
        tx.run("INSERT INTO message_text(rowid, text) VALUES(?, ?)", tx.last_row_id(), text);
      }
      return ok();
    }));
  }
}

struct OneRow {  // what the disk itself can do: the same cipher, one small row a commit
  std::unique_ptr<store::Vault> vault;
  OneRow(const Folder& folder, const crypto::GuardedKey& key) {
    auto made =
        store::Vault::create(folder.path / "row.db", key,
                             {{"row", {"CREATE TABLE one(row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"}}});
    REQUIRE(made);
    vault = std::move(*made);
  }
  void commit(std::string_view text) {
    REQUIRE(vault->transact([&](store::Transaction& tx) -> Status {
      tx.run("INSERT INTO one(text) VALUES(?)", text);
      return ok();
    }));
  }
};

}  // namespace

TEST_CASE("client") {
  const char* asked = std::getenv("SOTTO_BENCH_MESSAGES");  // NOLINT(concurrency-mt-unsafe): before any thread
  const std::int64_t messages = asked != nullptr ? std::atoll(asked) : 1'000'000;
  const Folder folder;
  SeededRandom random(5);
  const crypto::GuardedKey key{crypto::Key(random)};
  World world;
  RelayNode& relay = world.add_relay("relay.example:443");
  Party alice(world, 11, on_disk(folder, key));
  Party bob(world, 22);
  REQUIRE(alice->add_relay(relay.link(), alice.now()));
  REQUIRE(bob->add_relay(relay.link(), bob.now()));
  const auto invite = alice->invite("", false, limits::invite_life, alice.now());
  REQUIRE(bob->join(invite->link, "", bob.now()));
  alice.go(true);
  bob.go(true);
  world.pass(seconds(10));
  alice.go(false);
  const auto buddy = alice.buddy();

  const double filled = milliseconds_of([&] { fill(alice, messages); });
  std::printf("%lld messages, written in %.0f s\n", static_cast<long long>(messages), filled / 1000);

  std::vector<double> times;
  for (int i = 0; i < 30; ++i) {
    times.push_back(milliseconds_of([&] {
      REQUIRE(alice->buddies(false));
      REQUIRE(alice->history(buddy, std::nullopt, 50)->size() == 50);
    }));
  }
  std::printf("opening the conversation: first %.1f ms, median %.2f ms (at most 30)\n", times[0], at_share(times, 0.5));

  times.clear();
  for (int i = 0; i < 300; ++i) {
    auto query = some_words(random, 1 + random.below(2));
    if (query.size() > 2 && random.below(2) == 0) query.pop_back();
    times.push_back(milliseconds_of([&] { REQUIRE(alice->search(query, 100)); }));
  }
  std::printf("search: median %.2f ms, p95 %.1f ms (at most 50), worst %.1f ms\n", at_share(times, 0.5),
              at_share(times, 0.95), at_share(times, 1));

  OneRow row(folder, key);
  double rows = 0, sends = 0;
  for (int round = 0; round < 5; ++round) {
    rows += milliseconds_of([&] {
      for (int i = 0; i < 20; ++i) row.commit(some_words(random, 12));
    });
    sends += milliseconds_of([&] {
      for (int i = 0; i < 20; ++i) REQUIRE(alice->send(buddy, some_words(random, 12), std::nullopt, alice.now()));
    });
  }
  std::printf("durable sends: %.2f ms each, one-row commits %.2f ms each: %.2f of the disk's rate (at least 0.40)\n",
              sends / 100, rows / 100, rows / sends);

  double singles = 0, bursts = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> texts;
    for (int i = 0; i < 100; ++i) texts.push_back(some_words(random, 12));
    bursts += milliseconds_of([&] { REQUIRE(alice->send_all(buddy, texts, alice.now())); });
    singles += milliseconds_of([&] {
      for (const auto& text : texts) REQUIRE(alice->send(buddy, text, std::nullopt, alice.now()));
    });
  }
  std::printf("a burst of 100: %.1f ms, 100 singles %.1f ms: %.1f times faster (at least 5)\n", bursts / 3, singles / 3,
              singles / bursts);
}
