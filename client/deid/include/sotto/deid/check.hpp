// The check: what in a text identifies somebody, how surely, and what to write instead. Local, no files, no network.
// Rules, weights and verdicts: docs/check.md. It points out; it never refuses.
// Offsets count Unicode code points of the text that was given. Thread: pure functions over shared constant tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::deid {

enum class Audience : std::uint8_t { stranger, knows_sector, knows_employer };
enum class Severity : std::uint8_t { clear, glance, think, stop };
enum class Group : std::uint8_t { direct, quasi, sensitive };

enum class Type : std::uint8_t {
  person,
  email,
  phone,
  nino,  // national insurance, and other states' numbers of that kind
  ssn,
  nhs_number,
  employee_id,
  case_ref,
  bank,
  url,
  handle,
  dob,
  address,
  postcode,
  org,
  role,
  relation,
  unique,
  event,
  location,
  date,
  age,
  tenure,
  pay,
  health,
  pregnancy,
  ethnicity,
  religion,
  sexuality,
  gender_identity,
  union_,
  criminal,
  age_protected,
};
enum class Sub : std::uint8_t { none, full, surname, given, initials, nick, exec, unique };

// Which sentence of the catalogue says why.
enum class Reason : std::uint8_t {
  shape,       // looks like a number or an address of that kind
  known,       // is in the case's own list
  known_near,  // one letter away from something in the case's own list
  not_here,    // belongs to another profile or case
  name,        // a name by itself
  name_cue,    // a word that is also a name, used like one
  titled,      // Mr, Dr ...
  initials,
  organisation,
  role_exec,
  role_unique,
  relation,
  unique,
  event,
  place,
  date,
  age,
  tenure,
  pay,
  sensitive,
};

struct Finding {
  std::size_t start = 0, end = 0;  // code points, end exclusive
  Type type = Type::person;
  Sub sub = Sub::none;
  Group group = Group::direct;
  Severity severity = Severity::clear;  // what this finding would come to alone
  Reason why = Reason::shape;
  std::string suggest;  // what the sentence could say instead; empty: usually kept
};

struct Report {
  Severity verdict = Severity::clear;
  int score = 0;                  // the jigsaw: what is left to put together, direct findings not counted
  std::vector<Finding> findings;  // in order of the text, never overlapping
  std::size_t kept = 0;           // left out of them, because the writer keeps these words in this case
};

enum class Kind : std::uint8_t { person, org, place };
struct Entry {  // somebody or something of the case, named once by the writer
  Kind kind = Kind::person;
  std::string text;
  std::string alias;  // what the case calls it; empty: the check deals letters
};
// What of an entry is looked for in texts of other cases: folded, the whole and, of a person, the surname; of an
// organisation the name without Ltd. Ordinary words are left out.
std::vector<std::string> forms(const Entry& entry);
// Lines `person|org|place` TAB text; empty lines and lines that start with # are skipped. nullopt: a line is neither.
std::optional<std::vector<Entry>> read_entries(std::string_view lines);

struct Setting {
  Audience audience = Audience::knows_employer;
  std::vector<Entry> people;
  // Asked for each word and run of up to four words, folded (lower case, no accents, single spaces). The caller holds
  // the list under a key; the check sees no more of it than the answers.
  std::function<std::optional<Kind>(std::string_view folded)> not_here;
  std::vector<std::string> kept;     // surfaces the writer has decided to keep in this case
  std::vector<std::string> aliases;  // dealt in this case already: nobody else gets one of them
  // Types of which the writer has often said that they are none: a dot, no more. Not for what is in a list.
  std::vector<Type> dots;
};

// `utf8` must be valid UTF-8 (sotto::valid_utf8); what is not is read as far as it is.
Report check(std::string_view utf8, const Setting& setting = {});
// Only what stands in the case's list and in the not-here list.
std::vector<Finding> find_named(std::string_view utf8, const Setting& setting);
// The text with every suggestion in its place. `findings` are of this very text.
std::string replaced(std::string_view utf8, const std::vector<Finding>& findings);

std::string fold(std::string_view utf8);  // as `not_here` is asked: the key of such a list is made of this
std::string_view name(Type type);         // PERSON, EMAIL ... as in the JSON
std::optional<Type> type_named(std::string_view name);
std::string_view name(Sub sub);  // empty for none
std::string_view name(Group group);
std::string_view name(Severity severity);
std::string_view label(Type type);      // for people: "a name", "an exact date"
std::string_view sentence(Reason why);  // one sentence for a person

}  // namespace sotto::deid
