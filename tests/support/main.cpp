#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "seeded_random.hpp"

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  const int failures = context.run();
  if (failures != 0)
    std::fprintf(stderr, "seed: SOTTO_SEED=%llu\n", static_cast<unsigned long long>(sotto::test::seed()));
  return failures;
}
