#include "folders.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "settings.hpp"

namespace sotto::api {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// user-dirs.dirs of xdg-user-dirs: a line is XDG_DOWNLOAD_DIR="$HOME/Downloads", or an absolute path in quotes.
std::string download_folder() {
  constexpr std::string_view key = "XDG_DOWNLOAD_DIR=\"", home_word = "$HOME/";
  constexpr std::size_t size_max = 65536;
  const auto home = environment("HOME");
  auto config = environment("XDG_CONFIG_HOME");
  if (config.empty()) config = home + "/.config";
  std::ifstream in(config + "/user-dirs.dirs");
  std::string line;
  for (std::size_t read = 0; read < size_max && std::getline(in, line); read += line.size() + 1) {
    if (!line.starts_with(key) || !line.ends_with('"') || line.size() == key.size()) continue;
    auto value = line.substr(key.size(), line.size() - key.size() - 1);
    if (value.starts_with(home_word)) value.replace(0, home_word.size(), home + "/");
    if (value.starts_with('/')) return value;
  }
  return home + "/Downloads";
}

}  // namespace

std::string own_folder(store::Vault& vault) {
  const auto chosen = setting_value(vault, "files.folder");
  auto folder = chosen && !chosen->empty() ? *chosen : download_folder();
  std::error_code failed;  // shows when the file is written
  std::filesystem::create_directories(folder, failed);
  return folder;
}

}  // namespace sotto::api
