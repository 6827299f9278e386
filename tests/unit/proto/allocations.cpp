#include "allocations.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace {
std::size_t largest = 0;  // the tests of this program run on one thread
}

void* operator new(std::size_t size) {
  largest = std::max(largest, size);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace sotto::proto::test {

std::size_t largest_allocation_since_last_asked() { return std::exchange(largest, 0); }

}  // namespace sotto::proto::test
