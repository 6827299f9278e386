#include <initializer_list>
#include <vector>

#include <doctest/doctest.h>

#include <sotto/cli/arguments.hpp>

using namespace sotto::cli;

namespace {

std::variant<Arguments, Leave> parsed(std::initializer_list<const char*> words) {
  std::vector<const char*> argv{"sotto"};
  argv.insert(argv.end(), words.begin(), words.end());
  return parse(static_cast<int>(argv.size()), argv.data());
}
Arguments good(std::initializer_list<const char*> words) {
  auto result = parsed(words);
  if (const auto* leave = std::get_if<Leave>(&result)) FAIL(leave->text);
  return std::get<Arguments>(result);
}
Leave bad(std::initializer_list<const char*> words) {
  auto result = parsed(words);
  REQUIRE(std::holds_alternative<Leave>(result));
  return std::get<Leave>(result);
}

}  // namespace

TEST_CASE("arguments: global options may stand before or after the command") {
  for (const auto& a :
       {good({"--json", "--profile", "p", "send", "B", "hi"}), good({"send", "B", "hi", "--profile", "p", "--json"}),
        good({"send", "--json", "B", "--profile", "p", "hi"})}) {
    CHECK(a.command == Command::send);
    CHECK(a.json);
    CHECK(a.profile == "p");
    CHECK(a.buddy == "B");
    CHECK(a.text == "hi");
  }
  CHECK(good({"buddy", "list", "--all", "--json"}).json);
  CHECK(good({"buddy", "--json", "list"}).json);
}

TEST_CASE("arguments: -- ends options, - is a text") {
  const auto a = good({"send", "B", "--", "--json"});
  CHECK(a.text == "--json");
  CHECK_FALSE(a.json);
  CHECK(good({"--json", "send", "--", "-B", "-x"}).buddy == "-B");
  CHECK(good({"send", "B", "-"}).text == "-");
}

TEST_CASE("arguments: a text or a name may be the name of a command") {
  CHECK(good({"send", "B", "history"}).text == "history");
  CHECK(good({"send", "list", "invite"}).buddy == "list");
  CHECK(good({"buddy", "rename", "list", "block"}).name == "block");
  CHECK(good({"search", "send"}).text == "send");
}

TEST_CASE("arguments: every command of the contract is there") {
  CHECK(good({}).command == Command::start);
  CHECK(good({"init", "--name", "N", "--weak-passphrase", "--kdf", "light"}).light_kdf);
  CHECK(good({"relay", "add", "L"}).link == "L");
  CHECK(good({"relay", "list"}).command == Command::relay_list);
  CHECK(good({"relay", "status"}).command == Command::relay_status);
  CHECK(good({"relay", "allow", "h:1"}).host == "h:1");
  CHECK(good({"invite", "--as", "N", "--member", "--expires", "3"}).days == 3);
  CHECK(good({"invite", "list"}).command == Command::invite_list);
  CHECK(good({"invite", "revoke", "1"}).command == Command::invite_revoke);
  CHECK(good({"join", "L", "--as", "N"}).as == "N");
  CHECK(good({"buddy", "end", "B"}).command == Command::buddy_end);
  CHECK(good({"buddy", "block", "B"}).command == Command::buddy_block);
  CHECK(good({"words", "B"}).command == Command::words);
  CHECK(good({"verify", "B", "--no-match"}).no_match);
  CHECK(good({"send", "B", "t", "--id", "00", "--sync"}).sync);
  CHECK(good({"recall", "00"}).id == "00");
  CHECK(good({"history", "B", "--before", "00", "--limit", "5"}).limit == 5);
  CHECK(good({"sync", "--wait", "2.5"}).wait == 2.5);
  for (const char* word : {"watch", "sync", "engine", "status", "lock", "unlock", "stop"})
    CHECK(good({word}).command > Command::search);
  CHECK(good({"config", "get"}).key.empty());
  CHECK(good({"config", "set", "proxy", "none"}).value == "none");
  CHECK(good({"config", "unset", "proxy"}).command == Command::config_unset);
}

TEST_CASE("arguments: sessions and crisis name their method and what they were given") {
  const auto invite = good({"session", "invite", "B", "--minutes", "30", "--listen"}).asked;
  CHECK(invite.method == "session.invite");
  CHECK(invite.params.size() == 3);
  CHECK(good({"session", "companion"}).command == Command::companion);
  CHECK(good({"session", "show", "--id", "00"}).asked.params.front().first == "id");
  for (const char* word : {"list", "show", "start", "next", "pause", "resume", "extend", "end", "prompts", "note"}) {
    const auto a = good({"session", word});
    CHECK(a.command == Command::practice);
    CHECK(a.asked.method == "session." + std::string(word));
  }
  CHECK_FALSE(bad({"session", "reply"}).asked);
  CHECK_FALSE(bad({"session", "invite"}).asked);
  CHECK(good({"crisis", "ask", "upset"}).asked.method == "crisis.ask");
  CHECK(good({"crisis", "available", "4", "--kind", "upset", "exec"}).asked.params.size() == 2);
  for (const char* word : {"take", "withdraw", "list", "script", "lines", "checkin"}) {
    CHECK(good({"crisis", word}).asked.method == "crisis." + std::string(word));
  }
  CHECK_FALSE(bad({"crisis", "ask"}).asked);
}

TEST_CASE("arguments: what cannot be understood is said with the page that helps") {
  CHECK(bad({"send", "B"}).text.find("See: sotto send --help.") != std::string::npos);
  CHECK(bad({"send", "B", "two", "words"}).text.find("quotes") != std::string::npos);
  CHECK_FALSE(bad({"frobnicate"}).asked);
  CHECK_FALSE(bad({"history", "B", "--limit", "0"}).asked);
  CHECK_FALSE(bad({"history", "B", "--limit", "x"}).asked);
  CHECK_FALSE(bad({"buddy"}).asked);
  CHECK_FALSE(bad({"--passphrase-fd", "-1", "sync"}).asked);
  CHECK(bad({"--help"}).asked);
  CHECK(bad({"send", "--help"}).text.find("Example") != std::string::npos);
  CHECK(bad({"--version"}).asked);
}

TEST_CASE("arguments: --json counts even when the rest cannot be understood, but not behind --") {
  const char* before[] = {"sotto", "frobnicate", "--json"};
  const char* behind[] = {"sotto", "send", "B", "--", "--json"};
  CHECK(json_asked(3, before));
  CHECK_FALSE(json_asked(5, behind));
}
