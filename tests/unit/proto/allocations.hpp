// The largest single allocation since the last question, so that a test can say that a claim was not believed.
#pragma once

#include <cstddef>

namespace sotto::proto::test {

std::size_t largest_allocation_since_last_asked();

}  // namespace sotto::proto::test
