#include <array>

#include <sys/uio.h>
#include <unistd.h>

#include <sotto/store/vault.hpp>

namespace sotto::store {

// No destructor may run: closing the vault would write to it once more.
void fatal(Literal sentence) {
  std::string_view end = "\n";
  const std::array<iovec, 2> line{iovec{const_cast<char*>(sentence.text.data()), sentence.text.size()},
                                  iovec{const_cast<char*>(end.data()), end.size()}};
  [[maybe_unused]] const auto written = ::writev(STDERR_FILENO, line.data(), static_cast<int>(line.size()));
  ::_exit(1);
}

}  // namespace sotto::store
