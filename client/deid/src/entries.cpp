#include <sotto/deid/check.hpp>

namespace sotto::deid {

std::optional<std::vector<Entry>> read_entries(std::string_view lines) {
  std::vector<Entry> out;
  while (!lines.empty()) {
    const std::size_t eol = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, eol);
    lines.remove_prefix(std::min(eol + 1, lines.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return std::nullopt;
    const std::string_view kind = line.substr(0, tab), text = line.substr(tab + 1);
    if (fold(text).empty()) return std::nullopt;
    if (kind == "person")
      out.push_back({Kind::person, std::string(text), {}});
    else if (kind == "org")
      out.push_back({Kind::org, std::string(text), {}});
    else if (kind == "place")
      out.push_back({Kind::place, std::string(text), {}});
    else
      return std::nullopt;
  }
  return out;
}

}  // namespace sotto::deid
