#include <sotto/clean/clean.hpp>

#include "target.hpp"

using namespace sotto;

// A file of a sender's own, damaged or made by somebody else: cleaned it is still something, and clean.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto out = clean::without_traces({data, size});
  fuzz::must((out.outcome == clean::Outcome::unknown) == (out.why != clean::Why::known));
  fuzz::must(out.bytes.empty() == (out.outcome == clean::Outcome::unknown || size == 0));
  fuzz::must(out.removed.empty() == (out.outcome != clean::Outcome::cleaned));
  return 0;
}
