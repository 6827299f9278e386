// A file of vectors: lines of `name = hex`; a line that begins with # says how they were made.
#pragma once

#include <fstream>
#include <map>
#include <string>

#include <doctest/doctest.h>

#include <sotto/base/bytes.hpp>

namespace sotto::test {

class VectorFile {
 public:
  explicit VectorFile(const std::string& name) {
    std::ifstream file(SOTTO_SOURCE_DIR "/tests/vectors/" + name);
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto equals = line.find(" = ");
      const auto bytes = from_hex(line.substr(equals + 3));
      REQUIRE_MESSAGE((equals != std::string::npos && bytes), line);
      REQUIRE_MESSAGE(values_.emplace(line.substr(0, equals), *bytes).second, line);
    }
    REQUIRE_FALSE(values_.empty());
  }
  const Bytes& operator[](const std::string& name) const {
    const auto found = values_.find(name);
    REQUIRE_MESSAGE(found != values_.end(), name);
    return found->second;
  }
  std::string text(const std::string& name) const { return std::string(text_of((*this)[name])); }
  const std::map<std::string, Bytes>& all() const { return values_; }

 private:
  std::map<std::string, Bytes> values_;
};

}  // namespace sotto::test
