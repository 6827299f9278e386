#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include "score.hpp"

namespace sotto::deid {
namespace {

score::Result measured(const char* file, bool listed) {
  const auto samples = score::load(std::string(SOTTO_SOURCE_DIR "/tests/deid/dev/") + file + ".tsv");
  auto result = score::run(samples, listed, std::getenv("SOTTO_DEID_SHOW") != nullptr);
  score::print((std::string(file) + (listed ? " with the case's list" : "")).c_str(), result);
  return result;
}

}  // namespace

TEST_CASE("development set: what is found, what is not, and how the verdicts agree, without a list") {
  static_cast<void>(measured("tuning", false));
}
TEST_CASE("development set: the same with the case's list") { static_cast<void>(measured("tuning", true)); }
TEST_CASE("held set: blind") { static_cast<void>(measured("held", false)); static_cast<void>(measured("held", true)); }

}  // namespace sotto::deid
