#include <array>

#include <sotto/practice/crisis.hpp>

#include "data_file.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr std::array files{
#include "lines.inc"
};

bool of_country(PhoneLines& out, std::string_view key, std::string_view value) {
  if (key == "lines") return out.country = value, true;
  if (key == "name") return out.name = value, true;
  return key == "reviewed" && (out.reviewed = value, true);
}

bool of_line(PhoneLine& out, std::string_view key, std::string_view value) {
  if (key == "name") return out.name = value, true;
  if (key == "number") return out.number = value, true;
  if (key == "hours") return out.hours = value, true;
  if (key == "note") return out.note = value, true;
  if (key == "source") return out.source = value, true;
  if (key == "reviewed") return out.reviewed = value, true;
  if (key != "confirmed" || (value != "yes" && value != "no")) return false;
  out.confirmed = value == "yes";
  return true;
}

bool is_whole(const PhoneLines& all) {
  for (const auto& line : all.lines) {
    if (line.name.empty() || line.number.empty() || line.source.empty() || line.reviewed.empty()) return false;
  }
  return !all.country.empty() && !all.reviewed.empty() && !all.lines.empty();
}

std::vector<PhoneLines> parse_all() {
  std::vector<PhoneLines> out;
  for (const char* file : files) {
    if (auto lines = parse_phone_lines(file); lines) out.push_back(std::move(*lines));
  }
  return out;
}

}  // namespace

Result<PhoneLines> parse_phone_lines(std::string_view file) {
  PhoneLines out;
  const bool read = read_data_file(
      file,
      [&](std::string_view code) {
        out.lines.emplace_back().code = code;
        return true;
      },
      [&](std::string_view key, std::string_view value) {
        return out.lines.empty() ? of_country(out, key, value) : of_line(out.lines.back(), key, value);
      });
  if (!read || !is_whole(out)) return Error{Errc::malformed, words::bad_lines};
  return out;
}

const std::vector<PhoneLines>& phone_lines() {
  static const std::vector<PhoneLines> all = parse_all();
  return all;
}

const PhoneLines* find_phone_lines(std::string_view country) {
  for (const auto& lines : phone_lines()) {
    if (lines.country == country) return &lines;
  }
  return nullptr;
}

}  // namespace sotto::practice
