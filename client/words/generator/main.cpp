// words_generator FOLDER GROUP,GROUP... EN.json [OTHER.json...]: writes what the catalogue's C++ is made of into
// FOLDER. A file that says the same already is left alone, so that nothing is compiled again for it.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>

#include "catalogue.hpp"

namespace {

using namespace sotto::words;

std::optional<std::string> contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int complain(std::string_view what) {
  static_cast<void>(std::fprintf(stderr, "client/words: %.*s\n", static_cast<int>(what.size()), what.data()));
  return 1;
}

int write_all(int argc, char** argv) {
  if (argc < 4) return complain("usage: words_generator FOLDER GROUPS FILES");
  const std::filesystem::path folder = argv[1];
  std::vector<std::string> groups;
  std::istringstream list(argv[2]);
  for (std::string group; std::getline(list, group, ',');) groups.push_back(group);
  std::vector<File> files;
  for (int i = 3; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    auto text = contents(path);
    if (!text) return complain(path.string() + " cannot be read");
    files.push_back({path.stem().string(), std::move(*text)});
  }
  const auto made = generate(files, groups);
  if (const auto* complaint = std::get_if<Complaint>(&made)) return complain(complaint->text);
  for (const auto& [name, text] : std::get<Sources>(made)) {
    const auto path = folder / name;
    if (contents(path) == text) continue;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) return complain(path.string() + " cannot be written");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return write_all(argc, argv);
  } catch (const std::exception& failed) {  // no room, no rights
    return complain(failed.what());
  }
}
