// A file of the catalogue: one JSON object of strings, no deeper. Strict: what the app's pages could not read fails the
// build.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sotto::words {

using Pairs = std::vector<std::pair<std::string, std::string>>;  // in the order of the file
struct Complaint {
  std::string text;
};

std::variant<Pairs, Complaint> read_flat_json(std::string_view text);

}  // namespace sotto::words
