#include "cases.hpp"

#include <algorithm>
#include <charconv>

#include "case_check.hpp"
#include "exchange.hpp"
#include "opinion.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

constexpr Literal columns =
    "SELECT row, id, shelf, names_key IS NULL, nickname, topic, audience, opened, closed, purge_on, outcome, hold, "
    "reviewed FROM casefile ORDER BY row";

std::optional<std::int64_t> number_of(std::string_view ref) {  // C1, c1
  if (ref.size() < 2 || (ref[0] != 'C' && ref[0] != 'c')) return std::nullopt;
  std::int64_t out = 0;
  const auto parsed = std::from_chars(ref.data() + 1, ref.data() + ref.size(), out);
  if (parsed.ec != std::errc{} || parsed.ptr != ref.data() + ref.size()) return std::nullopt;
  return out;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : "\n") + name;
  return out;
}
std::vector<std::string> split(std::string_view lines) {
  std::vector<std::string> out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    out.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return out;
}

// ---- aliases: a role and a letter, drawn at random and never an initial of the name that it hides ----
std::string role_words(Part part) {
  switch (part) {
    case Part::employee: return say(words::alias_employee);
    case Part::manager: return say(words::alias_manager);
    case Part::witness: return say(words::alias_witness);
    case Part::rep: return say(words::alias_rep);
    case Part::leader: return say(words::alias_leader);
    case Part::person: return say(words::alias_person);
    case Part::org: return say(words::alias_first_org);
    case Part::client: return say(words::alias_client);
    case Part::place: return say(words::alias_place);
  }
  return say(words::alias_person);
}

bool is_initial(const std::vector<std::string>& names, char letter) {
  bool starts = true;
  for (const char c : joined(names)) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (starts && upper == letter) return true;
    starts = c == ' ' || c == '\n' || c == '-' || c == '\'';
  }
  return false;
}

std::vector<std::string> aliases_of(store::Transaction& tx, std::int64_t casefile) {
  std::vector<std::string> out;
  auto row = tx.query("SELECT alias FROM case_name WHERE casefile = ?", casefile);
  while (row.next()) out.push_back(row.text(0));
  return out;
}

std::string numbered_alias(const std::vector<std::string>& taken, std::string_view role) {
  for (int n = 1;; ++n) {
    auto alias = std::string(role) + " " + std::to_string(n);
    if (std::find(taken.begin(), taken.end(), alias) == taken.end()) return alias;
  }
}

// One letter means one person in the whole case, whatever the role.
std::string new_alias(store::Transaction& tx, Random& random, std::int64_t casefile, const NewName& name) {
  const auto taken = aliases_of(tx, casefile);
  const auto role = role_words(name.part);
  if (name.part == Part::org) {
    const bool first = std::find(taken.begin(), taken.end(), role) == taken.end();
    return first ? role : numbered_alias(taken, say(words::alias_org));
  }
  if (name.part == Part::client) return numbered_alias(taken, role);
  std::string free;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const bool used = std::any_of(taken.begin(), taken.end(), [&](const std::string& alias) {
      return alias.size() > 2 && alias[alias.size() - 2] == ' ' && alias.back() == letter;
    });
    if (!used && !is_initial(name.names, letter)) free += letter;
  }
  if (free.empty()) return numbered_alias(taken, role);
  return role + " " + free[random.below(free.size())];
}

CaseName read_name(const store::Row& row, const std::optional<crypto::Key>& key) {
  CaseName out;
  out.number = row.integer(0);
  out.part = static_cast<Part>(row.integer(1));
  out.alias = row.text(2);
  if (const auto text = key ? unseal_text(*key, row.blob(3)) : std::nullopt; text) out.names = split(*text);
  return out;
}

// A person is also known by the first name or the last name alone.
void add_words(std::vector<std::string>& out, const std::string& name, bool person) {
  constexpr std::size_t telling = 3;  // bytes; shorter words are in every sentence
  out.push_back(name);
  std::size_t at = 0;
  while (person && at < name.size()) {
    const auto end = std::min(name.find(' ', at), name.size());
    if (end - at >= telling && end - at < name.size()) out.push_back(name.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace

std::string case_ref(std::int64_t row) { return "C" + std::to_string(row); }

std::vector<CaseRow> all_cases(store::Transaction& tx) {
  struct Sealed {
    Bytes nickname, outcome, hold;
  };
  std::vector<CaseRow> out;
  std::vector<Sealed> sealed;
  {
    auto row = tx.query(columns);
    while (row.next()) {
      CaseRow in;
      in.row = row.integer(0);
      in.id = row.id<CaseId>(1);
      in.shelf = row.integer(2);
      in.forgotten = row.flag(3);
      in.topic = static_cast<proto::Topic>(row.integer(5));
      in.audience = static_cast<Audience>(row.integer(6));
      in.opened = {row.integer(7)};
      in.closed = {row.integer(8)};
      in.purge_on = {row.integer(9)};
      if (!row.null(11)) in.hold.emplace();
      in.reviewed = {row.integer(12)};
      out.push_back(std::move(in));
      sealed.push_back({to_bytes(row.blob(4)), to_bytes(row.blob(10)), to_bytes(row.blob(11))});
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto key = shelf_key(tx, out[i].shelf);
    if (!key) continue;
    out[i].nickname = unseal_text(*key, sealed[i].nickname).value_or("");
    out[i].outcome = unseal_text(*key, sealed[i].outcome).value_or("");
    if (out[i].hold) out[i].hold = unseal_text(*key, sealed[i].hold).value_or("");
  }
  return out;
}

Result<CaseRow> find_case_row(store::Transaction& tx, std::string_view ref) {
  auto cases = all_cases(tx);
  const auto id = CaseId::from_text(ref);
  const auto number = number_of(ref);
  for (auto& row : cases) {
    if ((id && row.id == *id) || (number && row.row == *number)) return std::move(row);
  }
  std::optional<CaseRow> found;
  for (auto& row : cases) {
    if (row.nickname != ref) continue;
    if (found) return Error{Errc::ambiguous, words::many_cases};
    found = std::move(row);
  }
  if (!found) return Error{Errc::not_found, words::no_case};
  return std::move(*found);
}

std::optional<crypto::Key> names_key(store::Transaction& tx, std::int64_t casefile) {
  auto row = tx.query("SELECT names_key FROM casefile WHERE row = ? AND names_key IS NOT NULL", casefile);
  if (!row.next()) return std::nullopt;
  return crypto::Key::from(row.blob(0));
}

bool is_held(store::Transaction& tx, std::int64_t casefile) {
  return tx.query("SELECT 1 FROM casefile WHERE row = ? AND hold IS NOT NULL", casefile).next();
}

Case read_case(store::Transaction& tx, const CaseRow& row, Timestamp now) {
  Case out;
  out.id = row.id;
  out.ref = case_ref(row.row);
  out.nickname = row.nickname;
  out.topic = row.topic;
  out.audience = row.audience;
  out.opened = row.opened;
  if (row.closed.ms != 0) out.closed = row.closed;
  if (row.purge_on.ms != 0) out.purge_on = row.purge_on;
  out.review_on = review_on(row);
  out.review_due = row.closed.ms == 0 && now > out.review_on;
  out.forgotten = row.forgotten;
  out.held = row.hold.has_value();
  out.hold_reason = row.hold.value_or("");
  out.outcome = row.outcome;
  {
    const auto key = names_key(tx, row.row);
    auto names = tx.query("SELECT row, part, alias, names FROM case_name WHERE casefile = ? ORDER BY row", row.row);
    while (names.next()) out.names.push_back(read_name(names, key));
  }
  out.exchanges = read_exchanges_of_case(tx, row.row);
  return out;
}

std::vector<BuddyId> buddies_of_case(store::Transaction& tx, std::int64_t casefile) {
  std::vector<BuddyId> out;
  auto row = tx.query(
      "SELECT buddy FROM exchange WHERE casefile = ?1 UNION "
      "SELECT s.buddy FROM opinion_seat s JOIN opinion o ON o.id = s.opinion WHERE o.casefile = ?1 AND s.buddy IS NOT "
      "NULL UNION SELECT s.buddy FROM session_seat s JOIN session m ON m.id = s.session WHERE m.casefile = ?1 AND "
      "s.buddy IS NOT NULL",
      casefile);
  while (row.next()) out.push_back(row.id<BuddyId>(0));
  return out;
}

proto::CaseTag case_tag(store::Transaction& tx, Random& random, std::int64_t casefile, const BuddyId& buddy) {
  {
    auto row = tx.query("SELECT tag FROM case_tag WHERE casefile = ? AND buddy = ?", casefile, buddy);
    if (row.next()) return row.id<proto::CaseTag>(0);
  }
  const auto tag = random.id<proto::CaseTag>();
  tx.run("INSERT INTO case_tag VALUES(?, ?, ?)", casefile, buddy, tag);
  return tag;
}

Result<CaseId> open_case(store::Transaction& tx, Random& random, const NewCase& what, Timestamp now) {
  if (!valid_utf8(what.nickname)) return Error{Errc::malformed, words::not_text};
  if (what.nickname.empty() || what.nickname.find('\n') != std::string::npos) {
    return Error{Errc::usage, words::empty_name};
  }
  const auto id = random.id<CaseId>();
  const auto shelf = new_shelf(tx, random);
  const auto key = shelf_key(tx, shelf);
  if (!key) return tx.error();
  const crypto::Key names(random);
  tx.run("INSERT INTO casefile(id, shelf, names_key, nickname, topic, audience, opened) VALUES(?, ?, ?, ?, ?, ?, ?)",
         id, shelf, names.expose(), seal(*key, random, view_of(what.nickname)), what.topic, what.audience, now);
  return id;
}

Status add_name(store::Transaction& tx, Random& random, const CaseRow& row, const NewName& name) {
  const auto key = names_key(tx, row.row);
  if (!key) return Error{Errc::refused, words::names_forgotten};
  for (const auto& one : name.names) {
    if (!valid_utf8(one)) return Error{Errc::malformed, words::not_text};
    if (one.find_first_not_of(" \t") == std::string::npos || one.find('\n') != std::string::npos) {
      return Error{Errc::usage, words::empty_name};
    }
  }
  if (name.names.empty()) return Error{Errc::usage, words::empty_name};
  tx.run("INSERT INTO case_name(casefile, part, alias, names) VALUES(?, ?, ?, ?)", row.row, name.part,
         new_alias(tx, random, row.row, name), seal(*key, random, view_of(joined(name.names))));
  return ok();
}

void learn_names(store::Transaction& tx, Random& random, const CaseRow& row, const std::vector<CaseName>& names) {
  const auto key = names_key(tx, row.row);
  for (const auto& name : names) {
    if (!key || name.names.empty()) continue;
    const auto taken = aliases_of(tx, row.row);
    if (std::find(taken.begin(), taken.end(), name.alias) != taken.end()) continue;
    tx.run("INSERT INTO case_name(casefile, part, alias, names) VALUES(?, ?, ?, ?)", row.row, name.part,
           name.alias.empty() ? new_alias(tx, random, row.row, {name.part, name.names}) : name.alias,
           seal(*key, random, view_of(joined(name.names))));
  }
}

Status remove_name(store::Transaction& tx, const CaseRow& row, std::int64_t number) {
  if (row.hold) return Error{Errc::refused, words::held};
  if (tx.run("DELETE FROM case_name WHERE casefile = ? AND row = ?", row.row, number) == 0) {
    return Error{Errc::not_found, words::no_name_there};
  }
  return ok();
}

void forget_names(store::Transaction& tx, const CaseRow& row) {
  tx.run("UPDATE casefile SET names_key = NULL WHERE row = ?", row.row);
  tx.run("UPDATE case_name SET names = NULL WHERE casefile = ?", row.row);
  forget_kept_terms(tx, row.row);
}

Status close_case(Moment& moment, const CaseRow& row, const Closing& closing) {
  auto& tx = moment.transaction();
  if (row.closed.ms != 0) return Error{Errc::refused, words::case_closed};
  if (!valid_utf8(closing.outcome)) return Error{Errc::malformed, words::not_text};
  if (closing.forget && row.hold) return Error{Errc::refused, words::held};
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return Error{Errc::not_found, words::no_case};
  for (const auto& exchange : read_exchanges_of_case(tx, row.row)) {
    if (exchange.mine) end_with_case(moment, exchange.id);
  }
  end_opinions_with_case(moment, row.row);
  const Timestamp now = moment.now().timestamp;
  std::optional<Bytes> outcome;
  if (!closing.outcome.empty()) outcome = seal(*key, moment.random(), view_of(closing.outcome));
  tx.run("UPDATE casefile SET closed = ?, purge_on = ?, outcome = ? WHERE row = ?", now,
         moment.calendar() + days(load_retention(tx).case_days), outcome, row.row);
  if (closing.forget) forget_names(tx, row);
  return ok();
}

Timestamp review_on(const CaseRow& row) { return std::max(row.opened, row.reviewed) + case_review_after; }

Status review_case(Moment& moment, const CaseRow& row) {
  if (row.closed.ms != 0) return Error{Errc::refused, words::not_open_case};
  moment.transaction().run("UPDATE casefile SET reviewed = ? WHERE row = ?", moment.now().timestamp, row.row);
  return ok();
}

void set_hold(store::Transaction& tx, Random& random, const CaseRow& row, const std::optional<std::string>& reason) {
  std::optional<Bytes> sealed;
  if (const auto key = shelf_key(tx, row.shelf); reason && key) sealed = seal(*key, random, view_of(*reason));
  tx.run("UPDATE casefile SET hold = ? WHERE row = ?", sealed, row.row);
}

std::vector<std::string> all_names(store::Transaction& tx) {
  std::vector<std::string> out;
  for (const auto& row : all_cases(tx)) {
    const auto key = names_key(tx, row.row);
    auto names = tx.query("SELECT row, part, alias, names FROM case_name WHERE casefile = ? ORDER BY row", row.row);
    while (names.next()) {
      const auto name = read_name(names, key);
      for (const auto& text : name.names) add_words(out, text, name.part < Part::org);
    }
  }
  return out;
}

}  // namespace sotto::practice
