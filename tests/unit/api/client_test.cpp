#include <sotto/api/sentences.hpp>
#include <sotto/base/limits.hpp>

#include "house.hpp"

using namespace sotto;
using api::Json;
using test::Person;

TEST_CASE("client: unknown methods, parameters and types are usage, each with a sentence") {
  Person anna("Anna");
  for (const auto& problem :
       {anna.bad("buddy.lst"), anna.bad("buddy.list", {{"al", true}}), anna.bad("buddy.list", {{"all", 1}}),
        anna.bad("buddy.list", Json::array()), anna.bad("join"), anna.bad("join", {{"link", 5}}),
        anna.bad("history", {{"buddy", "B"}, {"limit", 0}}), anna.bad("history", {{"buddy", "B"}, {"limit", 10'001}}),
        anna.bad("history", {{"buddy", "B"}, {"limit", 1.5}}),
        anna.bad("history", {{"buddy", "B"}, {"limit", 18446744073709551615U}}),
        anna.bad("history", {{"buddy", "B"}, {"before", "xyz"}}), anna.bad("recall", {{"id", "0011"}}),
        anna.bad("invite.create", {{"days", 0}}), anna.bad("search", {{"text", "a\xff"}})}) {
    CHECK(problem.code == Errc::usage);
    CHECK(problem.sentence.ends_with('.'));
  }
}

TEST_CASE("client: relays are added once each and listed with their pins") {
  Person anna("Anna");
  CHECK(anna.good("relay.list") == Json{{"relays", Json::array()}});
  CHECK(anna.bad("relay.add", {{"link", "sotto-relay:nonsense"}}).code == Errc::malformed);
  anna.use_relay();
  anna.use_relay();
  const auto relays = anna.good("relay.list").at("relays");
  REQUIRE(relays.size() == 1);
  CHECK(relays[0].at("host") == "relay.example.org:443");
  CHECK(relays[0].at("pin").get<std::string>().size() == 32);
}

TEST_CASE("client: an invitation needs a relay, has the contract's form and can be revoked") {
  Person anna("Anna");
  const auto refusal = anna.bad("invite.create");
  CHECK(refusal.code == Errc::refused);
  CHECK(refusal.sentence.find("relay") != std::string::npos);
  anna.use_relay();
  const auto invite = anna.good("invite.create", {{"as", "Thandi"}});
  CHECK(invite.at("link").get<std::string>().starts_with("sotto:"));
  CHECK(invite.at("link").get<std::string>().size() <= limits::invite_max);
  CHECK(invite.at("id").get<std::string>().size() == 16);
  CHECK(anna.good("buddy.list").at("buddies").empty());  // open invitations are not buddies
  auto listed = anna.good("invite.list").at("invitations");
  REQUIRE(listed.size() == 1);
  CHECK(listed[0] ==
        Json{{"id", invite.at("id")}, {"as", "Thandi"}, {"expires", invite.at("expires")}, {"state", "open"}});
  CHECK(anna.good("invite.revoke", {{"id", invite.at("id")}}).at("state") == "revoked");
  CHECK(anna.bad("invite.revoke", {{"id", "0000000000000000"}}).code == Errc::not_found);
  CHECK(anna.good("invite.list").at("invitations")[0].at("state") == "revoked");
}

TEST_CASE("client: joining answers the buddy in the state pairing, and the same link resumes the same buddy") {
  Person anna("Anna", 1);
  Person thandi("Thandi", 2);
  anna.use_relay();
  thandi.use_relay();
  const auto link = anna.good("invite.create", {{"as", "Thandi"}}).at("link");
  const auto buddy = thandi.good("join", {{"link", link}}).at("buddy");
  CHECK(buddy.at("state") == "pairing");
  CHECK(buddy.at("id").get<std::string>().size() == 16);
  CHECK(thandi.good("join", {{"link", link}}).at("buddy").at("id") == buddy.at("id"));
  CHECK(thandi.good("buddy.list").at("buddies").size() == 1);
  CHECK(thandi.bad("words", {{"buddy", buddy.at("id")}}).code == Errc::refused);
}

TEST_CASE("client: every truncation and every flipped bit of an invitation is exit 2 and changes nothing") {
  Person anna("Anna", 1);
  Person thandi("Thandi", 2);
  anna.use_relay();
  thandi.use_relay();
  const auto link = anna.good("invite.create").at("link").get<std::string>();
  const auto commits = thandi.vault->commits();
  for (std::size_t size = 0; size < link.size(); ++size) {
    const auto problem = thandi.bad("join", {{"link", link.substr(0, size)}});
    CHECK_MESSAGE(api::exit_code(problem.code) == 2, size);
    CHECK(problem.sentence.ends_with('.'));
  }
  for (std::size_t i = 0; i < link.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = link;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      CHECK_MESSAGE(api::exit_code(thandi.bad("join", {{"link", flipped}}).code) == 2, i, " ", bit);
    }
  }
  CHECK(thandi.vault->commits() == commits);
  CHECK(thandi.good("buddy.list", {{"all", true}}).at("buddies").empty());
}

TEST_CASE("client: an expired invitation, one's own, or none to listen on is exit 7 and changes nothing") {
  Person anna("Anna", 1);
  Person thandi("Thandi", 2);
  Person relayless("Ben", 3);
  anna.use_relay();
  thandi.use_relay();
  const auto link = anna.good("invite.create", {{"days", 1}}).at("link");
  const auto mine = anna.bad("join", {{"link", link}});
  const auto lonely = relayless.bad("join", {{"link", link}});
  thandi.clock.advance(days(2));
  const auto late = thandi.bad("join", {{"link", link}});
  for (const auto& problem : {mine, lonely, late}) {
    CHECK(api::exit_code(problem.code) == 7);
    CHECK(problem.sentence.ends_with('.'));
  }
  CHECK(mine.sentence != late.sentence);
  CHECK(mine.sentence != lonely.sentence);
  for (auto* person : {&anna, &thandi, &relayless})
    CHECK(person->good("buddy.list", {{"all", true}}).at("buddies").empty());
}

TEST_CASE("client: an ambiguous name lists the ids, an exact id wins") {
  Person anna("Anna", 1);
  Person thandi("Thandi", 2);
  anna.use_relay();
  thandi.use_relay();
  std::vector<std::string> ids;
  for (int i = 0; i < 2; ++i) {
    const auto id =
        thandi.good("join", {{"link", anna.good("invite.create").at("link")}}).at("buddy").at("id").get<std::string>();
    thandi.good("buddy.rename", {{"buddy", id}, {"name", "Sam"}});
    ids.push_back(id);
  }
  const auto problem = thandi.bad("history", {{"buddy", "Sam"}});
  CHECK(problem.code == Errc::ambiguous);
  for (const auto& id : ids) CHECK(problem.sentence.find(id) != std::string::npos);
  CHECK(thandi.good("history", {{"buddy", ids[0]}}).at("messages").empty());
  const auto nobody = thandi.bad("history", {{"buddy", "Nobody"}});
  CHECK(nobody.code == Errc::not_found);
  CHECK(nobody.sentence.find("Nobody") != std::string::npos);
}

TEST_CASE("client: a message too long, empty or not UTF-8 is exit 2") {
  Person anna("Anna", 1);
  Person thandi("Thandi", 2);
  anna.use_relay();
  thandi.use_relay();
  const auto id = thandi.good("join", {{"link", anna.good("invite.create").at("link")}}).at("buddy").at("id");
  for (const auto& text : {std::string(), std::string(limits::text_max + 1, 'x'), std::string("a\xff")})
    CHECK(api::exit_code(thandi.bad("send", {{"buddy", id}, {"text", text}}).code) == 2);
  CHECK(thandi.good("history", {{"buddy", id}}).at("messages").empty());
}

TEST_CASE("client: settings have defaults, are checked, and can be unset") {
  Person anna("Anna");
  CHECK(anna.good("config.get").at("config") == Json{{"autolock", "10"},
                                                     {"autostart", "off"},
                                                     {"casework", "on"},
                                                     {"deletions", "on"},
                                                     {"files.ask_above", "25"},
                                                     {"files.buddy_quota", "1024"},
                                                     {"files.folder", ""},
                                                     {"files.quota", "2048"},
                                                     {"language", "system"},
                                                     {"notifications", "on"},
                                                     {"on_close", "lock"},
                                                     {"proxy", "none"},
                                                     {"receipts", "off"},
                                                     {"theme", "system"}});
  CHECK(anna.good("config.set", {{"key", "proxy"}, {"value", "socks5://anna:secret@127.0.0.1:9050"}}).at("value") ==
        "socks5://anna:secret@127.0.0.1:9050");
  CHECK(anna.client->setting("proxy") == "socks5://anna:secret@127.0.0.1:9050");
  for (const char* proxy : {"none", "system", "http://proxy.example.org:3128", "socks5://[::1]:9050"})
    CHECK(anna.good("config.set", {{"key", "proxy"}, {"value", proxy}}).at("key") == "proxy");
  for (const char* proxy : {"", "socks4://h:1", "socks5://h", "socks5://h:0", "socks5://h:70000", "socks5://h:1/x",
                            "http://:80", "socks5://@h:1", "socks5://a b:1"})
    CHECK_MESSAGE(anna.bad("config.set", {{"key", "proxy"}, {"value", proxy}}).code == Errc::usage, proxy);
  for (const char* minutes : {"0", "61", "ten", "5x", ""})
    CHECK(anna.bad("config.set", {{"key", "autolock"}, {"value", minutes}}).code == Errc::usage);
  anna.good("config.set", {{"key", "autolock"}, {"value", "60"}});
  CHECK(anna.good("config.unset", {{"key", "autolock"}}).at("value") == "10");
  CHECK(anna.good("config.get", {{"key", "autolock"}}) == Json{{"key", "autolock"}, {"value", "10"}});
  CHECK(anna.bad("config.get", {{"key", "colour"}}).sentence.find("autolock") != std::string::npos);
  CHECK(anna.good("name.get") == Json{{"name", "Anna"}});
}

TEST_CASE("client: a message has the contract's form") {
  messaging::Message message;
  message.way = messaging::Way::in;
  message.state = messaging::MessageState::received;
  message.text = "hello";
  const auto json = api::message_json(message);
  CHECK(json == Json{{"id", std::string(32, '0')},
                     {"buddy", std::string(16, '0')},
                     {"direction", "in"},
                     {"kind", "text"},
                     {"text", "hello"},
                     {"sent_at", "1970-01-01T00:00:00.000Z"},
                     {"state", "received"},
                     {"keep", nullptr},
                     {"expires_at", nullptr}});
  CHECK(api::event_json(messaging::MessageEvent{message}) == Json{{"event", "message"}, {"message", json}});
  message.quote = messaging::Quote{MessageId{}, false, messaging::Way::out, "before"};
  message.edited = true;
  message.erasure = messaging::Erasure::asked;
  message.their_reaction = "\u2764";
  const auto more = api::message_json(message);
  CHECK(more.at("reply_to") ==
        Json{{"id", std::string(32, '0')}, {"gone", false}, {"direction", "out"}, {"text", "before"}});
  CHECK(more.at("edited") == true);
  CHECK(more.at("deleted") == "asked");
  CHECK(more.at("reactions") == Json{{"them", "\u2764"}});
  CHECK(api::event_json(messaging::ChangeEvent{message}) == Json{{"event", "change"}, {"message", more}});
  CHECK(api::event_json(messaging::RelayEvent{"h:1", true}).at("state") == "connected");
  CHECK(api::event_json(messaging::StateEvent{{}, {}, messaging::MessageState::relayed}).at("state") == "relayed");
  CHECK(api::event_json(messaging::BuddyEvent{}).at("buddy").at("state") == "pairing");
}

TEST_CASE("client: an invitation can be shown as a picture, and nothing large can") {
  Person anna("Anna");
  const auto drawn = anna.good("qr", {{"text", "sotto:AQBoYXJib3Vy"}});
  const auto path = drawn.at("path").get<std::string>();
  CHECK(drawn.at("size").get<int>() >= 21 + 8);  // the smallest code and its quiet zone
  CHECK(path.starts_with("M4 4h7v1h-7z"));       // the upper edge of the first finder pattern
  CHECK(path.find_first_not_of("Mhvz-0123456789 ") == std::string::npos);
  CHECK(anna.bad("qr", {{"text", std::string(513, 'a')}}).code == Errc::limit);
  CHECK(anna.bad("qr").code == Errc::usage);
}

TEST_CASE("client: what happens in the practice is told as an event that names the buddy only") {
  CHECK(api::event_json(messaging::PracticeEvent{}) == Json{{"event", "practice"}, {"buddy", std::string(16, '0')}});
}
