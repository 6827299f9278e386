#include <charconv>
#include <cstdlib>
#include <fstream>

#include <sotto/runtime/witness.hpp>

namespace sotto::runtime {

namespace fs = std::filesystem;

std::optional<fs::path> witness_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && state[0] == '/')
    return fs::path(state) / "sotto";
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
    return fs::path(home) / ".local/state/sotto";
  return std::nullopt;
}

Witness::Witness(std::optional<fs::path> folder, const ProfileId& profile) {
  if (!folder) return;
  file_ = *folder / profile.text();
  std::ifstream in(*file_);
  std::string text;
  if (!(in >> text)) return;
  std::uint64_t commits = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), commits).ec == std::errc{}) seen_ = commits;
}

bool Witness::ahead_of(std::uint64_t commits) const { return seen_ && *seen_ > commits; }

void Witness::retire() {
  if (!file_) return;
  std::error_code failed;
  fs::remove(*file_, failed);
  file_.reset();
}

void Witness::write(std::uint64_t commits) {
  if (!file_ || seen_ == commits) return;
  std::error_code failed;
  if (fs::create_directories(file_->parent_path(), failed); failed) return;
  fs::path next = *file_;
  next += ".new";
  {
    std::ofstream out(next, std::ios::trunc);
    if (!(out << commits << '\n' << std::flush)) return;
  }
  fs::rename(next, *file_, failed);
  if (!failed) seen_ = commits;
}

}  // namespace sotto::runtime
