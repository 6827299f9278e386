#include "cpd.hpp"

#include <algorithm>

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

bool names_any(const CpdEntry& entry, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return find_name(entry.area, name) != std::string::npos || find_name(entry.learned, name) != std::string::npos ||
           find_name(entry.change, name) != std::string::npos || find_name(entry.impact, name) != std::string::npos;
  });
}

void blank_out(std::string& text, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    for (auto at = find_name(text, name); at != std::string::npos; at = find_name(text, name)) {
      text.replace(at, name.size(), blank);
    }
  }
}

CpdEntry read_entry(const store::Row& row, const std::vector<std::string>& names) {
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
  for (auto* text : {&out.area, &out.learned, &out.change, &out.impact}) blank_out(*text, names);
  if (out.impact.empty()) out.impact_due = out.date + impact_after;
  return out;
}

std::vector<std::string> longest_first(std::vector<std::string> names) {
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return names;
}

}  // namespace

Result<std::int64_t> add_cpd(store::Transaction& tx, const CpdEntry& entry) {
  constexpr std::size_t most = 1200;  // bytes of a field
  for (const auto* text : {&entry.area, &entry.learned, &entry.change, &entry.impact}) {
    if (!valid_utf8(*text)) return Error{Errc::malformed, words::not_text};
    if (text->size() > most) return Error{Errc::limit, words::cpd_fields};
  }
  if (entry.minutes == 0 || entry.minutes > 1440) return Error{Errc::usage, words::cpd_fields};
  if (names_any(entry, all_names(tx))) return Error{Errc::refused, words::cpd_names_a_case};
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
  if (names_any(*entry, all_names(tx))) return Error{Errc::refused, words::cpd_names_a_case};
  tx.run("UPDATE cpd SET impact = ? WHERE row = ?", impact, number);
  return ok();
}

std::vector<CpdEntry> read_cpd(store::Transaction& tx, Timestamp from, Timestamp to) {
  const auto names = longest_first(all_names(tx));
  std::vector<CpdEntry> out;
  auto row = tx.query(columns, from, to);
  while (row.next()) out.push_back(read_entry(row, names));
  return out;
}

std::optional<CpdEntry> find_cpd(store::Transaction& tx, std::int64_t number) {
  const auto names = longest_first(all_names(tx));
  auto row = tx.query(column_by_number, number);
  if (!row.next()) return std::nullopt;
  return read_entry(row, names);
}

}  // namespace sotto::practice
