#include "case_check.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "shelf.hpp"

namespace sotto::practice {
namespace {

// "Not an identifier" more often than once in four choices makes a type a dot; a few choices say nothing yet.
constexpr std::int64_t choices_min = 8;
constexpr std::int64_t one_in = 4;

deid::Kind kind_of(Part part) {
  if (part == Part::org || part == Part::client) return deid::Kind::org;
  return part == Part::place ? deid::Kind::place : deid::Kind::person;
}

void add_entries(std::vector<deid::Entry>& out, const Case& one) {
  for (const auto& name : one.names) {
    for (const auto& text : name.names) out.push_back({kind_of(name.part), text, name.alias});
  }
}

std::vector<std::string> kept_terms(store::Transaction& tx, std::int64_t casefile) {
  const auto key = names_key(tx, casefile);
  std::vector<std::string> out;
  auto row = tx.query("SELECT term FROM kept_term WHERE casefile = ?", casefile);
  while (key && row.next()) {
    if (auto term = unseal_text(*key, row.blob(0))) out.push_back(std::move(*term));
  }
  return out;
}

std::vector<deid::Type> dots(store::Transaction& tx) {
  std::vector<deid::Type> out;
  for (const auto& count : read_counts(tx).choices) {
    if (count.dot) out.push_back(count.type);
  }
  return out;
}

// The other cases first: they are at hand in this vault.
Elsewhere not_here(const std::vector<deid::Entry>& others, Elsewhere elsewhere) {
  auto forms = std::make_shared<std::map<std::string, deid::Kind, std::less<>>>();
  for (const auto& entry : others) {
    for (auto& form : deid::forms(entry)) forms->emplace(std::move(form), entry.kind);
  }
  return [forms, elsewhere = std::move(elsewhere)](std::string_view folded) -> std::optional<deid::Kind> {
    if (const auto found = forms->find(folded); found != forms->end()) return found->second;
    return elsewhere ? elsewhere(folded) : std::nullopt;
  };
}

deid::Audience heard_by(Audience audience) {
  return static_cast<deid::Audience>(static_cast<std::uint8_t>(audience) - 1);
}

}  // namespace

std::vector<deid::Entry> named_in_cases(store::Transaction& tx, std::int64_t except) {
  std::vector<deid::Entry> out;
  for (const auto& row : all_cases(tx)) {
    if (row.row != except) add_entries(out, read_case(tx, row));
  }
  return out;
}

deid::Setting setting_of(store::Transaction& tx, const CaseRow& row, Elsewhere elsewhere) {
  deid::Setting out;
  const auto one = read_case(tx, row);
  out.audience = heard_by(row.audience);
  add_entries(out.people, one);
  for (const auto& name : one.names) out.aliases.push_back(name.alias);
  out.kept = kept_terms(tx, row.row);
  out.dots = dots(tx);
  out.not_here = not_here(named_in_cases(tx, row.row), std::move(elsewhere));
  return out;
}

deid::Setting setting_of_none(store::Transaction& tx, bool listed, Elsewhere elsewhere) {
  deid::Setting out;
  out.dots = dots(tx);
  if (listed) {
    out.people = named_in_cases(tx);
    out.not_here = std::move(elsewhere);
  } else {
    out.not_here = not_here(named_in_cases(tx), std::move(elsewhere));
  }
  return out;
}

Result<deid::Report> check_text(store::Transaction& tx, const CheckAsk& ask, Elsewhere elsewhere) {
  deid::Setting setting;
  if (ask.case_ref.empty()) {
    setting = setting_of_none(tx, false, std::move(elsewhere));
  } else {
    const auto row = find_case_row(tx, ask.case_ref);
    if (!row) return row.error();
    setting = setting_of(tx, *row, std::move(elsewhere));
  }
  if (ask.audience) setting.audience = heard_by(*ask.audience);
  return deid::check(ask.text, setting);
}

void remember_choice(store::Transaction& tx, Random& random, const Chosen& chosen) {
  tx.run(
      "INSERT INTO check_choice(type, choice, times) VALUES(?, ?, 1) "
      "ON CONFLICT(type, choice) DO UPDATE SET times = times + 1",
      deid::name(chosen.type), chosen.choice);
  const bool stays = chosen.choice == Choice::keep || chosen.choice == Choice::not_identifier;
  if (!stays || chosen.case_ref.empty()) return;
  const auto row = find_case_row(tx, chosen.case_ref);
  const auto key = row ? names_key(tx, row->row) : std::nullopt;
  if (!key) return;  // who is who was forgotten here: nothing about names is remembered any more
  const auto terms = kept_terms(tx, row->row);
  if (std::find(terms.begin(), terms.end(), chosen.surface) != terms.end()) return;
  tx.run("INSERT INTO kept_term(casefile, term) VALUES(?, ?)", row->row, seal(*key, random, view_of(chosen.surface)));
}

void count_despite(store::Transaction& tx, Despite why) {
  tx.run("INSERT INTO check_despite(why, times) VALUES(?, 1) ON CONFLICT(why) DO UPDATE SET times = times + 1", why);
}

CheckCounts read_counts(store::Transaction& tx) {
  CheckCounts out;
  {
    auto row = tx.query("SELECT type, choice, times FROM check_choice ORDER BY type");
    while (row.next()) {
      const auto named = deid::type_named(row.text(0));
      if (!named) continue;
      const auto type = *named;
      if (out.choices.empty() || out.choices.back().type != type) out.choices.push_back({type, 0, 0, 0, 0, false});
      auto& count = out.choices.back();
      switch (static_cast<Choice>(row.integer(1))) {
        case Choice::replace: count.replaced = row.integer(2); break;
        case Choice::reword: count.reworded = row.integer(2); break;
        case Choice::keep: count.kept = row.integer(2); break;
        case Choice::not_identifier: count.not_identifier = row.integer(2); break;
      }
    }
  }
  for (auto& count : out.choices) {
    const auto all = count.replaced + count.reworded + count.kept + count.not_identifier;
    count.dot = all >= choices_min && count.not_identifier * one_in > all;
  }
  auto row = tx.query("SELECT why, times FROM check_despite ORDER BY why");
  while (row.next()) out.despite.push_back({static_cast<Despite>(row.integer(0)), row.integer(1)});
  return out;
}

void forget_kept_terms(store::Transaction& tx, std::int64_t casefile) {
  tx.run("DELETE FROM kept_term WHERE casefile = ?", casefile);
}

}  // namespace sotto::practice
