#include <doctest/doctest.h>
#include <sys/stat.h>

#include "profile_folder.hpp"

using namespace sotto;
using store::Vault;
using test::add;
using test::bodies;
using test::in_child;
using test::key_of;
using test::notes_layer;
using test::ProfileFolder;

namespace {

mode_t mode_of(const std::filesystem::path& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? info.st_mode & 0777U : 0;
}

void leave_log_behind(const ProfileFolder& folder) {  // as a killed process does
  CHECK(in_child([&] {
          auto vault = test::open(folder);
          ::_exit(vault && add(**vault, "in the log") ? 0 : 1);  // killed: no destructor closes it
        }).code == 0);
  REQUIRE(std::filesystem::file_size(folder.vault().string() + "-wal") > 4096);
}

void make(const ProfileFolder& folder) {
  auto vault = test::create(folder);
  REQUIRE(vault);
  REQUIRE(add(**vault, "first"));
}

}  // namespace

TEST_CASE("vault: what was committed is there on the next start, commits and search words too") {
  ProfileFolder folder;
  make(folder);
  auto vault = test::open(folder);
  REQUIRE(vault);
  CHECK(bodies(**vault).value() == "first");
  CHECK((*vault)->commits() == 2);  // the schema and one row
  CHECK((*vault)->check());
  REQUIRE(add(**vault, "second"));
  vault = Error{};
  vault = test::open(folder);
  REQUIRE(vault);
  CHECK((*vault)->commits() == 3);
}

TEST_CASE("vault: its files are the owner's only") {
  ProfileFolder folder;
  const auto before = ::umask(0);
  auto vault = test::create(folder);
  REQUIRE(vault);
  REQUIRE(add(**vault, "x"));
  CHECK(mode_of(folder.vault()) == 0600);
  CHECK(mode_of(folder.path("vault.db-wal")) == 0600);
  CHECK_FALSE(std::filesystem::exists(folder.path("vault.db-shm")));
  vault = Error{};
  ::chmod(folder.vault().c_str(), 0644);
  vault = test::open(folder);
  CHECK(mode_of(folder.vault()) == 0600);
  ::umask(before);
}

TEST_CASE("vault: none is not_found, a second one is refused and the first stays") {
  ProfileFolder folder;
  CHECK(test::open(folder).error().code == Errc::not_found);
  CHECK(folder.files().empty());
  make(folder);
  const auto before = folder.files();
  CHECK(test::create(folder).error().code == Errc::refused);
  CHECK(folder.files() == before);
}

TEST_CASE("vault: a wrong key, a newer schema or an unknown layer is refused and no file changes") {
  for (const bool with_log : {false, true}) {
    CAPTURE(with_log);
    ProfileFolder folder;
    make(folder);
    {
      auto newer = test::open(folder, 2);
      REQUIRE(newer);
    }
    std::filesystem::remove(folder.path("vault.db.before-migration"));
    if (with_log) {
      REQUIRE(in_child([&] {
                auto vault = test::open(folder, 2);
                ::_exit(vault && add(**vault, "in the log") ? 0 : 1);  // killed: no destructor closes it
              }).code == 0);
      REQUIRE(std::filesystem::file_size(folder.path("vault.db-wal")) > 4096);
    }
    const auto before = folder.files();
    CHECK(Vault::open(folder.vault(), key_of(9), {notes_layer(2)}).error().code == Errc::damaged);
    CHECK(folder.files() == before);
    CHECK(test::open(folder, 1).error().code == Errc::newer_version);
    CHECK(folder.files() == before);
    CHECK(Vault::open(folder.vault(), key_of(1), {}).error().code == Errc::newer_version);
    CHECK(folder.files() == before);
    const auto vault = test::open(folder, 2);
    REQUIRE(vault);
    CHECK(bodies(**vault).value() == (with_log ? "first,in the log" : "first"));
  }
}

TEST_CASE("vault: an empty, a foreign and an unencrypted file are refused as damaged and stay as they are") {
  ProfileFolder folder;
  for (const auto& content : {std::string(), std::string("SQLite format 3\0", 16) + std::string(8176, 'x'),
                              std::string(5000, 'y'), std::string("z")}) {
    std::ofstream(folder.vault(), std::ios::binary | std::ios::trunc) << content;
    const auto refused = test::open(folder);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::damaged);
    CHECK(folder.files().at("vault.db") == content);
  }
}

TEST_CASE("vault: a flipped byte anywhere is found as damage, at the latest by the check, and never repaired") {
  ProfileFolder folder;
  {
    auto vault = test::create(folder);
    REQUIRE(vault);
    for (int i = 0; i < 40; ++i) REQUIRE(add(**vault, "row " + std::to_string(i) + std::string(400, 'w')));
  }
  const auto good = folder.files().at("vault.db");
  for (std::size_t at = 100; at < good.size(); at += 512) {
    CAPTURE(at);
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(folder.vault(), std::ios::binary | std::ios::trunc) << bad;
    {
      auto vault = test::open(folder);
      const auto found = vault ? (*vault)->check() : Status(vault.error());
      REQUIRE_FALSE(found);
      CHECK(found.error().code == Errc::damaged);
    }
    CHECK(folder.files().at("vault.db") == bad);
  }
}

TEST_CASE("vault: a damaged page met by a query poisons the transaction as damage") {
  ProfileFolder folder;
  {
    auto vault = test::create(folder);
    REQUIRE(vault);
    REQUIRE(add(**vault, std::string(100000, 'w')));
  }
  const auto size = std::filesystem::file_size(folder.vault());
  {
    std::fstream file(folder.vault(), std::ios::binary | std::ios::in | std::ios::out);
    for (std::uint64_t at = 4096 * 20; at < size; at += 4096) {
      file.seekp(static_cast<std::streamoff>(at + 50));
      file.put('!');
    }
  }
  const auto vault = test::open(folder);
  REQUIRE(vault);
  const auto read = bodies(**vault);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == Errc::damaged);
}

TEST_CASE("vault: a second opening is in_use at once, in this process and in another, and changes nothing") {
  ProfileFolder folder;
  make(folder);
  const auto vault = test::open(folder);
  REQUIRE(vault);
  REQUIRE(add(**vault, "mine"));
  const auto before = folder.files();
  CHECK(in_child([&] {
          const auto other = test::open(folder);
          ::_exit(!other && other.error().code == Errc::in_use ? 7 : 8);
        }).code == 7);
  const auto again = test::open(folder);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::in_use);
  CHECK(folder.files() == before);
  CHECK(add(**vault, "still mine"));
}

TEST_CASE("vault: neither rows nor search words nor the key are in any file, the log included") {
  ProfileFolder folder;
  auto vault = test::create(folder);
  REQUIRE(vault);
  REQUIRE(add(**vault, "canarybird sings"));
  const std::string raw_key(32, '\x01');
  const auto clean = [&] {
    const auto files = folder.files();
    for (const auto& [name, content] : files) {
      CAPTURE(name);
      for (const auto& secret : {std::string("canarybird"), std::string("note_words"), std::string("SQLite format 3"),
                                 raw_key, std::string("0101010101010101")}) {
        CHECK(content.find(secret) == std::string::npos);
      }
    }
    return files.size();
  };
  CHECK(clean() == 2);  // the vault and its log
  CHECK((*vault)->check());
  vault = Error{};
  vault = test::open(folder, 2);
  REQUIRE(vault);
  CHECK(clean() == 3);  // and the copy
}

TEST_CASE("migration: the old file is kept as a copy until the next start that needs none") {
  ProfileFolder folder;
  make(folder);
  const auto copy = folder.path("vault.db.before-migration");
  leave_log_behind(folder);
  {
    auto vault = test::open(folder, 2);
    REQUIRE(vault);
    CHECK(mode_of(copy) == 0600);
    CHECK(bodies(**vault).value() == "first,in the log");
    CHECK((*vault)->commits() == 4);
    auto old = Vault::open(copy, key_of(1), {notes_layer(1)});
    REQUIRE(old);
    CHECK(bodies(**old).value() == "first,in the log");
    CHECK((*old)->check());
  }
  CHECK(std::filesystem::exists(copy));
  CHECK(test::open(folder, 2));
  CHECK_FALSE(std::filesystem::exists(copy));
}

TEST_CASE("migration: a script that fails leaves the old schema and its rows") {
  ProfileFolder folder;
  make(folder);
  for (const auto* script :
       {"CREATE TABLE later(x); NONSENSE", "DROP TABLE note; CREATE TABLE extra(x); SELECT nothing"}) {
    auto broken = notes_layer(1);
    broken.migrations.emplace_back(script);
    CHECK(Vault::open(folder.vault(), key_of(1), {broken}).error().code == Errc::unexpected);
    const auto vault = test::open(folder);
    REQUIRE(vault);
    CHECK(bodies(**vault).value() == "first");
  }
}

TEST_CASE("fatal: one sentence on stderr and exit 1, without destructors") {
  struct Loud {
    ~Loud() { test::say("destroyed"); }
  };
  const auto ended = in_child([] {
    const Loud loud;
    store::fatal("One sentence.");
  });
  CHECK(ended.code == 1);
  CHECK(ended.said == "One sentence.\n");
}

TEST_CASE("arrows: only the store includes SQLite's header") {
  const std::filesystem::path source(SOTTO_SOURCE_DIR);
  int looked = 0;
  for (const auto* folder : {"proto", "crypto", "client", "relay"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source / folder)) {
      const auto name = entry.path().string();
      if (!entry.is_regular_file() || name.find("/client/store/src/") != std::string::npos) continue;
      CAPTURE(name);
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)), {});
      CHECK(text.find("<sqlite3.h>") == std::string::npos);
      ++looked;
    }
  }
  CHECK(looked > 20);
}
