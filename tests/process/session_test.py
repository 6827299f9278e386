#!/usr/bin/python3
"""Sessions and crisis by the command line: two engines and a relay, and alone."""
import datetime
import json
import unittest

from cases import Case
from house import Person, Relay, pair, until


class Sessions(Case):
    def two_engines(self):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        for person in (anna, ben):
            person.start()
        anna.json("verify", "Ben")
        ben.json("verify", "Anna")
        return anna, ben

    def agree(self, anna, ben):
        anna.json("agree", "new", "Ben")
        codes = [card["code"] for card in anna.json("agree", "offer", "Ben")["agreement"]["cards"]]
        until("the offer", lambda: ben.json("agree", "show", "Anna")["agreement"]["state"] == "offered")
        ben.json("agree", "accept", "Anna", "--tick", *codes)
        anna.json("agree", "accept", "Ben", "--tick", *codes)
        for person, other in ((anna, "Ben"), (ben, "Anna")):
            until("the agreement", lambda: person.json("agree", "show", other)["agreement"]["state"] == "active")

    def state(self, person, name="state"):
        return person.json("session", "list")["sessions"][0].get(name)

    def test_an_hour_between_two_engines(self):
        anna, ben = self.two_engines()
        self.refused(anna, "session", "invite", "Ben", exit=7)  # no agreement yet
        self.agree(anna, ben)
        self.refused(anna, "session", "show", exit=6)
        made = anna.json("session", "invite", "Ben", "--minutes", "60", "--label", "think")["session"]
        self.assertEqual((made["state"], made["kind"], made["label"], made["minutes"]), ("invited", "buddy", "think", 60))
        self.refused(anna, "session", "start", exit=7)
        until("the invitation", lambda: ben.json("session", "list")["sessions"])
        self.assertEqual(self.state(ben), "asked")
        ben.json("session", "reply", "yes")
        until("the yes", lambda: self.state(anna) == "agreed")
        self.refused(ben, "session", "start", exit=7)  # Anna keeps the time
        begun = anna.json("session", "start")["session"]
        self.assertEqual((begun["phase"], begun["role"], begun["timekeeper"]), ("arrive", "presenter", "me"))
        self.assertEqual([step["seconds"] // 60 for step in begun["agenda"]], [5, 10, 5, 20, 10, 7, 3])
        until("the start", lambda: self.state(ben) == "running")
        anna.json("session", "next")
        until("the phase", lambda: self.state(ben, "phase") == "listen")
        seen = ben.json("session", "show")["session"]
        self.assertEqual((seen["role"], seen["rule"]), ("listener", "acknowledge"))
        self.assertFalse(ben.json("session", "compose", "I would leave")["admitted"])
        self.assertTrue(ben.json("session", "compose", "Go on")["admitted"])
        ben.json("session", "pause")
        until("the pause", lambda: self.state(anna, "pause_left") > 0)
        self.refused(anna, "session", "resume", exit=7)
        ben.json("session", "resume")
        until("the resume", lambda: self.state(anna, "pause_left") == 0)
        ben.json("session", "extend")
        until("the question", lambda: self.state(anna, "extension_asked_by") == "them")
        self.assertGreater(anna.json("session", "extend")["session"]["seconds_left"], 600)
        until("five more minutes", lambda: self.state(ben, "extended"))
        self.refused(ben, "session", "next", exit=7)
        for phase in ("clarify", "explore"):
            self.assertEqual(anna.json("session", "next")["session"]["phase"], phase)
        until("explore", lambda: self.state(ben, "phase") == "explore")
        advice = ben.json("session", "compose", "Have you tried ringing them?")
        self.assertEqual((advice["admitted"], advice["question"]),
                         (True, "What have you already tried, and what did you learn?"))
        hand = ben.json("session", "prompts")["session"]["prompts"]
        other = ben.json("session", "prompts", "--swap", "2")["session"]["prompts"]
        self.assertEqual([hand[0], hand[2]], [other[0], other[2]])
        self.assertNotEqual(hand[1], other[1])
        ended = anna.json("session", "end")
        self.assertEqual(ended["session"]["state"], "ended")
        until("the end", lambda: self.state(ben) == "ended")
        self.refused(ben, "session", "note", "--noticed", "x", exit=7)  # Anna presented
        note = anna.json("session", "note", "--noticed", "It is not mine to edit", "--will", "ring them")["session"]["note"]
        self.assertEqual((note["noticed"], note["will"], note["find_out"]), ("It is not mine to edit", "ring them", ""))
        self.assertNotIn("note", anna.json("session", "note", "--delete")["session"])
        entry = ben.json("cpd", "add", "--from-session", "last", "--learned", "to wait")["entry"]
        self.assertEqual((entry["role"], entry["kind"], entry["functions"]),
                         ("listened", "buddy", ["formative", "restorative"]))
        self.assertNotIn("Anna", json.dumps(entry))

    def test_the_clock_moves_by_itself_and_both_sides_with_it(self):
        anna, ben = self.two_engines()
        self.agree(anna, ben)
        anna.json("session", "invite", "Ben", "--minutes", "1", "--listen")
        until("the invitation", lambda: ben.json("session", "list")["sessions"])
        ben.json("session", "reply", "yes")
        until("the yes", lambda: self.state(anna) == "agreed")
        anna.json("session", "start")
        for person in (ben, anna):  # ten seconds later; nobody presses anything
            until("the next phase", lambda: self.state(person, "phase") == "listen")
        self.assertEqual((self.state(anna, "role"), self.state(ben, "role")), ("listener", "presenter"))
        ben.json("session", "end")
        until("the end", lambda: self.state(anna) == "ended")

    def test_a_companion_follows_what_is_typed_and_sends_nothing(self):
        anna = Person(self.house, "Anna")
        code, out, err = anna.run("session", "companion", "--minutes", "30", text=b"\n\np\np\n+\n\nq\n")
        self.assertEqual(code, 0, err)
        lines = out.decode().splitlines()
        phases = [line.split("  ")[0] for line in lines if not line.startswith("  ")]
        self.assertEqual(phases, ["Arrive and contract", "Listen", "Clarify", "Explore", "The session is over."])
        self.assertEqual(anna.json("session", "list")["sessions"][0]["kind"], "companion")
        begun = anna.json("session", "companion")["session"]
        self.assertEqual((begun["state"], begun["phase"]), ("running", "arrive"))
        self.assertEqual(anna.json("session", "companion")["session"]["id"], begun["id"])  # picked up again
        self.assertEqual(anna.json("session", "end")["session"]["state"], "ended")
        self.refused(anna, "session", "next", exit=6)

    def test_times_are_typed_as_people_write_them(self):
        anna, ben = self.two_engines()
        self.agree(anna, ben)
        at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
        made = anna.json("session", "invite", "Ben", "--at", at, "--kind", "reciprocal")["session"]
        self.assertEqual(made["starts_at"][:16], at.replace(" ", "T"))  # the house lives in UTC
        self.assertEqual((made["minutes"], made["kind"]), (90, "reciprocal"))
        self.refused(anna, "session", "invite", "Ben", "--at", "soon", exit=2)
        self.refused(anna, "session", "invite", "Ben", "--minutes", "181", exit=2)
        self.refused(anna, "session", "invite", "Ben", "--kind", "companion", exit=2)
        self.refused(anna, "session", "invite", "Ben", "--label", "act", exit=2)
        until("the invitation", lambda: ben.json("session", "list")["sessions"])
        self.refused(ben, "session", "reply", "another-time", exit=2)
        later = at.replace(at[11:], "09:30")
        self.assertEqual(ben.json("session", "reply", "another-time", "--at", later)["session"]["state"], "invited")
        until("the other time", lambda: self.state(anna) == "asked")
        self.assertEqual(anna.json("session", "end")["session"]["state"], "cancelled")
        until("the call-off", lambda: self.state(ben) == "cancelled")

    def test_somebody_is_there_and_if_not_the_phone_lines_are(self):
        anna, ben = self.two_engines()
        self.refused(anna, "crisis", "ask", "upset", "--buddy", "Ben", exit=7)
        self.agree(anna, ben)
        alone = anna.json("crisis", "ask", "safety")
        self.assertEqual(alone["ping"]["state"], "nobody")
        self.assertEqual(alone["phone"]["lines"][0]["number"], "999")
        anna.json("crisis", "withdraw")
        self.assertEqual(ben.json("crisis", "available", "4", "--kind", "upset", "exec")["told"], 1)
        until("the flag", lambda: anna.json("crisis", "list")["available"])
        self.assertEqual(anna.json("crisis", "list")["available"][0]["kinds"], ["upset", "exec"])
        asked = anna.json("crisis", "ask", "upset", "--buddy", "Ben")["ping"]
        self.assertEqual((asked["state"], asked["asked"]), ("waiting", 1))
        self.refused(anna, "crisis", "ask", "exec", exit=7)  # one at a time
        until("the ping", lambda: any(p["state"] == "ringing" for p in ben.json("crisis", "list")["pings"]))
        ben.json("crisis", "take")
        until("the answer", lambda: ben.json("crisis", "list")["pings"][0]["state"] == "holding")
        self.assertEqual(anna.json("crisis", "list")["pings"][0]["state"], "taken")
        until("the proposal", lambda: ben.json("crisis", "list")["pings"][0]["check_in"]["state"] == "proposed")
        ben.json("crisis", "checkin", "--yes")
        until("the yes", lambda: anna.json("crisis", "list")["pings"][0]["check_in"]["state"] == "agreed")
        script = anna.json("crisis", "script")
        self.assertEqual(sum(step["minutes"] for step in script["script"]), 10)
        self.assertEqual(len(script["never_tonight"]), 7)
        self.assertEqual(anna.json("crisis", "lines", "--country", "us")["phone"]["lines"][1]["number"], "988")
        self.refused(anna, "crisis", "lines", "--country", "atlantis", exit=2)
        self.refused(ben, "crisis", "available", "25", exit=2)
        self.assertIsNone(ben.json("crisis", "available", "0")["available"])
        for words in (["session", "list"], ["session", "show", "--id", "0" * 32], ["crisis", "list"], ["crisis", "script"],
                      ["crisis", "lines"], ["crisis", "available", "1"], ["crisis", "checkin"]):
            code, out, err = anna.run(*words)  # for people
            self.assertEqual(code, 6 if "--id" in words else 0, err)


if __name__ == "__main__":
    unittest.main()
