#include <sys/stat.h>

#include <sotto/api/sentences.hpp>
#include <sotto/crypto/vault_key.hpp>
#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/profile.hpp>
#include <sotto/runtime/system.hpp>
#include <sotto/store/key_file.hpp>

#include "creation.hpp"

namespace sotto::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view schema_1 =
    "CREATE TABLE runtime_profile(one INTEGER PRIMARY KEY CHECK(one = 1), id BLOB NOT NULL CHECK(length(id) = 16)) "
    "STRICT;";

std::vector<store::Layer> layers() {
  return {store::store_layer(),
          messaging::layer(),
          practice::layer(),
          api::layer(),
          {"runtime", {schema_1, not_here_schema()}}};
}

Result<ProfileId> profile_id(store::Vault& vault, Random& random) {
  return vault.transact([&](store::Transaction& tx) -> Result<ProfileId> {
    if (auto row = tx.query("SELECT id FROM runtime_profile"); row.next()) return row.id<ProfileId>(0);
    const auto id = random.id<ProfileId>();
    tx.run("INSERT INTO runtime_profile(one, id) VALUES (1, ?)", id);
    return id;
  });
}

api::Problem problem(const Error& error) { return api::problem("", error); }

// A profile that moved here with wider permissions is narrowed; what is not ours is left to fail by itself.
void make_private(const fs::path& folder) {
  chmod(folder.c_str(), S_IRWXU);
  for (const char* file : {"vault.db", "vault.key", "lock", "banner"})
    chmod((folder / file).c_str(), S_IRUSR | S_IWUSR);
}

Result<std::unique_ptr<store::Vault>> unlock_vault(const fs::path& folder, ByteView passphrase) {
  const auto wrapped = store::read_key_file(folder / "vault.key");
  if (!wrapped) return wrapped.error();
  const auto key = crypto::unwrap(*wrapped, passphrase);
  if (!key) return key.error();
  return store::Vault::open(folder / "vault.db", *key, layers());
}

}  // namespace

std::variant<OpenProfile, api::Problem> open_profile(const fs::path& folder, ByteView passphrase, Random& random,
                                                     const std::optional<fs::path>& witnesses, Now now,
                                                     const std::optional<fs::path>& lists) {
  make_private(folder);
  OpenProfile profile;
  profile.folder = folder;
  auto vault = unlock_vault(folder, passphrase);
  if (!vault) return problem(vault.error());
  profile.vault = *std::move(vault);

  const std::uint64_t commits = profile.vault->commits();  // before this opening writes anything
  const auto id = profile_id(*profile.vault, random);
  if (!id) return problem(id.error());
  profile.witness = std::make_unique<Witness>(witnesses, *id);
  profile.restored = profile.witness->ahead_of(commits);

  profile.practice = std::make_unique<practice::Practice>(*profile.vault);
  auto messaging = messaging::Messaging::open(*profile.vault, random, profile.practice.get(), now);
  if (!messaging) return problem(messaging.error());
  profile.messaging = *std::move(messaging);
  profile.files = store::Blocks::in_folder(folder / "files");
  if (const auto kept = profile.messaging->keep_files(*profile.files); !kept) return problem(kept.error());
  profile.practice->speak_through(*profile.messaging);
  profile.not_here = std::make_unique<NotHere>(lists, *id, *profile.vault, random);
  profile.practice->look_elsewhere([list = profile.not_here.get()] { return list->open(); });
  if (const auto names = profile.practice->listed_names()) profile.not_here->publish(*names);
  if (profile.restored)
    if (const auto done = profile.messaging->restored(now); !done) return problem(done.error());
  profile.witness->write(profile.vault->commits());
  profile.client = std::make_unique<api::Client>(*profile.messaging, *profile.practice, *profile.vault);
  return profile;
}

bool profile_exists(const fs::path& profile) {
  std::error_code failed;
  return fs::exists(profile / "vault.key", failed);
}

api::Reply create_profile(const Creation& creation, const crypto::SecretBytes& passphrase) {
  const auto lock = take_folder(creation.profile);
  if (const auto* refusal = std::get_if<api::Problem>(&lock)) return *refusal;
  return make_profile(creation, passphrase.expose());
}

std::variant<ProfileLock, api::Problem> take_folder(const fs::path& folder) {
  if (const auto started = crypto::start(); !started) return problem(started.error());
  umask(S_IRWXG | S_IRWXO);
  std::error_code failed;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), failed);
  fs::create_directory(folder, failed);
  if (failed || chmod(folder.c_str(), S_IRWXU) != 0)
    return api::Problem{Errc::io, "The folder " + folder.string() + " cannot be made."};
  auto lock = ProfileLock::take(folder);
  if (!lock) return problem(lock.error());
  return *std::move(lock);
}

api::Reply make_profile(const Creation& creation, ByteView passphrase) {
  const fs::path& folder = creation.profile;
  if (profile_exists(folder))
    return api::Problem{Errc::refused, "There is a profile in " + folder.string() + " already."};

  SystemRandom random;
  const Now now = SystemClock().now();
  const crypto::GuardedKey key{crypto::Key(random)};
  const auto wrapped =
      crypto::wrap(key, passphrase, creation.light_kdf ? crypto::kdf_light : crypto::kdf_standard, random);
  if (!wrapped) return problem(wrapped.error());
  std::error_code failed;
  // A vault without a key file is the rest of a creation that did not finish: nobody can open it.
  for (const char* rest : {"vault.db", "vault.db-wal", "vault.db-shm"}) fs::remove(folder / rest, failed);
  auto vault = store::Vault::create(folder / "vault.db", key, layers());
  if (!vault) return problem(vault.error());
  auto messaging = messaging::Messaging::open(**vault, random, nullptr, now);
  if (!messaging) return problem(messaging.error());
  if (const auto named = (*messaging)->set_own_name(creation.name, now); !named) return problem(named.error());
  if (const auto id = profile_id(**vault, random); !id) return problem(id.error());
  messaging->reset();
  vault->reset();
  if (const auto written = store::write_key_file(folder / "vault.key", *wrapped); !written)
    return problem(written.error());
  return api::Json{{"profile", fs::absolute(folder).lexically_normal().string()}, {"name", creation.name}};
}

}  // namespace sotto::runtime
