#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <sotto/api/sentences.hpp>
#include <sotto/base/bytes.hpp>
#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/profile_lock.hpp>
#include <sotto/runtime/profiles.hpp>

namespace sotto::runtime {

namespace fs = std::filesystem;

namespace {

constexpr auto stop_patience = std::chrono::seconds(5);  // an engine that was told to stop lets go a moment later

constexpr std::size_t label_max = 40;
constexpr std::size_t name_max = 32;
constexpr std::array profile_files{"vault.db", "vault.db-wal", "vault.db-shm",        "vault.db.before-migration",
                                   "banner",   "engine.sock",  "vault.db.unfinished", "vault.key.unfinished",
                                   "lock"};

bool one_line(std::string_view text) {
  return !text.empty() && text.size() <= label_max && valid_utf8(text) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// The wrapped key is overwritten where it lies, too: on many disks that is enough, on none does it harm.
bool overwrite(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return false;
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  const std::string zeros(failed ? 0 : std::min<std::size_t>(size, 65'536), '\0');
  const bool written =
      pwrite(descriptor, zeros.data(), zeros.size(), 0) == static_cast<ssize_t>(zeros.size()) && fsync(descriptor) == 0;
  close(descriptor);
  return written;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  static_cast<void>(fsync(descriptor));
  close(descriptor);
}

}  // namespace

fs::path data_folder() {
  const char* data = std::getenv("XDG_DATA_HOME");  // NOLINT(concurrency-mt-unsafe): before any thread starts
  if (data != nullptr && *data == '/') return fs::path(data) / "sotto";
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  if (home == nullptr || *home == '\0') {
    const passwd* user = getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe)
    home = user != nullptr ? user->pw_dir : "/";
  }
  return fs::path(home) / ".local" / "share" / "sotto";
}

fs::path lists_folder() { return data_folder() / "not-here"; }

const std::vector<std::string>& banner_colours() {
  static const std::vector<std::string> colours{"green", "blue", "amber", "violet", "red", "grey"};
  return colours;
}

std::optional<Banner> read_banner(const fs::path& profile) {
  std::ifstream in(profile / "banner");
  std::array<char, 128> bytes{};
  in.read(bytes.data(), bytes.size());
  const std::string_view text(bytes.data(), static_cast<std::size_t>(in.gcount()));
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  Banner out{std::string(text.substr(0, end)), std::string(text.substr(end + 1))};
  if (out.colour.ends_with('\n')) out.colour.pop_back();
  const auto& colours = banner_colours();
  if (!one_line(out.label) || std::find(colours.begin(), colours.end(), out.colour) == colours.end())
    return std::nullopt;
  return out;
}

Status check_banner(const Banner& banner) {
  const auto& colours = banner_colours();
  if (!one_line(banner.label)) return Error{Errc::usage, "A label has from 1 to 40 bytes on one line."};
  if (std::find(colours.begin(), colours.end(), banner.colour) == colours.end()) {
    return Error{Errc::usage, "A colour is green, blue, amber, violet, red or grey."};
  }
  return ok();
}

Status write_banner(const fs::path& profile, const Banner& banner) {
  if (const auto fits = check_banner(banner); !fits) return fits;
  std::ofstream out(profile / "banner", std::ios::trunc);
  if (!(out << banner.label << '\n' << banner.colour << '\n' << std::flush)) return Error{Errc::io};
  return ok();
}

std::string banner_words(const Banner& banner) { return banner.label + " \u00b7 " + banner.colour; }

std::vector<ListedProfile> listed_profiles(const fs::path& data) {
  std::vector<ListedProfile> out;
  std::error_code failed;
  for (fs::directory_iterator at(data, failed), end; !failed && at != end; at.increment(failed)) {
    if (!profile_exists(at->path())) continue;
    out.push_back({at->path().filename().string(), at->path(), read_banner(at->path()),
                   !ProfileLock::published(at->path()).empty()});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

fs::path profile_named(const fs::path& data, const fs::path& given) {
  const auto name = given.string();
  return valid_profile_name(name) && profile_exists(data / name) ? data / name : given;
}

bool valid_profile_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= name_max && name.front() != '-' && name != "not-here" &&
         std::all_of(name.begin(), name.end(), fits);
}

api::Reply destroy_profile(const fs::path& profile) {
  if (!profile_exists(profile)) {
    return api::problem(Errc::not_found, api::Said::no_profile, {profile.string()});
  }
  auto lock = ProfileLock::take_within(profile, stop_patience);
  if (!lock) return api::problem("", lock.error());
  std::error_code failed;
  const bool overwritten = overwrite(profile / "vault.key");
  if (!overwritten || !fs::remove(profile / "vault.key", failed)) {
    return api::Problem{Errc::io, "The key of this profile could not be destroyed. Check the folder's permissions."};
  }
  sync_folder(profile);
  for (const char* file : profile_files) fs::remove(profile / file, failed);
  fs::remove_all(profile / "files", failed);  // attachments: noise by now, their keys were in the vault
  // A folder that holds something of somebody else's stays.
  const bool whole = fs::remove(profile, failed) && !failed;
  return api::Json{{"profile", profile.string()}, {"destroyed", true}, {"folder_removed", whole}};
}

}  // namespace sotto::runtime
