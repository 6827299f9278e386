#include "files.hpp"

#include <algorithm>
#include <fstream>

namespace sotto::doctor {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t names_max = 4096;
}

fs::path Files::at(std::string_view path) const {
  while (path.starts_with('/')) path.remove_prefix(1);
  return root_ / path;
}

bool Files::exists(std::string_view path) const {
  std::error_code failed;
  return fs::exists(fs::symlink_status(at(path), failed));
}

std::string Files::text(std::string_view path) const {
  std::error_code failed;
  if (!fs::is_regular_file(at(path), failed)) return {};
  std::ifstream in(at(path), std::ios::binary);
  std::string out;
  std::string piece(65'536, '\0');
  while (in && out.size() < text_max) {  // files of /proc do not know their size
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    out.append(piece, 0, static_cast<std::size_t>(in.gcount()));
  }
  return out;
}

std::vector<std::string> Files::lines(std::string_view path) const {
  std::vector<std::string> out;
  const auto whole = text(path);
  std::string_view rest = whole;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::vector<std::string> Files::names(std::string_view folder) const {
  std::vector<std::string> out;
  std::error_code failed;
  for (fs::directory_iterator it(at(folder), failed), end; !failed && it != end && out.size() < names_max;
       it.increment(failed)) {
    out.push_back(it->path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> Files::below(std::string_view folder) const {
  std::vector<std::string> out;
  for (const auto& name : names(folder)) {
    const auto path = std::string(folder) + "/" + name;
    std::error_code failed;
    if (!fs::is_directory(at(path), failed)) {
      out.push_back(path);
      continue;
    }
    for (const auto& inner : names(path)) {
      const auto deeper = path + "/" + inner;
      if (!fs::is_directory(at(deeper), failed)) out.push_back(deeper);
    }
  }
  return out;
}

}  // namespace sotto::doctor
