// The rules one after the other, then one reading of the text: no two findings overlap, and the verdict follows from
// them.
#include <algorithm>
#include <set>

#include <sotto/deid/check.hpp>

#include "draft.hpp"
#include "suggest.hpp"

namespace sotto::deid {
namespace {

Group group_of(Type type, Sub sub) {
  if (type >= Type::health) return Group::sensitive;
  if (type == Type::person) return sub == Sub::full || sub == Sub::surname ? Group::direct : Group::quasi;
  return type < Type::org ? Group::direct : Group::quasi;
}

// The table of docs/check.md.
int weight(Type type, Sub sub, Audience audience) {
  const bool known = audience == Audience::knows_employer;
  const int sector = audience == Audience::knows_sector ? 1 : 0;
  switch (type) {
    case Type::org: return 4 + sector;
    case Type::person: return 3;
    case Type::event: return 3;
    case Type::unique: return known ? 5 : 3 + sector;
    case Type::role: return known ? 5 : (sub == Sub::exec ? 1 : 3) + sector;
    case Type::relation: return known ? 5 : 2;
    case Type::location: return 2;
    default: return 1;
  }
}

bool strong(Type type) {  // with a sensitive fact beside it, it names the person the fact is about
  return type == Type::person || type == Type::org || type == Type::unique || type == Type::event ||
         type == Type::relation || type == Type::role;
}

// What is left of `span` beside what has been accepted: the longest piece, if it still says something.
std::optional<Span> trimmed(const Span& span, const std::vector<Span>& accepted, const Text& text) {
  Span rest = span;
  for (const auto& other : accepted) {
    if (other.begin >= rest.end || rest.begin >= other.end) continue;
    if (other.rank == Rank::harmless) return std::nullopt;
    const std::size_t before = other.begin > rest.begin ? other.begin - rest.begin : 0;
    const std::size_t after = rest.end > other.end ? rest.end - other.end : 0;
    if (before >= after)
      rest.end = rest.begin + before;
    else
      rest.begin = other.end;
    while (rest.begin < rest.end && text.plain[rest.begin] == ' ') ++rest.begin;
    while (rest.begin < rest.end && text.plain[rest.end - 1] == ' ') --rest.end;
  }
  const bool whole = rest.begin == span.begin && rest.end == span.end;
  const bool phrase =
      span.type == Type::relation || span.type == Type::unique || span.type == Type::event || span.type >= Type::health;
  if (rest.begin >= rest.end || (!whole && !(phrase && rest.end - rest.begin >= 5))) return std::nullopt;
  return rest;
}

std::vector<Span> without_overlaps(std::vector<Span> spans, const Text& text) {
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.end - a.begin > b.end - b.begin;
  });
  std::vector<Span> accepted;
  for (const auto& span : spans) {
    if (auto rest = trimmed(span, accepted, text)) accepted.push_back(std::move(*rest));
  }
  accepted.erase(
      std::remove_if(accepted.begin(), accepted.end(), [](const Span& s) { return s.rank == Rank::harmless; }),
      accepted.end());
  std::sort(accepted.begin(), accepted.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return accepted;
}

Severity alone(const Finding& finding, Audience audience) {
  if (finding.group == Group::direct) return Severity::stop;
  return weight(finding.type, finding.sub, audience) >= 3 ? Severity::think : Severity::glance;
}

void judge(Report& report, const Text& text, const std::vector<Span>& spans, Audience audience) {
  std::set<std::pair<Type, std::string>> seen;
  bool direct = false, sensitive = false, somebody = false;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& finding = report.findings[i];
    if (finding.group == Group::direct) {
      direct = true;
      continue;
    }
    std::string surface = fold(std::string_view(text.plain).substr(spans[i].begin, spans[i].end - spans[i].begin));
    const int points = weight(finding.type, finding.sub, audience);
    if (seen.emplace(finding.type, std::move(surface)).second) report.score += points;
    sensitive |= finding.group == Group::sensitive;
    somebody |= strong(finding.type) && points >= 3;
  }
  if (direct || report.score >= 7 || (sensitive && somebody))
    report.verdict = Severity::stop;
  else if (report.score >= 3)
    report.verdict = Severity::think;
  else if (report.score >= 1)
    report.verdict = Severity::glance;
}

bool kept(const Setting& setting, const Text& text, const Span& span) {
  if (setting.kept.empty()) return false;
  const std::string surface = fold(std::string_view(text.plain).substr(span.begin, span.end - span.begin));
  return std::any_of(setting.kept.begin(), setting.kept.end(),
                     [&](const std::string& term) { return fold(term) == surface; });
}

}  // namespace

bool Draft::says_any(std::string_view pieces) const {
  while (!pieces.empty()) {
    const std::size_t end = std::min(pieces.find(' '), pieces.size());
    if (text.plain.find(pieces.substr(0, end)) != std::string::npos) return true;
    pieces.remove_prefix(std::min(end + 1, pieces.size()));
  }
  return false;
}

Report check(std::string_view utf8, const Setting& setting) {
  const Text text = read(utf8);
  Draft draft{text, setting, {}};
  find_harmless(draft);
  find_shapes(draft);
  find_listed(draft);
  find_names(draft);
  find_organisations(draft);
  find_people(draft);
  find_events(draft);
  find_figures(draft);
  find_sensitive(draft);

  std::vector<Span> spans = without_overlaps(std::move(draft.spans), text);
  spans.erase(std::remove_if(spans.begin(), spans.end(), [&](const Span& span) { return kept(setting, text, span); }),
              spans.end());
  suggest(text, spans);
  Report report;
  for (const auto& span : spans) {
    Finding finding{text.at[span.begin],           text.at[span.end - 1] + 1, span.type, span.sub,
                    group_of(span.type, span.sub), Severity::clear,           span.why,  span.suggest};
    finding.severity = alone(finding, setting.audience);
    report.findings.push_back(std::move(finding));
  }
  judge(report, text, spans, setting.audience);
  return report;
}

}  // namespace sotto::deid
