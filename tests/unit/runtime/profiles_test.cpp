#include <fstream>

#include <doctest/doctest.h>

#include <sotto/runtime/profiles.hpp>

#include "scratch.hpp"

namespace sotto::runtime {
namespace {

namespace fs = std::filesystem;

void make(const fs::path& profile) {  // as much of one as a list looks at
  fs::create_directories(profile);
  for (const char* file : {"vault.key", "vault.db", "lock"}) std::ofstream(profile / file) << "some bytes";
}

}  // namespace

TEST_CASE("profiles: a label and a colour are read as they were written, and nothing else is") {
  const test::Scratch scratch;
  CHECK_FALSE(read_banner(scratch.folder()));
  REQUIRE(write_banner(scratch.folder(), {"CLIENT 2", "green"}));
  const auto banner = read_banner(scratch.folder());
  REQUIRE(banner);
  CHECK(banner_words(*banner) == "CLIENT 2 \xc2\xb7 green");
  CHECK_FALSE(write_banner(scratch.folder(), {"CLIENT 2", "pink"}));
  CHECK_FALSE(write_banner(scratch.folder(), {"", "green"}));
  CHECK_FALSE(write_banner(scratch.folder(), {"a\033[31mb", "green"}));
  CHECK_FALSE(write_banner(scratch.folder(), {std::string(41, 'x'), "green"}));
  for (const char* wrong : {"", "one line", "label\npink\n", "\ngreen\n", "a\033b\ngreen\n", "a\xff\ngreen\n"}) {
    std::ofstream(scratch.folder() / "banner") << wrong;
    CHECK_FALSE(read_banner(scratch.folder()));
  }
}

TEST_CASE("profiles: folders with a key are listed, and a bare name of the list is that profile") {
  const test::Scratch scratch;
  const auto& data = scratch.folder();
  make(data / "client-2");
  make(data / "client-1");
  fs::create_directories(data / "not-here");
  const auto listed = listed_profiles(data);
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].name == "client-1");
  CHECK(profile_named(data, "client-2") == data / "client-2");
  CHECK(profile_named(data, "client-3") == "client-3");
  CHECK(profile_named(data, "./client-2") == "./client-2");
  CHECK(profile_named(data, "/elsewhere/client-2") == "/elsewhere/client-2");
  CHECK(listed_profiles(data / "none").empty());
  for (const char* wrong : {"", "-a", "Client", "a b", "a/b", "..", "not-here"}) CHECK_FALSE(valid_profile_name(wrong));
}

TEST_CASE("profiles: destroying one leaves nothing of it, and leaves alone what is not of it") {
  const test::Scratch scratch;
  const auto profile = scratch.folder() / "client-1";
  make(profile);
  CHECK(std::holds_alternative<api::Json>(destroy_profile(profile)));
  CHECK_FALSE(fs::exists(profile));
  CHECK(std::holds_alternative<api::Problem>(destroy_profile(profile)));
  make(profile);
  std::ofstream(profile / "letter.txt") << "mine";
  const auto gone = destroy_profile(profile);
  REQUIRE(std::holds_alternative<api::Json>(gone));
  CHECK(std::get<api::Json>(gone).at("folder_removed") == false);
  CHECK(fs::exists(profile / "letter.txt"));
  CHECK_FALSE(fs::exists(profile / "vault.db"));
}

}  // namespace sotto::runtime
