// The data files that the program carries: lines of `key: value`; [code] begins an entry; # begins a remark.
#pragma once

#include <string_view>

namespace sotto::practice {

inline std::string_view trimmed_line(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

// False as soon as a line is of no such kind, or one of the two says no: entry(code), value(key, text).
template <class Entry, class Value>
bool read_data_file(std::string_view file, Entry&& entry, Value&& value) {
  while (!file.empty()) {
    const auto end = file.find('\n');
    const auto line = trimmed_line(file.substr(0, end));
    file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      if (line.back() != ']' || line.size() < 3 || !entry(line.substr(1, line.size() - 2))) return false;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    if (!value(trimmed_line(line.substr(0, colon)), trimmed_line(line.substr(colon + 1)))) return false;
  }
  return true;
}

}  // namespace sotto::practice
