#include <sotto/deid/check.hpp>

#include "target.hpp"

using namespace sotto;

namespace {

void read(std::string_view text, const deid::Setting& setting) {
  std::size_t points = 0;
  for (const char c : text) points += (static_cast<unsigned char>(c) & 0xc0U) != 0x80 ? 1 : 0;
  const bool valid = valid_utf8(text);
  const auto report = deid::check(text, setting);
  std::size_t last = 0;
  for (const auto& finding : report.findings) {
    fuzz::must(finding.start >= last && finding.start < finding.end);
    fuzz::must(!valid || finding.end <= points);
    fuzz::must(finding.severity != deid::Severity::clear);
    last = finding.end;
  }
  fuzz::must((report.verdict == deid::Severity::clear) == report.findings.empty());
}

}  // namespace

// The input is a text; its first line is also tried as a list of names for the rest.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(ByteView(data, size)).substr(0, 4096);
  read(text, {});
  const auto eol = text.find('\n');
  if (eol == std::string_view::npos) return 0;
  deid::Setting setting;
  setting.audience = deid::Audience::stranger;
  if (auto entries = deid::read_entries(text.substr(0, eol))) setting.people = *entries;
  setting.people.push_back({deid::Kind::person, std::string(text.substr(0, eol)), {}});
  setting.people.push_back({deid::Kind::org, std::string(text.substr(0, eol)), {}});
  setting.not_here = [&](std::string_view folded) -> std::optional<deid::Kind> {
    if (folded.size() % 7 == 3) return deid::Kind::place;
    return std::nullopt;
  };
  read(text.substr(eol + 1), setting);
  return 0;
}
