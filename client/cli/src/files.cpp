#include "files.hpp"

#include <cerrno>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotto/words/cli.hpp>

namespace sotto::cli {
namespace {

api::Problem there_already(const std::filesystem::path& path) {
  return {Errc::refused, say(words::cli::there_already, path.string())};
}
api::Problem cannot_write(const std::filesystem::path& path) {
  return {Errc::io, say(words::cli::cannot_write, path.string())};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

std::optional<api::Problem> write_new_file(const std::filesystem::path& file, std::string_view text) {
  const Descriptor to(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (to.number() < 0) return errno == EEXIST ? there_already(file) : cannot_write(file);
  while (!text.empty()) {
    const auto written = write(to.number(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return cannot_write(file);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fsync(to.number()) != 0) return cannot_write(file);
  return std::nullopt;
}

std::optional<api::Problem> make_new_folder(const std::filesystem::path& folder) {
  if (mkdir(folder.c_str(), S_IRWXU) == 0) return std::nullopt;
  return errno == EEXIST ? there_already(folder) : cannot_write(folder);
}

std::variant<std::string, api::Problem> read_file(const std::filesystem::path& file, std::size_t limit) {
  std::ifstream in(file, std::ios::binary);
  std::string out(limit + 1, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  if (!in && !in.eof()) return api::Problem{Errc::not_found, say(words::cli::cannot_read, file.string())};
  out.resize(static_cast<std::size_t>(in.gcount()));
  if (out.size() > limit) return api::Problem{Errc::malformed, say(words::cli::too_long_for_copy, file.string())};
  return out;
}

}  // namespace sotto::cli
