// From the catalogue's files to C++: a header for every group of keys and one source with all languages.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "flat_json.hpp"

namespace sotto::words {

struct File {
  std::string language;  // of its name: en.json
  std::string text;
};
using Sources = std::map<std::string, std::string>;  // path -> text

// The first file is English: its keys are the catalogue. `groups`: those a key may begin with.
std::variant<Sources, Complaint> generate(const std::vector<File>& files, const std::vector<std::string>& groups);

}  // namespace sotto::words
