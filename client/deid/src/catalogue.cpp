// Every word that a person reads from the check, in one place.
#include <sotto/deid/check.hpp>

namespace sotto::deid {

std::string_view name(Type type) {
  static constexpr std::string_view names[] = {
      "PERSON",      "EMAIL",     "PHONE",        "NINO",     "SSN",       "NHS_NUMBER",
      "EMPLOYEE_ID", "CASE_REF",  "BANK",         "URL",      "HANDLE",    "DOB",
      "ADDRESS",     "POSTCODE",  "ORG",          "ROLE",     "RELATION",  "UNIQUE",
      "EVENT",       "LOCATION",  "DATE",         "AGE",      "TENURE",    "PAY",
      "HEALTH",      "PREGNANCY", "ETHNICITY",    "RELIGION", "SEXUALITY", "GENDER_IDENTITY",
      "UNION",       "CRIMINAL",  "AGE_PROTECTED"};
  return names[static_cast<std::size_t>(type)];
}

std::optional<Type> type_named(std::string_view word) {
  for (auto type = Type::person; type <= Type::age_protected; type = static_cast<Type>(static_cast<int>(type) + 1)) {
    if (name(type) == word) return type;
  }
  return std::nullopt;
}

std::string_view name(Sub sub) {
  static constexpr std::string_view names[] = {"", "full", "surname", "given", "initials", "nick", "exec", "unique"};
  return names[static_cast<std::size_t>(sub)];
}

std::string_view name(Group group) {
  static constexpr std::string_view names[] = {"direct", "quasi", "sensitive"};
  return names[static_cast<std::size_t>(group)];
}

std::string_view name(Severity severity) {
  static constexpr std::string_view names[] = {"clear", "glance", "think", "stop"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view label(Type type) {
  static constexpr std::string_view labels[] = {"a name",
                                                "an e-mail address",
                                                "a phone number",
                                                "a national insurance number",
                                                "a social security number",
                                                "a health service number",
                                                "an employee number",
                                                "a case reference",
                                                "a bank or card number",
                                                "a web or network address",
                                                "an account name",
                                                "a date of birth",
                                                "a home address",
                                                "a postcode",
                                                "an organisation",
                                                "a role",
                                                "a relation",
                                                "the only one of a kind",
                                                "an event people remember",
                                                "a place",
                                                "an exact date",
                                                "an age",
                                                "length of service",
                                                "exact pay",
                                                "health",
                                                "pregnancy or parenthood",
                                                "ethnic origin",
                                                "religion or belief",
                                                "sexual orientation",
                                                "gender identity",
                                                "trade union",
                                                "police or courts",
                                                "age as a ground"};
  return labels[static_cast<std::size_t>(type)];
}

std::string_view sentence(Reason why) {
  switch (why) {
    case Reason::shape: return "It has the form of something that belongs to one person only.";
    case Reason::known: return "It is in the list of this case.";
    case Reason::known_near: return "It is one letter away from something in the list of this case.";
    case Reason::not_here: return "This name belongs to another client, or to another case of yours.";
    case Reason::name: return "It reads like somebody's name.";
    case Reason::name_cue: return "The word is also a name, and it is used like one here.";
    case Reason::titled: return "A title stands before it, so it is a surname.";
    case Reason::initials: return "They read like somebody's initials.";
    case Reason::organisation: return "It reads like the name of an organisation.";
    case Reason::role_exec:
      return "Only one person has this title where you work; a reader who knows your employer knows who it is.";
    case Reason::role_unique: return "There is probably one person in this role.";
    case Reason::relation: return "A relation to somebody known leads straight to one person.";
    case Reason::unique: return "It says that there is only one such person, or very few.";
    case Reason::event: return "People nearby, or a search, would connect this event with somebody.";
    case Reason::place: return "A place makes the circle of possible people small.";
    case Reason::date: return "An exact day can be looked up; a season usually does.";
    case Reason::age: return "An exact age narrows a team down to few people.";
    case Reason::tenure: return "Length of service narrows a team down to few people.";
    case Reason::pay: return "An exact amount can be looked up; a range usually does.";
    case Reason::sensitive: return "It is about somebody in the text and would harm if the person were recognised.";
  }
  return {};
}

}  // namespace sotto::deid
