#include "words.hpp"

namespace sotto::practice::words {

std::string filled(Literal sentence, std::initializer_list<std::string_view> gaps) {
  std::string out;
  auto gap = gaps.begin();
  std::string_view rest = sentence.text;
  for (auto at = rest.find("{}"); at != std::string_view::npos && gap != gaps.end(); at = rest.find("{}")) {
    out += rest.substr(0, at);
    out += *gap++;
    rest.remove_prefix(at + 2);
  }
  return out += rest;
}

}  // namespace sotto::practice::words
