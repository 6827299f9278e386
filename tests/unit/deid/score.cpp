#include "score.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <stdexcept>

namespace sotto::deid::score {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }

Sample parse(const std::string& line) {
  Sample out;
  const auto a = line.find('\t'), b = line.find('\t', a + 1);
  if (a == std::string::npos || b == std::string::npos) throw std::runtime_error("not a sample: " + line);
  out.id = line.substr(0, a);
  out.tags = line.substr(a + 1, b - a - 1);
  std::vector<std::size_t> open;
  std::size_t points = 0;
  for (std::size_t i = b + 1; i < line.size(); ++i) {
    const auto bar = line.find('|', i);
    const bool mark = line[i] == '[' && bar != std::string::npos &&
                      line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_.abcdefghijklmnopqrstuvwxyz", i + 1) == bar;
    if (mark) {
      const std::string kind = line.substr(i + 1, bar - i - 1);
      const auto dot = kind.find('.');
      out.marks.push_back({points, 0, kind.substr(0, dot), dot == std::string::npos ? "" : kind.substr(dot + 1), {}});
      open.push_back(out.marks.size() - 1);
      i = bar;
    } else if (line[i] == ']' && !open.empty()) {
      out.marks[open.back()].end = points;
      open.pop_back();
    } else {
      for (const auto k : open) out.marks[k].surface += line[i];
      out.text += line[i];
      points += starts_code_point(line[i]) ? 1 : 0;
    }
  }
  return out;
}

std::string group(const Mark& mark) {
  static const std::set<std::string> direct = {"EMAIL",       "PHONE",    "NINO",    "SSN", "NHS_NUMBER",
                                               "EMPLOYEE_ID", "CASE_REF", "BANK",    "URL", "HANDLE",
                                               "DOB",         "ADDRESS",  "POSTCODE"};
  static const std::set<std::string> sensitive = {"HEALTH",   "PREGNANCY", "ETHNICITY",
                                                  "RELIGION", "SEXUALITY", "GENDER_IDENTITY",
                                                  "UNION",    "CRIMINAL",  "AGE_PROTECTED"};
  if (direct.count(mark.type) != 0 || (mark.type == "PERSON" && (mark.sub == "full" || mark.sub == "surname")))
    return "direct";
  return sensitive.count(mark.type) != 0 ? "sensitive" : "quasi";
}

int weight(const Mark& mark, bool known) {
  if (mark.type == "ORG") return 4;
  if (mark.type == "PERSON" || mark.type == "EVENT") return 3;
  if (mark.type == "UNIQUE") return known ? 5 : 3;
  if (mark.type == "ROLE") return known ? 5 : mark.sub == "unique" ? 3 : 1;
  if (mark.type == "RELATION") return known ? 5 : 2;
  return mark.type == "LOCATION" ? 2 : 1;
}

std::size_t covered(const Mark& mark, const std::vector<Finding>& findings) {
  std::size_t sum = 0;
  for (const auto& f : findings) {
    const auto from = std::max(f.start, mark.start), to = std::min(f.end, mark.end);
    if (to > from) sum += to - from;
  }
  return sum;
}

std::vector<Entry> case_list(const Sample& sample) {
  std::vector<Entry> out;
  for (const auto& mark : sample.marks) {
    if (mark.type == "PERSON") out.push_back({Kind::person, mark.surface, {}});
    if (mark.type == "ORG") out.push_back({Kind::org, mark.surface, {}});
    if (mark.type == "LOCATION") out.push_back({Kind::place, mark.surface, {}});
  }
  return out;
}

void count(Result& result, const Sample& sample, const std::vector<Finding>& findings, bool show) {
  for (const auto& mark : sample.marks) {
    const bool hit = 10 * covered(mark, findings) >= 6 * (mark.end - mark.start);
    std::set<std::string> keys = {mark.type};
    if (!mark.sub.empty()) keys.insert(mark.type + "." + mark.sub);
    if (mark.type == "PERSON" && sample.tags.find("word-name") != std::string::npos) keys.insert("ambiguous names");
    for (const auto& key : keys) {
      ++result.types[key].of;
      result.types[key].hit += hit ? 1 : 0;
    }
    auto& ratio = result.groups[group(mark)];
    ++ratio.of;
    ratio.hit += hit ? 1 : 0;
    if (show && !hit)
      std::printf("  %s misses %s.%s '%s' in: %s\n", sample.id.c_str(), mark.type.c_str(), mark.sub.c_str(),
                  mark.surface.c_str(), sample.text.c_str());
  }
  for (const auto& f : findings) {
    const bool right = std::any_of(sample.marks.begin(), sample.marks.end(),
                                   [&](const Mark& m) { return f.start < m.end && m.start < f.end; });
    if (right) continue;
    ++result.false_findings;
    if (show) {
      std::printf("  %s false %s.%s [%zu,%zu) in: %s\n", sample.id.c_str(), std::string(name(f.type)).c_str(),
                  std::string(name(f.sub)).c_str(), f.start, f.end, sample.text.c_str());
    }
  }
}

}  // namespace

std::vector<Sample> load(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::vector<Sample> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') out.push_back(parse(line));
  }
  return out;
}

Severity expected(const std::vector<Mark>& marks, bool known) {
  std::set<std::string> seen;
  int score = 0;
  bool direct = false, sensitive = false, somebody = false;
  for (const auto& mark : marks) {
    const std::string of = group(mark);
    direct |= of == "direct";
    sensitive |= of == "sensitive";
    if (of == "direct") continue;
    if (seen.insert(mark.type + '\n' + fold(mark.surface)).second) score += weight(mark, known);
    somebody |= of == "quasi" && weight(mark, known) >= 3;
  }
  if (direct || score >= 7 || (sensitive && somebody)) return Severity::stop;
  return score >= 3 ? Severity::think : score >= 1 ? Severity::glance : Severity::clear;
}

Result run(const std::vector<Sample>& samples, bool listed, bool show) {
  Result result;
  for (const auto& sample : samples) {
    ++result.samples;
    Setting setting;
    if (listed) setting.people = case_list(sample);
    const Report known = check(sample.text, setting);
    setting.audience = Audience::stranger;
    const Report stranger = check(sample.text, setting);
    count(result, sample, known.findings, show);
    const auto compare = [&](Ratio& ratio, const Report& report, bool knows) {
      const Severity want = expected(sample.marks, knows);
      ++ratio.of;
      ratio.hit += report.verdict == want ? 1 : 0;
      result.stop_called_clear += want == Severity::stop && report.verdict == Severity::clear ? 1 : 0;
      if (show && report.verdict != want) {
        std::printf("  %s %s: %s instead of %s\n", sample.id.c_str(), knows ? "known" : "stranger",
                    std::string(name(report.verdict)).c_str(), std::string(name(want)).c_str());
      }
    };
    compare(result.agreement_stranger, stranger, false);
    compare(result.agreement_known, known, true);
    if (!sample.marks.empty()) continue;
    result.clean_with_any += known.findings.empty() ? 0 : 1;
    result.clean_think += known.verdict >= Severity::think ? 1 : 0;
  }
  return result;
}

void print(const char* title, const Result& r) {
  std::printf("%s: %d messages\n", title, r.samples);
  for (const auto* table : {&r.groups, &r.types}) {
    for (const auto& [key, ratio] : *table)
      std::printf("  %-18s %3d of %3d  %5.1f %%\n", key.c_str(), ratio.hit, ratio.of, ratio.percent());
  }
  std::printf("  false findings %d, %.1f per 100 messages; clean with any %d, at think or above %d\n", r.false_findings,
              r.false_per_100(), r.clean_with_any, r.clean_think);
  std::printf("  verdicts exact: stranger %.1f %%, knows the employer %.1f %%; stop called clear %d\n",
              r.agreement_stranger.percent(), r.agreement_known.percent(), r.stop_called_clear);
}

}  // namespace sotto::deid::score
