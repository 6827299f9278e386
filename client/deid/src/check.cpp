// The rules one after the other, then one reading of the text: no two findings overlap, and the verdict follows from
// them.
#include <algorithm>
#include <set>

#include <sotto/deid/check.hpp>

#include "cues.hpp"
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
    case Type::person:
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

bool in_a_list(Reason why) { return why == Reason::known || why == Reason::known_near || why == Reason::not_here; }
bool only_a_dot(const Finding& finding, const Setting& setting) {
  return !in_a_list(finding.why) &&
         std::find(setting.dots.begin(), setting.dots.end(), finding.type) != setting.dots.end();
}

Severity alone(const Finding& finding, const Setting& setting) {
  const Audience audience = setting.audience;
  if (only_a_dot(finding, setting)) return Severity::glance;
  if (finding.group == Group::direct) return Severity::stop;
  return weight(finding.type, finding.sub, audience) >= 3 ? Severity::think : Severity::glance;
}

// What makes two findings one: the words, or the fact in them.
std::string said(const Text& text, const Span& span) {
  return span.core.empty() ? fold(std::string_view(text.plain).substr(span.begin, span.end - span.begin)) : span.core;
}

void judge(Report& report, const Text& text, const std::vector<Span>& spans, const Setting& setting) {
  std::set<std::pair<Type, std::string>> seen;
  bool direct = false, sensitive = false, somebody = false;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& finding = report.findings[i];
    const bool dot = only_a_dot(finding, setting);
    if (!dot && finding.group == Group::direct) {
      direct = true;
      continue;
    }
    std::string surface = said(text, spans[i]);
    const int points = dot ? 1 : weight(finding.type, finding.sub, setting.audience);
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

Finding finding_of(const Text& text, const Span& span) {
  return {text.at[span.begin],           text.at[span.end - 1] + 1, span.type, span.sub,
          group_of(span.type, span.sub), Severity::clear,           span.why,  span.suggest};
}

bool kept(const Setting& setting, const Text& text, const Span& span) {
  if (setting.kept.empty()) return false;
  const std::string surface = fold(std::string_view(text.plain).substr(span.begin, span.end - span.begin));
  return std::any_of(setting.kept.begin(), setting.kept.end(), [&](const std::string& term) {
    const std::string folded = fold(term);  // "has asthma" was kept: "with asthma" is, too
    return folded == surface || (!span.core.empty() && folded.find(span.core) != std::string::npos);
  });
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

bool Draft::has_word(std::string_view words) const {
  return std::any_of(text.tokens.begin(), text.tokens.end(),
                     [&](const Token& token) { return cues::one_of(words, token.lower); });
}

Report check(std::string_view utf8, const Setting& setting) {
  const Text text = read(utf8);
  Draft draft{text, setting, {}};
  find_harmless(draft);
  find_shapes(draft);
  find_listed(draft);
  find_names(draft);
  find_organisations(draft);
  find_relations(draft);
  find_uniqueness(draft);
  find_roles(draft);
  find_events(draft);
  find_figures(draft);
  find_sensitive(draft);

  std::vector<Span> spans = without_overlaps(std::move(draft.spans), text);
  Report report;
  report.kept = std::erase_if(spans, [&](const Span& span) { return kept(setting, text, span); });
  suggest(text, spans, setting.aliases);
  for (const auto& span : spans) {
    report.findings.push_back(finding_of(text, span));
    report.findings.back().severity = alone(report.findings.back(), setting);
  }
  judge(report, text, spans, setting);
  return report;
}

std::vector<Finding> find_named(std::string_view utf8, const Setting& setting) {
  const Text text = read(utf8);
  Draft draft{text, setting, {}};
  find_listed(draft);
  std::vector<Finding> out;
  for (const auto& span : without_overlaps(std::move(draft.spans), text)) out.push_back(finding_of(text, span));
  return out;
}

std::string replaced(std::string_view utf8, const std::vector<Finding>& findings) {
  std::string out;
  std::size_t point = 0;
  auto next = findings.begin();
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(utf8[i]) & 0xc0U) != 0x80;
    const std::size_t here = starts ? point++ : point - 1;
    while (next != findings.end() && here >= next->end) ++next;
    const bool inside = next != findings.end() && here >= next->start && !next->suggest.empty();
    if (!inside)
      out += utf8[i];
    else if (starts && here == next->start)
      out += next->suggest;
  }
  return out;
}

}  // namespace sotto::deid
