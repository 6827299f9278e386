// A folder of its own for one test, its vault's key and layers, and a child process to crash in.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <sotto/store/vault.hpp>

namespace sotto::test {

class ProfileFolder {
 public:
  ProfileFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "sotto-store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ProfileFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ProfileFolder(const ProfileFolder&) = delete;
  ProfileFolder& operator=(const ProfileFolder&) = delete;
  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  std::filesystem::path vault() const { return path("vault.db"); }
  std::map<std::string, std::string> files() const {  // name to content
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::ifstream in(entry.path(), std::ios::binary);
      all[entry.path().filename().string()].assign(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }

 private:
  std::filesystem::path folder_;
};

inline crypto::GuardedKey key_of(std::uint8_t byte) {
  static const bool started = static_cast<bool>(crypto::start());
  if (!started) std::abort();
  ByteArray<32> bytes;
  bytes.fill(byte);
  return crypto::GuardedKey(crypto::Key(bytes));
}

// notes_layer(1) is the old program's, notes_layer(2) the new one's.
inline store::Layer notes_layer(std::size_t version) {
  store::Layer layer{"notes",
                     {"CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
                      "CREATE VIRTUAL TABLE note_words USING fts5(body, content='note', content_rowid='id')",
                      "ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 0; CREATE TABLE extra(x);"
                      "UPDATE note SET stars = 5; CREATE INDEX note_by_stars ON note(stars)"}};
  layer.migrations.resize(version);
  return layer;
}

inline Result<std::unique_ptr<store::Vault>> create(const ProfileFolder& folder) {
  return store::Vault::create(folder.vault(), key_of(1), {notes_layer(1)});
}
inline Result<std::unique_ptr<store::Vault>> open(const ProfileFolder& folder, std::size_t version = 1) {
  return store::Vault::open(folder.vault(), key_of(1), {notes_layer(version)});
}

inline Status add(store::Vault& vault, std::string_view body) {
  return vault.transact([&](store::Transaction& tx) -> Status {
    tx.run("INSERT INTO note(body) VALUES(?)", body);
    tx.run("INSERT INTO note_words(rowid, body) VALUES(?, ?)", tx.last_row_id(), body);
    return ok();
  });
}

inline Result<std::string> bodies(store::Vault& vault) {  // joined by commas
  return vault.transact([](store::Transaction& tx) -> Result<std::string> {
    std::string all;
    for (auto row = tx.query("SELECT body FROM note ORDER BY id"); row.next();) {
      all += (all.empty() ? "" : ",") + row.text(0);
    }
    return all;
  });
}

struct Ended {
  int code;
  std::string said;  // on stderr, and what the body gave to `say`
};

template <class Body>
Ended in_child(Body&& body) {  // returns 0 when the body returned; nothing of the parent is run at its end
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  const auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    ::dup2(ends[1], STDERR_FILENO);
    body();
    ::_exit(0);
  }
  ::close(ends[1]);
  Ended ended{-1, {}};
  char piece[256];
  for (ssize_t n = 0; (n = ::read(ends[0], piece, sizeof piece)) > 0;) {
    ended.said.append(piece, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  return ended;
}

inline void say(std::string_view text) {
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) ::_exit(99);
}

}  // namespace sotto::test
