#!/usr/bin/python3
"""The JSON of each command has the members of the contract, and stdout holds one object and nothing else."""
import json
import os
import re
import subprocess
import unittest

from cases import Case
from house import Person, Relay, first_line, pair

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
MESSAGE_ID = re.compile(r"^[0-9a-f]{32}$")
BUDDY_ID = re.compile(r"^[0-9a-f]{16}$")


class Shapes(Case):
    def has(self, answer, *members):
        self.assertLessEqual(set(members), set(answer), answer)

    def test_from_init_to_history(self):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna", make=False), Person(self.house, "Ben")
        self.assertEqual(anna.json("init", "--name", "Anna", "--kdf", "light"), {"profile": anna.profile, "name": "Anna"})
        self.assertEqual(anna.json("relay", "list"), {"relays": []})
        added = anna.json("relay", "add", relay.link)["relay"]
        self.has(added, "host", "pin", "reachable")
        self.assertEqual((added["host"], added["reachable"]), (relay.listen, True))
        ben.json("relay", "add", relay.link)
        self.has(anna.json("relay", "list")["relays"][0], "host", "pin")
        state = anna.json("relay", "status")["relays"][0]
        self.has(state, "host", "state", "since", "error")
        self.assertIn(state["state"], ("connected", "waiting", "refused"))

        invite = anna.json("invite", "--as", "Ben", "--expires", "3")
        self.has(invite, "id", "link", "expires")
        self.assertRegex(invite["expires"], TIME)
        self.assertEqual(anna.json("invite", "list")["invitations"],
                         [{"id": invite["id"], "as": "Ben", "expires": invite["expires"], "state": "open"}])
        joined = ben.json("join", invite["link"])["buddy"]
        self.has(joined, "id", "name", "state")
        self.assertEqual(joined["state"], "pairing")
        self.assertRegex(joined["id"], BUDDY_ID)
        for person in (ben, anna, ben, anna):
            self.has(person.json("sync"), "sent", "received", "pending", "reachable")
        self.assertEqual(anna.json("invite", "list")["invitations"][0]["state"], "used")
        buddy = anna.json("buddy", "list")["buddies"][0]
        self.has(buddy, "id", "name", "verified", "state", "unread", "notice")
        self.assertEqual((buddy["name"], buddy["verified"], buddy["state"], buddy["unread"]), ("Ben", False, "active", 0))

        words = anna.json("words", "Ben")
        self.has(words, "words", "safety_number")
        self.assertEqual(len(words["words"]), 6)
        self.assertRegex(words["safety_number"], r"^\d{60}$")
        self.assertEqual(ben.json("words", joined["id"])["words"], words["words"])
        self.assertEqual(ben.json("words", joined["id"])["safety_number"], words["safety_number"])

        code, out, err = anna.run("send", "Ben", "before verifying", options=("--json",))
        self.assertEqual(code, 0)
        self.assertEqual(len(err.splitlines()), 1, err)  # one line on stderr: not yet verified
        sent = json.loads(out)
        self.has(sent, "id", "state")
        self.assertRegex(sent["id"], MESSAGE_ID)
        self.assertEqual(anna.json("verify", "Ben"), {"id": buddy["id"], "verified": True})
        code, out, err = anna.run("send", "Ben", "after", options=("--json",))
        self.assertEqual((code, err), (0, b""))
        anna.json("sync")
        self.assertEqual(ben.json("sync")["received"], 2)
        self.assertEqual(ben.json("buddy", "list")["buddies"][0]["unread"], 2)
        anna.json("sync")
        message = anna.json("history", "Ben")["messages"][0]
        self.has(message, "id", "buddy", "direction", "kind", "text", "sent_at", "state")
        self.assertRegex(message["sent_at"], TIME)
        self.assertEqual((message["id"], message["direction"], message["kind"], message["state"], message["buddy"]),
                         (sent["id"], "out", "text", "delivered", buddy["id"]))
        incoming = ben.json("history", joined["id"])["messages"]
        self.assertEqual([(m["id"], m["direction"], m["state"]) for m in incoming][0], (sent["id"], "in", "received"))
        self.assertEqual(ben.json("buddy", "list")["buddies"][0]["unread"], 0)
        self.assertEqual(ben.json("history", joined["id"], "--before", incoming[1]["id"])["messages"], incoming[:1])
        self.assertEqual(ben.json("history", joined["id"], "--limit", "1")["messages"], incoming[1:])
        self.assertEqual([m["text"] for m in ben.json("search", "verifying")["messages"]], ["before verifying"])
        self.has(anna.json("buddy", "rename", "Ben", "Benedict")["buddy"], "id", "name")
        self.assertEqual(anna.json("buddy", "block", "Benedict")["buddy"]["state"], "blocked")
        self.refused(anna, "send", "Benedict", "x", exit=7)

    def test_config(self):
        anna = Person(self.house, "Anna")
        self.assertEqual(anna.json("config", "get", "autolock"), {"key": "autolock", "value": "10"})
        anna.json("config", "set", "autolock", "5")
        self.assertEqual(anna.json("config", "get")["config"]["autolock"], "5")
        self.assertEqual(anna.json("config", "unset", "autolock")["value"], "10")
        self.refused(anna, "config", "set", "autolock", "99", exit=2)
        self.refused(anna, "config", "get", "nonsense", exit=2)

    def test_errors(self):
        anna = Person(self.house, "Anna")
        self.refused(anna, "history", "Nobody", exit=6)
        self.refused(anna, "frobnicate", exit=2)
        self.refused(anna, "send", "Nobody", exit=2)
        self.refused(anna, "recall", "x", exit=2)
        self.refused(anna, "recall", "0" * 32, exit=6)
        code, out, err = anna.run("history", "Nobody")
        self.assertEqual((code, out), (6, b""))
        self.assertEqual(len(err.splitlines()), 1)

    def test_the_size_of_a_message(self):
        relay, anna, ben = self.two_verified()
        for text in (b"", b"x" * 57345, b"a\xffb"):
            self.refused(anna, "send", "Ben", "-", text=text, exit=2)
        longest = ("ä" * 28672).encode()
        self.assertEqual(len(longest), 57344)
        anna.json("send", "Ben", "-", text=longest)
        anna.json("send", "Ben", "--", "--json")
        anna.json("sync")
        ben.json("sync")
        self.assertEqual([m["text"] for m in ben.history("Anna")], [longest.decode(), "--json"])

    def test_the_engine_and_watch(self):
        relay, anna, ben = self.two_verified()
        ready = ben.start()
        self.assertEqual(ready["ready"], True)
        self.assertTrue(os.path.exists(ready["socket"]))
        watching = self.house.start("sotto", "--profile", ben.profile, "--json", "watch", log=ben.log)
        anna.start()
        # The watcher may come after the first messages: one is sent until it is seen.
        from house import until
        import select
        seen = []

        def look():
            anna.json("send", "Ben", "look here")
            while select.select([watching.stdout], [], [], 0.3)[0]:
                seen.append(json.loads(watching.stdout.readline()))
            return [e for e in seen if e["event"] == "message"]
        event = until("watch shows a message", look, 20)[0]
        self.assertEqual(event["message"]["text"], "look here")
        self.assertEqual(event["message"]["direction"], "in")
        import signal
        watching.send_signal(signal.SIGINT)
        self.assertEqual(watching.wait(10), 130)
        self.assertEqual(ben.json("status")["running"], True)

    def test_only_what_exists_is_listed(self):
        anna = Person(self.house, "Anna", make=False)
        code, out, err = anna.run("--help")
        self.assertEqual((code, err), (0, b""))
        for later in (b"circle", b"backup"):
            self.assertNotIn(later, out)
        for word in re.findall(rb"^  ([a-z]+)  ", out, re.M):
            code, page, _ = anna.run(word.decode(), "--help")
            self.assertEqual(code, 0)
            self.assertIn(b"Usage: sotto " + word, page)


if __name__ == "__main__":
    unittest.main(verbosity=2)
