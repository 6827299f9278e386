#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include <sotto/crypto/kdf.hpp>
#include <sotto/runtime/not_here.hpp>

#include "seeded_random.hpp"

namespace sotto::runtime {
namespace {

namespace fs = std::filesystem;
using deid::Kind;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "sotto-lists-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string everything() const {  // all bytes of all files, and their names
    std::string out;
    for (const auto& entry : fs::directory_iterator(path)) {
      std::ifstream in(entry.path(), std::ios::binary);
      out += entry.path().filename().string() + std::string(std::istreambuf_iterator<char>(in), {});
    }
    return out;
  }
};

struct OneProfile {
  test::SeededRandom random;
  std::unique_ptr<store::Vault> vault;
  ProfileId id;
  NotHere list;
  OneProfile(const Folder& folder, std::uint64_t seed)
      : random(seed), vault(make()), id(random.id<ProfileId>()), list(folder.path, id, *vault, random) {}
  static std::unique_ptr<store::Vault> make() {
    REQUIRE(crypto::start());
    auto vault = store::Vault::in_memory({{"runtime", {not_here_schema()}}});
    REQUIRE(vault);
    return *std::move(vault);
  }
  std::optional<Kind> knows(std::string_view folded) const {
    const auto elsewhere = list.open();
    return elsewhere ? elsewhere(folded) : std::nullopt;
  }
};

const std::vector<deid::Entry> names{{Kind::person, "Idris Callowmere", "Employee W"},
                                     {Kind::org, "Pennick Glass Ltd", {}}};

}  // namespace

TEST_CASE("not-here: once both have been open, each knows the other's names and not its own") {
  const Folder folder;
  OneProfile first(folder, 1), second(folder, 2);
  first.list.publish(names);
  second.list.publish({});
  CHECK_FALSE(second.knows("callowmere"));  // the first has not seen the second yet
  first.list.publish(names);
  CHECK(second.knows("idris callowmere") == Kind::person);
  CHECK(second.knows("callowmere") == Kind::person);
  CHECK(second.knows("pennick glass") == Kind::org);
  CHECK_FALSE(second.knows("pennick"));
  CHECK_FALSE(first.knows("callowmere"));
}

TEST_CASE("not-here: no name is on the disk, and a stranger's profile learns nothing from the files") {
  const Folder folder, elsewhere;
  OneProfile first(folder, 1), second(folder, 2);
  second.list.publish({});
  first.list.publish(names);
  const auto bytes = folder.everything();
  for (const char* word : {"Callowmere", "callowmere", "Pennick", "pennick"}) {
    CHECK_MESSAGE(bytes.find(word) == std::string::npos, word);
  }
  OneProfile stranger(elsewhere, 3);  // copies the files, has no grant
  fs::copy(folder.path, elsewhere.path, fs::copy_options::overwrite_existing);
  CHECK_FALSE(stranger.knows("callowmere"));
}

TEST_CASE("not-here: what is forgotten is gone, and its old mark means nothing under the new key") {
  const Folder folder;
  OneProfile first(folder, 1), second(folder, 2);
  second.list.publish({});
  first.list.publish(names);
  const auto before = folder.everything();
  first.list.publish({names[1]});
  CHECK_FALSE(second.knows("callowmere"));
  CHECK(second.knows("pennick glass") == Kind::org);
  // No mark of the old file is in the new one, not even that of the name that stayed.
  std::ifstream in(folder.path / first.id.text(), std::ios::binary);
  const std::string now(std::istreambuf_iterator<char>(in), {});
  CHECK(before.find(now.substr(now.size() - 17, 16)) == std::string::npos);
}

TEST_CASE("not-here: nothing is written when nothing has changed") {
  const Folder folder;
  OneProfile first(folder, 1), second(folder, 2);
  second.list.publish({});
  first.list.publish(names);
  const auto before = folder.everything();
  first.list.publish(names);
  CHECK(folder.everything() == before);
}

TEST_CASE("not-here: files that are none are passed over, and a closed profile leaves nothing") {
  const Folder folder;
  OneProfile first(folder, 1), second(folder, 2);
  second.list.publish({});
  first.list.publish(names);
  std::ofstream(folder.path / "notes.txt") << "hello";
  std::ofstream(folder.path / std::string(32, 'a')) << "sotto not-here 1\nbut cut off";
  std::ofstream(folder.path / std::string(32, 'b')) << std::string(2'000'000, 'x');
  CHECK(second.knows("callowmere") == Kind::person);
  first.list.withdraw();
  CHECK_FALSE(second.knows("callowmere"));
  CHECK_FALSE(fs::exists(folder.path / first.id.text()));
}

}  // namespace sotto::runtime
