#include "house.hpp"

using namespace sotto;
using api::Json;
using test::Person;

TEST_CASE("sessions: a companion runs by its plan, follows what is asked of it, and ends by itself") {
  Person anna("Anna");
  CHECK(anna.bad("session.show").code == Errc::not_found);
  const auto begun = anna.good("session.companion", {{"minutes", 60}}).at("session");
  CHECK(begun.at("state") == "running");
  CHECK(begun.at("kind") == "companion");
  CHECK(begun.at("phase") == "arrive");
  CHECK(begun.at("seconds_left") == 300);
  CHECK(begun.at("agenda").size() == 7);
  CHECK(begun.at("with").empty());
  CHECK(anna.good("session.next").at("session").at("phase") == "listen");
  CHECK(anna.good("session.pause").at("session").at("pause_left") == 120);
  anna.clock.advance(seconds(30));
  CHECK(anna.good("session.show").at("session").at("pause_left") == 90);
  CHECK(anna.good("session.resume").at("session").at("seconds_left") == 600);
  CHECK(anna.good("session.extend").at("session").at("seconds_left") == 900);
  CHECK(anna.bad("session.extend").code == Errc::refused);
  CHECK(anna.bad("session.companion").code == Errc::refused);
  anna.clock.advance(hours(2));
  const auto ended = anna.good("session.show", {{"id", begun.at("id")}});
  CHECK(ended.at("session").at("state") == "ended");
  CHECK(ended.contains("hint"));
  CHECK(ended.at("session").contains("purge_on"));
  CHECK(anna.bad("session.next").code == Errc::not_found);
  CHECK(anna.bad("session.next", {{"id", begun.at("id")}}).code == Errc::refused);
}

TEST_CASE("sessions: the note is written field by field, kept, and deleted") {
  Person anna("Anna");
  CHECK(anna.bad("session.note", {{"noticed", "x"}}).code == Errc::not_found);
  anna.good("session.companion");
  anna.good("session.note", {{"noticed", "that it is not mine"}});
  const auto note = anna.good("session.note", {{"will", "ring them"}}).at("session").at("note");
  CHECK(note.at("noticed") == "that it is not mine");
  CHECK(note.at("will") == "ring them");
  CHECK(anna.bad("session.note", {{"will", std::string(4001, 'x')}}).code == Errc::limit);
  CHECK(anna.bad("session.note", {{"wont", "x"}}).code == Errc::usage);
  // A name in it stops, like everywhere; with a reason it is kept, and the reason is counted.
  const auto stopped = anna.bad("session.note", {{"who_else", "Idris Callowmere of Pennick Glass, 07700 900123"}});
  CHECK(stopped.code == Errc::refused);
  CHECK(stopped.more.at("check").at("verdict") == "stop");
  CHECK(anna.good("session.show", {{"id", anna.good("session.list").at("sessions")[0].at("id")}})
            .at("session")
            .at("note")
            .at("who_else") == "");
  anna.good("session.note", {{"who_else", "Idris Callowmere of Pennick Glass, 07700 900123"}, {"despite", "safety"}});
  CHECK(anna.good("check.counts").at("despite").at("safety") == 1);
  CHECK_FALSE(anna.good("session.note", {{"delete", true}}).at("session").contains("note"));
}

TEST_CASE("sessions: prompts are three, and one or all of them can be others") {
  Person anna("Anna");
  anna.good("session.companion");
  const auto first = anna.good("session.prompts").at("session").at("prompts");
  CHECK(first.size() == 3);
  CHECK(anna.good("session.prompts").at("session").at("prompts") == first);
  const auto swapped = anna.good("session.prompts", {{"swap", 1}}).at("session").at("prompts");
  CHECK(swapped[0] != first[0]);
  CHECK(swapped[1] == first[1]);
  CHECK(anna.good("session.prompts", {{"deal", true}}).at("session").at("prompts") != swapped);
  CHECK(anna.bad("session.prompts", {{"swap", 4}}).code == Errc::usage);
}

TEST_CASE("sessions: the CPD entry is filled in without names, and what is given counts more") {
  Person anna("Anna");
  CHECK(anna.bad("cpd.add", {{"from_session", "last"}}).code == Errc::not_found);
  const auto id = anna.good("session.companion").at("session").at("id");
  CHECK(anna.bad("cpd.add", {{"from_session", id}}).code == Errc::refused);  // it has not ended
  anna.clock.advance(minutes(25));
  anna.good("session.end");
  const auto entry = anna.good("cpd.add", {{"from_session", "last"}}).at("entry");
  CHECK(entry.at("minutes") == 25);
  CHECK(entry.at("role") == "presented");
  CHECK(entry.at("functions") == Json::array({"formative", "restorative"}));
  CHECK(entry.at("learned") == "");
  const auto other = anna.good(
      "cpd.add", {{"from_session", id}, {"minutes", 20}, {"functions", Json::array({"N"})}, {"learned", "to wait"}});
  CHECK(other.at("entry").at("minutes") == 20);
  CHECK(other.at("entry").at("functions") == Json::array({"normative"}));
  CHECK(anna.bad("cpd.add", {{"from_session", "12"}}).code == Errc::usage);
}

TEST_CASE("sessions: the next thing that is due is known, and a change is told once") {
  Person anna("Anna");
  const auto now = [&] { return anna.clock.now(); };
  CHECK_FALSE(anna.client->next_due(now()));
  anna.good("session.companion");
  const auto events = anna.client->take_events();
  REQUIRE(events.size() == 1);
  CHECK(events.front() == Json{{"event", "practice"}, {"subject", "session"}});
  CHECK(anna.client->take_events().empty());
  CHECK(anna.client->next_due(now()) == now().instant + seconds(300));
  anna.clock.advance(seconds(300));
  REQUIRE(anna.client->pass_time(now()));
  CHECK_FALSE(anna.client->take_events().empty());
  CHECK(anna.client->next_due(now()) == now().instant + seconds(600));
  CHECK(anna.good("session.show").at("session").at("phase") == "listen");
}

TEST_CASE("crisis: alone there are the phone lines, at once, and the script") {
  Person anna("Anna");
  const auto asked = anna.good("crisis.ask", {{"kind", "decision"}});
  CHECK(asked.at("ping").at("state") == "nobody");
  CHECK(asked.at("phone").at("country") == "uk");
  CHECK(anna.good("crisis.lines", {{"country", "US"}}).at("phone").at("lines")[0].at("number") == "911");
  CHECK(anna.bad("crisis.lines", {{"country", "atlantis"}}).code == Errc::usage);
  CHECK(anna.bad("crisis.ask", {{"kind", "bored"}}).code == Errc::usage);
  CHECK(anna.bad("crisis.take").code == Errc::not_found);
  CHECK(anna.good("crisis.available", {{"hours", 2}}).at("available").at("kinds").size() == 4);
  CHECK(anna.good("crisis.list").at("available")[0].at("buddy").is_null());
  CHECK(anna.good("crisis.available", {{"hours", 0}}).at("available").is_null());
  CHECK(anna.good("crisis.script").at("never_tonight").size() == 7);
  CHECK(anna.good("crisis.withdraw").at("ping").at("state") == "over");
}
