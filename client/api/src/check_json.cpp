#include <sotto/api/check_json.hpp>
#include <sotto/words/check.hpp>

namespace sotto::api {

Json check_json(const deid::Report& report) {
  Json findings = Json::array();
  for (const auto& finding : report.findings) {
    findings.push_back({{"start", finding.start},
                        {"end", finding.end},
                        {"type", deid::name(finding.type)},
                        {"sub", deid::name(finding.sub)},
                        {"group", deid::name(finding.group)},
                        {"severity", deid::name(finding.severity)},
                        {"suggest", finding.suggest},
                        {"why", words::spoken(deid::sentence(finding.why))},
                        {"label", words::spoken(deid::label(finding.type))}});
  }
  return {{"verdict", deid::name(report.verdict)}, {"score", report.score}, {"findings", std::move(findings)}};
}

std::string piece_of(std::string_view text, std::size_t start, std::size_t end) {
  std::size_t point = 0, from = text.size(), to = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80) continue;
    if (point == start) from = i;
    if (point == end) to = i;
    ++point;
  }
  return from < to ? std::string(text.substr(from, to - from)) : std::string();
}

std::string check_headline(const deid::Report& report) {
  int direct = 0;
  for (const auto& finding : report.findings) {
    direct += finding.group == deid::Group::direct && finding.severity == deid::Severity::stop ? 1 : 0;
  }
  switch (report.verdict) {
    case deid::Severity::clear: return say(words::check::clear);
    case deid::Severity::glance: return say(words::check::glance);
    case deid::Severity::think: return say(words::check::think);
    case deid::Severity::stop: break;
  }
  if (direct == 0) return say(words::check::stop);
  return say(words::check::stop_direct, direct);
}

}  // namespace sotto::api
