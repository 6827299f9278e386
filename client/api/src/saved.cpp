#include "saved.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.hpp"

namespace sotto::api {
namespace {

constexpr int names_tried = 100;

Problem not_written(const std::string& path) { return problem(Errc::io, Said::file_not_written, {path}); }

std::string numbered(const std::string& name, int n) {
  if (n == 1) return name;
  const auto dot = name.rfind('.');
  return name.substr(0, dot) + " (" + std::to_string(n) + ")" + (dot == std::string::npos ? "" : name.substr(dot));
}

std::string folder_of(const Call& call, const Saving& saving) {
  return saving.dir.empty() ? own_folder(call.vault) : saving.dir;
}

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool good() const { return number_ >= 0; }
  bool write(std::string_view text) {
    while (!text.empty()) {
      const auto written = ::write(number_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return fsync(number_) == 0;
  }

 private:
  int number_;
};

enum class Outcome : std::uint8_t { written, taken, failed };

Outcome write_new(const std::string& path, std::string_view text) {
  Descriptor out(path);
  if (!out.good()) return errno == EEXIST ? Outcome::taken : Outcome::failed;
  if (out.write(text)) return Outcome::written;
  ::unlink(path.c_str());
  return Outcome::failed;
}

}  // namespace

Saving read_saving(Params& params) {
  Saving out{params.flag("save"), params.text_or("dir", "")};
  if (!out.dir.empty() && out.dir.front() != '/') params.refuse(Said::bad_file, {out.dir});
  return out;
}

std::variant<std::string, Problem> save_file(const Call& call, const Saving& saving, const NewFile& file) {
  const auto dir = folder_of(call, saving);
  for (int n = 1; n <= names_tried; ++n) {
    const auto path = dir + "/" + numbered(file.name, n);
    const auto outcome = write_new(path, file.text);
    if (outcome == Outcome::written) return path;
    if (outcome == Outcome::failed) break;
  }
  return not_written(dir);
}

std::variant<std::string, Problem> save_folder(const Call& call, const Saving& saving, const std::string& name,
                                               const std::vector<NewFile>& files) {
  const auto dir = folder_of(call, saving);
  for (int n = 1; n <= names_tried; ++n) {
    const auto folder = dir + "/" + numbered(name, n);
    if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
      if (errno == EEXIST) continue;
      break;
    }
    for (const auto& file : files) {
      const auto path = folder + "/" + file.name;
      if (write_new(path, file.text) != Outcome::written) return not_written(path);
    }
    return folder;
  }
  return not_written(dir);
}

}  // namespace sotto::api
