#include "cpd.hpp"

#include <algorithm>

#include "case_check.hpp"
#include "cases.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr std::string_view blank = "[...]";
constexpr Literal columns =
    "SELECT row, date, kind, role, minutes, functions, area, learned, change, impact FROM cpd "
    "WHERE date >= ? AND date <= ? ORDER BY date, row";
constexpr Literal column_by_number =
    "SELECT row, date, kind, role, minutes, functions, area, learned, change, impact FROM cpd WHERE row = ?";

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool in_word(char c) {
  return (folded(c) >= 'a' && folded(c) <= 'z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Where `name` stands in `text` as words of its own, whatever the case of the letters (of ASCII; others as written).
std::size_t find_name(std::string_view text, std::string_view name) {
  const auto same = [](char a, char b) { return folded(a) == folded(b); };
  for (auto from = text.begin();;) {
    const auto at = std::search(from, text.end(), name.begin(), name.end(), same);
    if (at == text.end()) return std::string_view::npos;
    const auto after = at + static_cast<std::ptrdiff_t>(name.size());
    const bool begins = at == text.begin() || !in_word(*(at - 1));
    const bool ends = after == text.end() || !in_word(*after);
    if (begins && ends) return static_cast<std::size_t>(at - text.begin());
    from = at + 1;
  }
}

struct Named {
  std::vector<std::string> strings;  // longest first
  deid::Setting setting;
};
Named everybody(store::Transaction& tx) {
  Named out{all_names(tx), {}};
  std::sort(out.strings.begin(), out.strings.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  out.setting.people = named_in_cases(tx);
  return out;
}

// The strings themselves first, so that none of them can be left; then what the check sees of them: folded, possessive,
// a nickname, one letter off.
void blank_out(std::string& text, const Named& named) {
  for (const auto& name : named.strings) {
    for (auto at = find_name(text, name); at != std::string::npos; at = find_name(text, name)) {
      text.replace(at, name.size(), blank);
    }
  }
  auto findings = deid::find_named(text, named.setting);
  for (auto& finding : findings) finding.suggest = blank;
  if (!findings.empty()) text = deid::replaced(text, findings);
}

CpdEntry read_entry(const store::Row& row, const Named& named) {
  CpdEntry out;
  out.number = row.integer(0);
  out.date = {row.integer(1)};
  out.kind = static_cast<CpdKind>(row.integer(2));
  out.role = static_cast<CpdRole>(row.integer(3));
  out.minutes = static_cast<std::uint32_t>(row.integer(4));
  const auto functions = row.integer(5);
  out.normative = (functions & 1) != 0;
  out.formative = (functions & 2) != 0;
  out.restorative = (functions & 4) != 0;
  out.area = row.text(6);
  out.learned = row.text(7);
  out.change = row.text(8);
  out.impact = row.text(9);
  for (auto* text : {&out.area, &out.learned, &out.change, &out.impact}) blank_out(*text, named);
  if (out.impact.empty()) out.impact_due = out.date + impact_after;
  return out;
}

bool names_any(const CpdEntry& entry, const Named& named) {
  const auto texts = {&entry.area, &entry.learned, &entry.change, &entry.impact};
  return std::any_of(texts.begin(), texts.end(), [&](const std::string* text) {
    const bool there = std::any_of(named.strings.begin(), named.strings.end(), [&](const std::string& name) {
      return find_name(*text, name) != std::string::npos;
    });
    return there || !deid::find_named(*text, named.setting).empty();
  });
}

}  // namespace

Result<std::int64_t> add_cpd(store::Transaction& tx, const CpdEntry& entry) {
  constexpr std::size_t most = 1200;  // bytes of a field
  for (const auto* text : {&entry.area, &entry.learned, &entry.change, &entry.impact}) {
    if (!valid_utf8(*text)) return Error{Errc::malformed, words::not_text};
    if (text->size() > most) return Error{Errc::limit, words::cpd_fields};
  }
  if (entry.minutes == 0 || entry.minutes > 1440) return Error{Errc::usage, words::cpd_fields};
  if (names_any(entry, everybody(tx))) return Error{Errc::refused, words::cpd_names_a_case};
  const int functions = (entry.normative ? 1 : 0) | (entry.formative ? 2 : 0) | (entry.restorative ? 4 : 0);
  tx.run(
      "INSERT INTO cpd(date, kind, role, minutes, functions, area, learned, change, impact) VALUES(?, ?, ?, ?, ?, ?, "
      "?, ?, ?)",
      entry.date, entry.kind, entry.role, entry.minutes, functions, entry.area, entry.learned, entry.change,
      entry.impact);
  return tx.last_row_id();
}

Status set_impact(store::Transaction& tx, std::int64_t number, std::string_view impact) {
  auto entry = find_cpd(tx, number);
  if (!entry) return Error{Errc::not_found, words::no_cpd};
  if (!valid_utf8(impact)) return Error{Errc::malformed, words::not_text};
  entry->impact = impact;
  if (names_any(*entry, everybody(tx))) return Error{Errc::refused, words::cpd_names_a_case};
  tx.run("UPDATE cpd SET impact = ? WHERE row = ?", impact, number);
  return ok();
}

std::vector<CpdEntry> read_cpd(store::Transaction& tx, Timestamp from, Timestamp to) {
  const auto named = everybody(tx);
  std::vector<CpdEntry> out;
  auto row = tx.query(columns, from, to);
  while (row.next()) out.push_back(read_entry(row, named));
  return out;
}

std::optional<CpdEntry> find_cpd(store::Transaction& tx, std::int64_t number) {
  const auto named = everybody(tx);
  auto row = tx.query(column_by_number, number);
  if (!row.next()) return std::nullopt;
  return read_entry(row, named);
}

}  // namespace sotto::practice
