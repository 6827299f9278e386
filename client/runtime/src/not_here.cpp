#include <algorithm>
#include <fstream>
#include <memory>

#include <sys/stat.h>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/kdf.hpp>
#include <sotto/crypto/keys.hpp>
#include <sotto/runtime/not_here.hpp>

#include "not_here_file.hpp"

namespace sotto::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t file_max = 1'200'000;  // bytes: all grants and all entries

struct Keys {
  crypto::Key list;  // of the hashes
  crypto::EphemeralKey box;
};

std::optional<Keys> keys_of(store::Vault& vault, Random& random) {
  std::optional<Keys> out;
  const auto done = vault.transact([&](store::Transaction& tx) -> Status {
    if (auto row = tx.query("SELECT list_key, box_key FROM runtime_not_here"); row.next()) {
      auto list = crypto::Key::from(row.blob(0));
      auto box = crypto::Key::from(row.blob(1));
      if (!list || !box) return Error{Errc::damaged};
      out.emplace(Keys{std::move(*list), crypto::EphemeralKey::from_private(std::move(*box))});
      return ok();
    }
    out.emplace(Keys{crypto::Key(random), crypto::EphemeralKey::make(random)});
    tx.run("INSERT INTO runtime_not_here(one, list_key, box_key) VALUES(1, ?, ?)", out->list.expose(),
           out->box.private_key.expose());
    return ok();
  });
  if (!done) out.reset();
  return out;
}

std::optional<crypto::Key> new_list_key(store::Vault& vault, Random& random) {
  crypto::Key key(random);
  const auto done = vault.transact([&](store::Transaction& tx) -> Status {
    tx.run("UPDATE runtime_not_here SET list_key = ?", key.expose());
    return ok();
  });
  return done ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<NotHereFile> read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes(file_max + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > file_max) return std::nullopt;
  return decode_not_here(view_of(bytes));
}

struct Other {
  ProfileId profile;
  NotHereFile file;
};
std::vector<Other> others_in(const fs::path& folder, const ProfileId& me) {
  std::vector<Other> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const auto id = ProfileId::from_text(at->path().filename().string());
    if (!id || *id == me || out.size() == NotHereFile::grants_max) continue;
    if (auto file = read_file(at->path())) out.push_back({*id, std::move(*file)});
  }
  std::sort(out.begin(), out.end(), [](const Other& a, const Other& b) { return a.profile.bytes < b.profile.bytes; });
  return out;
}

NotHereFile::Mark mark_of(const crypto::Key& list, std::string_view folded, deid::Kind kind) {
  const auto whole = crypto::kdf(list, "not-here entry", {view_of(folded)});
  NotHereFile::Mark out;
  std::copy_n(whole.expose().begin(), out.hash.size(), out.hash.begin());
  out.kind = static_cast<std::uint8_t>(kind);
  return out;
}

std::vector<NotHereFile::Mark> marks_of(const crypto::Key& list, const std::vector<deid::Entry>& names) {
  std::vector<NotHereFile::Mark> out;
  for (const auto& name : names) {
    for (const auto& form : deid::forms(name)) out.push_back(mark_of(list, form, name.kind));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > NotHereFile::marks_max) out.resize(NotHereFile::marks_max);
  return out;
}

// One key for one grant, so the nonce is zero.
crypto::Key grant_key(const crypto::Key& dh, const ByteArray<32>& ephemeral, const ByteArray<32>& receiver,
                      const ProfileId& granter) {
  return crypto::kdf(dh, "not-here grant", {ephemeral, receiver, granter.bytes});
}

std::optional<NotHereFile::Grant> grant_to(const Other& other, const ProfileId& me, const crypto::Key& list,
                                           Random& random) {
  const auto once = crypto::EphemeralKey::make(random);
  const auto dh = crypto::x25519(once.private_key, other.file.public_key);
  if (!dh) return std::nullopt;
  const auto key = grant_key(*dh, once.public_key, other.file.public_key, me);
  const auto sealed = exactly<48>(crypto::aead_seal(key, {}, list.expose()));
  if (!sealed) return std::nullopt;
  return NotHereFile::Grant{other.profile, other.file.public_key, once.public_key, *sealed};
}

std::optional<crypto::Key> granted(const Other& other, const ProfileId& me, const crypto::EphemeralKey& box) {
  for (const auto& grant : other.file.grants) {
    if (!(grant.to == me) || grant.public_key != box.public_key) continue;
    const auto dh = crypto::x25519(box.private_key, grant.ephemeral);
    if (!dh) continue;
    const auto opened =
        crypto::aead_open(grant_key(*dh, grant.ephemeral, box.public_key, other.profile), {}, grant.sealed);
    if (opened) return crypto::Key::from(*opened);
  }
  return std::nullopt;
}

bool grants_these(const NotHereFile& file, const std::vector<Other>& others) {
  return std::equal(file.grants.begin(), file.grants.end(), others.begin(), others.end(),
                    [](const NotHereFile::Grant& grant, const Other& other) {
                      return grant.to == other.profile && grant.public_key == other.file.public_key;
                    });
}

void write_file(const fs::path& file, const Bytes& bytes) {
  fs::path next = file;
  next += ".new";
  {
    std::ofstream out(next, std::ios::binary | std::ios::trunc);
    if (!(out << text_of(bytes) << std::flush)) return;
  }
  chmod(next.c_str(), S_IRUSR | S_IWUSR);
  std::error_code failed;
  fs::rename(next, file, failed);
}

}  // namespace

std::string_view not_here_schema() {
  return "CREATE TABLE runtime_not_here(one INTEGER PRIMARY KEY CHECK(one = 1), list_key BLOB NOT NULL, box_key BLOB "
         "NOT "
         "NULL) STRICT;";
}

NotHere::NotHere(std::optional<fs::path> folder, const ProfileId& profile, store::Vault& vault, Random& random)
    : folder_(std::move(folder)), profile_(profile), vault_(vault), random_(random) {}

void NotHere::publish(const std::vector<deid::Entry>& names) {
  if (!folder_) return;
  std::error_code failed;
  fs::create_directories(*folder_, failed);
  if (failed) return;
  chmod(folder_->c_str(), S_IRWXU);
  auto keys = keys_of(vault_, random_);
  if (!keys) return;
  const auto before = read_file(own_file());
  const auto others = others_in(*folder_, profile_);
  NotHereFile file;
  file.public_key = keys->box.public_key;
  file.marks = marks_of(keys->list, names);
  if (before && before->marks == file.marks && before->public_key == file.public_key && grants_these(*before, others)) {
    return;
  }
  const bool gone =
      before && !std::includes(file.marks.begin(), file.marks.end(), before->marks.begin(), before->marks.end());
  if (gone) {
    auto key = new_list_key(vault_, random_);
    if (!key) return;
    keys->list = std::move(*key);
    file.marks = marks_of(keys->list, names);
  }
  for (const auto& other : others) {
    if (auto grant = grant_to(other, profile_, keys->list, random_)) file.grants.push_back(*grant);
  }
  write_file(own_file(), encode(file));
}

void NotHere::withdraw() {
  if (!folder_) return;
  std::error_code failed;
  fs::remove(own_file(), failed);
}

practice::Elsewhere NotHere::open() const {
  struct List {
    crypto::Key key;
    std::vector<NotHereFile::Mark> marks;
  };
  if (!folder_) return {};
  const auto keys = keys_of(vault_, random_);
  if (!keys) return {};
  auto lists = std::make_shared<std::vector<List>>();
  for (auto& other : others_in(*folder_, profile_)) {
    if (auto key = granted(other, profile_, keys->box))
      lists->push_back({std::move(*key), std::move(other.file.marks)});
  }
  if (lists->empty()) return {};
  return [lists](std::string_view folded) -> std::optional<deid::Kind> {
    for (const auto& list : *lists) {
      const auto wanted = mark_of(list.key, folded, deid::Kind::person);
      const auto found = std::lower_bound(list.marks.begin(), list.marks.end(), wanted);
      if (found != list.marks.end() && found->hash == wanted.hash) return static_cast<deid::Kind>(found->kind);
    }
    return std::nullopt;
  };
}

}  // namespace sotto::runtime
