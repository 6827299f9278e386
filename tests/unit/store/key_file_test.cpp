#include <doctest/doctest.h>
#include <sys/stat.h>

#include <sotto/store/key_file.hpp>

#include "profile_folder.hpp"

using namespace sotto;
using test::ProfileFolder;

namespace {

crypto::WrappedKey wrapped(std::uint8_t byte) {
  crypto::WrappedKey key{crypto::kdf_light, {}, {}, Bytes(48, byte)};
  key.salt.fill(2);
  key.nonce.fill(3);
  return key;
}

void put(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("key file: what was written is read, and writing again replaces it whole") {
  ProfileFolder folder;
  const auto file = folder.path("vault.key");
  for (const auto byte : {std::uint8_t{1}, std::uint8_t{9}}) {
    REQUIRE(store::write_key_file(file, wrapped(byte)));
    const auto read = store::read_key_file(file);
    REQUIRE(read);
    CHECK(read->cost.operations == crypto::kdf_light.operations);
    CHECK(read->cost.memory == crypto::kdf_light.memory);
    CHECK(read->salt == wrapped(byte).salt);
    CHECK(read->nonce == wrapped(byte).nonce);
    CHECK(read->sealed == wrapped(byte).sealed);
  }
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
  CHECK(folder.files().size() == 1);
}

TEST_CASE("key file: none, a folder, a damaged, a truncated and an endless one each get their own answer") {
  ProfileFolder folder;
  const auto file = folder.path("vault.key");
  CHECK(store::read_key_file(file).error().code == Errc::not_found);
  CHECK(store::read_key_file(folder.path("")).error().code == Errc::io);
  REQUIRE(store::write_key_file(file, wrapped(1)));
  const auto good = folder.files().at("vault.key");
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    put(file, good.substr(0, size));
    CHECK(store::read_key_file(file).error().code == Errc::damaged);
  }
  put(file, good + std::string(2000, 'x'));
  CHECK(store::read_key_file(file).error().code == Errc::damaged);
  auto newer = good;
  newer[8] = 99;
  put(file, newer);
  CHECK(store::read_key_file(file).error().code == Errc::newer_version);
  CHECK(folder.files().at("vault.key") == newer);
}

TEST_CASE("key file: one that cannot be written leaves the old one") {
  ProfileFolder folder;
  const auto file = folder.path("vault.key");
  REQUIRE(store::write_key_file(file, wrapped(1)));
  auto short_key = wrapped(2);
  short_key.sealed.pop_back();
  CHECK(store::write_key_file(file, short_key).error().code == Errc::unexpected);
  CHECK(store::write_key_file(folder.path("missing/vault.key"), wrapped(2)).error().code == Errc::io);
  CHECK(store::read_key_file(file)->sealed == wrapped(1).sealed);
  CHECK(folder.files().size() == 1);
}
