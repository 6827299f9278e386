#include <doctest/doctest.h>

#include <sotto/api/passphrase.hpp>
#include <sotto/api/sentences.hpp>

using namespace sotto;
using namespace sotto::api;

TEST_CASE("reply: every kind of error has the exit code of the contract and a sentence") {
  const std::initializer_list<std::pair<Errc, int>> expected{{Errc::unexpected, 1},
                                                             {Errc::io, 1},
                                                             {Errc::damaged, 1},
                                                             {Errc::disk_full, 1},
                                                             {Errc::usage, 2},
                                                             {Errc::malformed, 2},
                                                             {Errc::newer_version, 2},
                                                             {Errc::limit, 2},
                                                             {Errc::locked, 3},
                                                             {Errc::wrong_passphrase, 3},
                                                             {Errc::identity_changed, 4},
                                                             {Errc::unreachable, 5},
                                                             {Errc::not_found, 6},
                                                             {Errc::ambiguous, 6},
                                                             {Errc::refused, 7},
                                                             {Errc::rate_limited, 8},
                                                             {Errc::in_use, 9},
                                                             {Errc::interrupted, 130}};
  for (const auto& [code, exit] : expected) CHECK(exit_code(code) == exit);
  for (int i = 0; i <= static_cast<int>(Errc::limit); ++i) {
    const auto told = sentence("", {static_cast<Errc>(i), "a place for a developer"});
    CHECK(told.ends_with('.'));
    CHECK(told.find("developer") == std::string::npos);
    CHECK_FALSE(error_name(static_cast<Errc>(i)).empty());
  }
}

TEST_CASE("reply: a layer's own sentence wins over the catalogue's") {
  CHECK(sentence("join", {Errc::refused, "This invitation is your own."}) == "This invitation is your own.");
  CHECK(sentence("join", {Errc::refused, "own"}).find("new one") != std::string::npos);
}

TEST_CASE("reply: errors and times have the form of the contract") {
  CHECK(error_json({Errc::not_found, "x"}).dump() == R"({"error":{"code":6,"message":"x","name":"not_found"}})");
  CHECK(rfc3339({0}) == "1970-01-01T00:00:00.000Z");
  CHECK(rfc3339({1'795'299'363'007}) == "2026-11-21T22:16:03.007Z");
  CHECK(rfc3339({-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(rfc3339({INT64_MAX}) == "9999-12-31T23:59:59.999Z");
  CHECK(rfc3339({INT64_MIN}) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("passphrase: what is easy to guess is below the limit, a few unrelated words are above") {
  const std::string known[] = {"Thandiwe"};
  for (const char* weak :
       {"", "hello", "password123", "Thandiwe", "thandiwe2026", "qwertyuiop", "aaaaaaaaaaaaaaaaaaaa"})
    CHECK_MESSAGE(passphrase_bits(weak, known) < passphrase_bits_min, weak);
  for (const char* strong : {"quiet lemon harbour forty", "xK9#mQ2vL!"})
    CHECK_MESSAGE(passphrase_bits(strong, known) >= passphrase_bits_min, strong);
  CHECK(passphrase_bits(std::string(100'000, 'a')) < 100);  // bounded work for any length
}
