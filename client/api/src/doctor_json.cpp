#include <sotto/api/doctor_json.hpp>
#include <sotto/words/words.hpp>

namespace sotto::api {

Json doctor_json(const doctor::Report& report) {
  Json findings = Json::array(), cannot = Json::array();
  for (const auto& finding : report.findings) {
    findings.push_back({{"id", finding.id},
                        {"what", finding.what},
                        {"why", words::spoken(finding.why)},
                        {"kind", finding.kind == doctor::Kind::managed ? "managed" : "exposed"}});
  }
  for (const auto sentence : doctor::cannot_see()) cannot.push_back(words::spoken(sentence));
  return {{"managed", report.managed() ? "signs" : "none_found"},
          {"findings", std::move(findings)},
          {"cannot_see", std::move(cannot)},
          {"warning", report.managed() ? Json(words::spoken(doctor::warning())) : Json(nullptr)}};
}

}  // namespace sotto::api
