#include "lists.hpp"

#include <string>

namespace sotto::deid {

bool listed(std::string_view sorted_lines, std::string_view word) {
  std::size_t low = 0, high = sorted_lines.size();  // both at the start of a line
  while (low < high) {
    std::size_t line = low + (high - low) / 2;
    while (line > low && sorted_lines[line - 1] != '\n') --line;
    const std::size_t end = sorted_lines.find('\n', line);
    const int order = sorted_lines.substr(line, end - line).compare(word);
    if (order == 0) return true;
    if (order < 0)
      low = end + 1;
    else
      high = line;
  }
  return false;
}

bool is_ordinary(std::string_view lower) {
  const auto word = [](std::string_view w) { return w.size() > 1 && listed(lists::words, w); };
  if (word(lower) || is_given_word(lower)) return true;
  const auto without = [&](std::string_view ending, std::string_view instead) {
    if (lower.size() < ending.size() + 2 || lower.substr(lower.size() - ending.size()) != ending) return false;
    const std::string_view stem = lower.substr(0, lower.size() - ending.size());
    const bool doubled = stem.size() > 3 && stem[stem.size() - 1] == stem[stem.size() - 2] && ending != "s";
    return word(std::string(stem) + std::string(instead)) || (doubled && word(stem.substr(0, stem.size() - 1)));
  };
  return without("s", "") || without("es", "") || without("ed", "") || without("d", "") || without("ing", "") ||
         without("ing", "e") || without("ly", "") || without("er", "") || without("r", "") || without("ness", "") ||
         without("ies", "y") || without("ied", "y") || without("est", "") || without("or", "e") ||
         without("ors", "e") || without("ion", "e") || without("able", "") || without("ment", "") ||
         without("ments", "") || without("n't", "") || without("'ll", "") || without("'ve", "") || without("'d", "") ||
         without("'re", "");
}

}  // namespace sotto::deid
