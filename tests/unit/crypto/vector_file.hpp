// tests/vectors/*.txt: lines `name = hex`, comments begin with #.
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
    std::ifstream in(std::string(SOTTO_SOURCE_DIR) + "/tests/vectors/" + name);
    REQUIRE(in);
    for (std::string line; std::getline(in, line);) {
      const auto equals = line.find(" = ");
      if (line.empty() || line[0] == '#') continue;
      REQUIRE(equals != std::string::npos);
      const auto value = from_hex(line.substr(equals + 3));
      REQUIRE(value);
      values_[line.substr(0, equals)] = *value;
    }
  }
  const Bytes& operator[](const std::string& name) const { return values_.at(name); }
  ByteArray<32> key(const std::string& name) const { return exactly<32>(values_.at(name)).value(); }

 private:
  std::map<std::string, Bytes> values_;
};

}  // namespace sotto::test
