#include "files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <sotto/web/page.hpp>

#include "assets.hpp"

namespace sotto::web {
namespace {

Answer nothing() { return {door::Status::not_found, {}, {}}; }

[[maybe_unused]] Answer from_folder(  // by debug builds alone
    std::string_view path, const std::filesystem::path& folder) {
  constexpr std::string_view words = "/words/";
  auto file = folder / path.substr(1);
  if (path.starts_with(words)) file = folder / ".." / ".." / "words" / path.substr(words.size());
  std::error_code failed;
  if (type_of(path).empty() || !std::filesystem::is_regular_file(file, failed)) return nothing();
  std::ifstream in(file, std::ios::binary);
  return {door::Status::ok, type_of(path), std::string(std::istreambuf_iterator<char>(in), {})};
}

}  // namespace

Answer file_at(std::string_view path, const std::filesystem::path& folder) {
  if (path == "/") path = "/index.html";
  if constexpr (pages_from_folder)
    if (!folder.empty()) return from_folder(path, folder);
  const auto all = assets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Asset& asset) { return asset.path == path; });
  if (found == all.end()) return nothing();
  return {door::Status::ok, found->type, std::string(found->bytes)};
}

}  // namespace sotto::web
