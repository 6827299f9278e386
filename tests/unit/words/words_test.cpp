#include <type_traits>

#include <doctest/doctest.h>

#include <sotto/words/cli.hpp>
#include <sotto/words/practice.hpp>

#include "message.hpp"
#include "pseudo.hpp"

using namespace sotto;
using words::Entry;
using words::Sentence;

namespace {

constexpr Sentence<1> waiting{"test.waiting", "{count, plural, one {One buddy} other {# buddies}} wrote."};
constexpr Sentence<2> from_to{"test.from_to", "from {from} to {to}"};

// Speaks a language of these entries for as long as it lives.
struct Speaking {
  std::vector<Entry> entries;
  words::Language language;
  Speaking(std::string_view code, std::vector<Entry> said) : entries(std::move(said)), language{code, entries} {
    words::speak(language);
  }
  ~Speaking() { words::speak("en"); }
  Speaking(const Speaking&) = delete;
  Speaking& operator=(const Speaking&) = delete;
};

template <class Key, class... Fillings>
concept can_say = requires(Key key, Fillings... fillings) {
  say(key, fillings...);
};

}  // namespace

TEST_CASE("words: a gap too many or too few does not compile") {
  static_assert(can_say<Sentence<1>, int>);
  static_assert(!can_say<Sentence<1>>);
  static_assert(!can_say<Sentence<1>, int, int>);
  static_assert(!can_say<Sentence<0>, int>);
  static_assert(std::is_convertible_v<Sentence<0>, Literal>);
  static_assert(!std::is_convertible_v<Sentence<1>, Literal>);
}

TEST_CASE("words: gaps are filled, and a number chooses its plural form") {
  CHECK(say(from_to, "Monday", std::string("Friday")) == "from Monday to Friday");
  CHECK(say(waiting, 1) == "One buddy wrote.");
  CHECK(say(waiting, 3) == "3 buddies wrote.");
  CHECK(say(waiting, 0) == "0 buddies wrote.");
}

TEST_CASE("words: a form for exactly one number wins over the rule") {
  constexpr Sentence<1> left{"test.left", "{n, plural, =0 {nothing} =1 {the last} other {# left}}"};
  CHECK(say(left, 0) == "nothing");
  CHECK(say(left, 1) == "the last");
  CHECK(say(left, 2) == "2 left");
}

TEST_CASE("words: what fills a gap is never read as a sentence") {
  CHECK(say(from_to, "{to}", "{count, plural, other {#}}") == "from {to} to {count, plural, other {#}}");
}

TEST_CASE("words: another language may turn the gaps around; what it lacks is said in English") {
  const Speaking speaking("de", {{"test.from_to", "bis {to} ab {from}"}});
  CHECK(say(from_to, "Mo", "Fr") == "bis Fr ab Mo");
  CHECK(say(waiting, 1) == "One buddy wrote.");
  CHECK(words::language() == "de");
}

TEST_CASE("words: each language counts by its own rule, English texts by the English one") {
  CHECK(words::plural_form("en", 1) == "one");
  CHECK(words::plural_form("fr", 0) == "one");
  CHECK(words::plural_form("pl", 22) == "few");
  CHECK(words::plural_form("pl", 12) == "many");
  CHECK(words::plural_form("ru", 21) == "one");
  CHECK(words::plural_form("cs", 4) == "few");
  CHECK(words::plural_form("ja", 1) == "other");
  const Speaking speaking("pl", {{"test.other", "inne"}});
  CHECK(say(waiting, 2) == "2 buddies wrote.");
}

TEST_CASE("words: a text with braces that do not fit is found out") {
  for (const char* bad : {"{", "}", "{name", "{}", "{Name}", "{n, plural, one {x}}", "{n, plural, other {x}",
                          "{n, select, other {x}}", "{n, plural, other {{m}}", "a } b"}) {
    CAPTURE(bad);
    CHECK_FALSE(words::parse(bad));
  }
  CHECK(words::parse("{n, plural, one {{name} has one} other {{name} has #}}"));
}

TEST_CASE("words: a text deeper than any sentence is refused, not followed") {
  std::string text = "x";
  for (int depth = 0; depth < 40; ++depth) text = "{n, plural, other {" + text + "}}";
  CHECK_FALSE(words::parse(text));
}

TEST_CASE("words: the sentence of an error is found again by its English") {
  const test::PseudoLanguage pseudo;
  const Error error{Errc::not_found, words::practice::no_buddy};
  CHECK(error.where.text == words::practice::no_buddy.english.text);
  CHECK(test::PseudoLanguage::said(words::spoken(error.where.text)));
  CHECK(words::spoken("text of somebody") == "text of somebody");
}

TEST_CASE("words: every sentence of the catalogue can be said in the pseudo-language") {
  const auto english = words::languages().front().entries;
  const test::PseudoLanguage pseudo;
  for (const auto& entry : english) {
    CAPTURE(entry.key);
    const std::vector<words::Gap> gaps(words::gap_names(entry.text).size(), words::Gap(2));
    const auto text = words::joined(words::pieces(entry.key, entry.text, gaps));
    CHECK(test::PseudoLanguage::said(text));
    CHECK(text.find('{') == std::string::npos);
  }
}

TEST_CASE("words: the environment's locale chooses the language, English where there is none") {
  for (const char* locale : {"en_GB.UTF-8", "C", "", "tlh_KL", "e"}) {
    words::speak_as_the_environment(locale);
    CHECK(words::language() == "en");
  }
  CHECK(words::speak("system"));
  CHECK(words::speak("en"));
  CHECK_FALSE(words::speak("tlh"));
}

TEST_CASE("words: the pages get every key, and what JSON needs is escaped") {
  const auto json = words::json("en");
  CHECK(json.front() == '{');
  CHECK(json.ends_with("}\n"));
  for (const auto& entry : words::languages().front().entries) {
    CHECK(json.find("\"" + std::string(entry.key) + "\": \"") != std::string::npos);
  }
  CHECK(json.find("\\\"Do you have half an hour") != std::string::npos);
  CHECK(words::json("tlh") == json);
}

TEST_CASE("words: a sentence is found again by its English, and its hint by its key") {
  CHECK(words::key_of(words::practice::no_case.english.text) == "practice.no_case");
  CHECK(words::key_of("Nobody ever says this.").empty());
  CHECK(words::hint("practice.no_case") == "See: sotto case list.");
  CHECK(words::hint("practice.no_buddy").empty());
  CHECK(words::hint("").empty());
}

TEST_CASE("words: a hint is said in the language in effect") {
  const Speaking speaking("de", {{"practice.no_case.hint", "Siehe: sotto case list."}});
  CHECK(words::hint("practice.no_case") == "Siehe: sotto case list.");
  CHECK(words::hint("practice.no_cpd") == "See: sotto cpd list.");
}
