// The development set and how well the check does on it, measured as docs/check.md says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <sotto/deid/check.hpp>

namespace sotto::deid::score {

struct Mark {
  std::size_t start = 0, end = 0;  // code points
  std::string type, sub, surface;
};
struct Sample {
  std::string id, tags, text;
  std::vector<Mark> marks;
};
std::vector<Sample> load(const std::string& file);  // [TYPE.sub|surface] marks a span; marks may nest

struct Ratio {
  int hit = 0, of = 0;
  double percent() const { return of == 0 ? 100 : 100.0 * hit / of; }
};
struct Result {
  std::map<std::string, Ratio> groups, types;  // recall
  Ratio agreement_stranger, agreement_known;   // exact verdicts
  int false_findings = 0, samples = 0, clean_with_any = 0, clean_think = 0, stop_called_clear = 0;
  double false_per_100() const { return samples == 0 ? 0 : 100.0 * false_findings / samples; }
};
Severity expected(const std::vector<Mark>& marks, bool knows_employer);  // by the table, apart from the engine
// `listed`: with the people, organisations and places of the sample itself as the case's list.
Result run(const std::vector<Sample>& samples, bool listed, bool show);
void print(const char* title, const Result& result);

}  // namespace sotto::deid::score
