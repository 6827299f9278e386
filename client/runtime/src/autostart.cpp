#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <sotto/crypto/kdf.hpp>
#include <sotto/runtime/autostart.hpp>

namespace sotto::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t name_bytes = 8;

fs::path autostart_folder() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && config[0] == '/')
    return fs::path(config) / "autostart";
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
    return fs::path(home) / ".config/autostart";
  return {};
}

}  // namespace

std::string exec_word(std::string_view word) {
  std::string out = "\"";
  for (const char c : word) {
    if (c == '"' || c == '`' || c == '$')
      out += "\\\\";
    else if (c == '\\')
      out += "\\\\\\";
    else if (c == '%')
      out += '%';
    out += c;
  }
  return out + "\"";
}

Status set_autostart(const fs::path& profile, bool on) {
  const Error failed{Errc::io, "The desktop's autostart folder cannot be written."};
  std::error_code error;
  const auto whole = fs::absolute(profile, error).lexically_normal().string();
  const auto program = fs::read_symlink("/proc/self/exe", error).string();
  const auto folder = autostart_folder();
  const auto plain = [](const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
  };
  if (folder.empty() || program.empty() || !plain(whole) || !plain(program)) return failed;
  const auto digest = crypto::hash("autostart", {view_of(whole)});
  const auto file = folder / ("org.sotto.Sotto-" + hex(ByteView(digest).first(name_bytes)) + ".desktop");
  if (!on) {
    fs::remove(file, error);
    return error ? Status(failed) : ok();
  }
  fs::create_directories(folder, error);
  std::ofstream out(file, std::ios::trunc);
  out << "[Desktop Entry]\nType=Application\nName=Sotto\nIcon=org.sotto.Sotto\nStartupWMClass=org.sotto.Sotto\nExec="
      << exec_word(program) << " --profile " << exec_word(whole) << " ui\n";
  return out.flush().good() ? ok() : Status(failed);
}

}  // namespace sotto::runtime
