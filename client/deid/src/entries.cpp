#include <sotto/deid/check.hpp>

#include "cues.hpp"
#include "lists.hpp"
#include "text.hpp"

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

namespace {

constexpr std::size_t surname_min = 4;  // letters; shorter ones are in too many other words' company

bool telling(const std::string& form) {
  return form.find(' ') != std::string::npos || !(is_ordinary(form) || is_public(form));
}

}  // namespace

std::vector<std::string> forms(const Entry& entry) {
  std::vector<std::string> out;
  const Text words = read(entry.text);
  const std::string whole = fold(entry.text);
  if (!whole.empty()) out.push_back(whole);
  if (entry.kind == Kind::person && words.tokens.size() > 1 && words.tokens.back().lower.size() >= surname_min) {
    out.push_back(words.tokens.back().lower);
  }
  if (entry.kind == Kind::org) {
    auto count = words.tokens.size();
    while (count > 1 && cues::one_of("ltd limited plc llp llc inc co company corporation group holdings",
                                     words.tokens[count - 1].lower)) {
      --count;
    }
    std::string shorter;
    for (std::size_t i = 0; i < count; ++i) shorter += (i > 0 ? " " : "") + words.tokens[i].lower;
    if (shorter != whole && !shorter.empty()) out.push_back(shorter);
  }
  std::erase_if(out, [](const std::string& form) { return !telling(form); });
  return out;
}

}  // namespace sotto::deid
