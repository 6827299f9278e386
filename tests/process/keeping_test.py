#!/usr/bin/python3
"""How long things are kept, what stops a deletion, and what leaves the vault as files."""
import hashlib
import json
import os
import stat
import subprocess
import unittest

from cases import Case
from house import Person, Relay, pair

NOTE = "This is a copy made by one participant; the system cannot prove who wrote it."
HOSTILE = "<script>alert(1)</script>\n# heading \u202e [link](http://x.example) `code`"


class Keeping(Case):
    def two(self, *options):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("verify", "Ben")
        ben.json("verify", "Anna")
        anna.json("agree", "new", "Ben", "--pack", "uk", *options)
        anna.json("agree", "offer", "Ben")
        self.exchange(anna, ben)
        for one, other in ((ben, "Anna"), (anna, "Ben")):
            codes = [card["code"] for card in one.json("agree", "show", other)["agreement"]["cards"]]
            one.json("agree", "accept", other, "--tick", *codes)
            self.exchange(ben, anna)
        self.assertEqual(ben.json("agree", "show", "Anna")["agreement"]["state"], "active")
        return anna, ben

    def exchange(self, *people):
        for _ in range(2):
            for person in people:
                person.json("sync")

    def received(self, anna, ben, text):
        ben.json("case", "new", "his")
        offered = ben.json("share", "Anna", "--case", "his", "--despite", "false-alarm", "-", text=text.encode())["exchange"]
        self.exchange(ben, anna)
        anna.json("accept", offered)
        self.exchange(anna, ben)
        return offered

    def test_messages_carry_a_timer_that_both_see(self):
        anna, ben = self.two()
        shown = anna.json("retention", "show")
        self.assertEqual(shown["retention"]["chat_seconds"], 30 * 86400)
        changed = ben.json("retention", "set", "--chat", "1h", "--with", "Anna")
        self.assertEqual(changed["chat"][0]["counts"], 3600)
        self.exchange(ben, anna)
        there = anna.json("retention", "get")["chat"][0]
        self.assertEqual((there["mine"], there["theirs"], there["counts"]), (30 * 86400, 3600, 3600))
        anna.json("send", "Ben", "soon gone")
        self.exchange(anna, ben)
        for person, other in ((anna, "Ben"), (ben, "Anna")):
            message = person.history(other)[-1]
            self.assertEqual((message["text"], message["keep"]), ("soon gone", 3600))
            self.assertRegex(message["expires_at"], r"^20\d\d-.*Z$")
        self.assertIn("changed how long messages are kept: 1 hour", " ".join(m["text"] for m in anna.history("Ben")))
        for wrong in ("5m", "0d", "367d", "soon", "default"):
            self.refused(anna, "retention", "set", "--chat", wrong, exit=2)
        anna.json("case", "new", "leaving", "--topic", "exit")
        sentence = self.refused(anna, "retention", "set", "--chat", "2d", exit=7)
        self.assertIn("Take advice before shortening this", sentence)
        anna.json("retention", "set", "--chat", "2d", "--advised")
        self.assertEqual(ben.json("retention", "set", "--chat", "default", "--with", "Anna")["chat"][0]["own"], False)
        self.assertEqual([entry["what"] for entry in anna.json("retention", "show")["log"]], ["messages"])

    def test_a_received_exchange_is_held_by_itself_and_with_a_case(self):
        anna, ben = self.two()
        shared = self.received(anna, ben, "what he heard")
        self.assertTrue(anna.json("inbox", "hold", shared, "--reason", "a claim", "--tell")["held_itself"])
        self.exchange(anna, ben)
        self.assertIn("please don't delete", ben.history("Anna")[-1]["text"])
        self.refused(anna, "inbox", "hold", shared, "--lift", "VAULT", exit=7)
        self.assertFalse(anna.json("inbox", "hold", shared, "--lift", "vault")["held"])
        self.assertEqual(anna.json("inbox")["offers"], [])
        self.refused(ben, "inbox", "hold", shared, exit=7)
        anna.json("case", "new", "hers")
        self.assertEqual(anna.json("exchange", "attach", shared, "--case", "hers")["case"], "C1")
        anna.json("case", "hold", "hers")
        self.assertTrue(anna.json("exchange", "show", shared)["held"])
        one = anna.json("case", "review", "hers")["case"]
        self.assertEqual(one["state"], "open")
        self.assertIn("review_on", one)

    def test_a_case_is_written_out_for_a_lawful_request(self):
        anna, ben = self.two()
        shared = self.received(anna, ben, HOSTILE)
        anna.json("case", "new", "hers", "--topic", "grievance")
        anna.json("case", "people", "C1", "--add", "Idris Callowmere", "--variant", "Idris")
        anna.json("exchange", "attach", shared, "--case", "C1")
        anna.json("share", "Ben", "--case", "C1", "--despite", "they-agreed", "IDRIS said no.")
        folder = os.path.join(self.house.path(), "out")
        answer = anna.json("case", "export", "C1", "--out", folder)
        self.assertEqual((answer["folder"], answer["note"]), (folder, NOTE))
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        names = sorted(os.listdir(folder))
        self.assertEqual(names, ["case.html", "case.json", "case.md", "manifest.txt"])
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o600)
        self.refused(anna, "case", "export", "C1", "--out", folder, exit=7)

        def read(name, where=folder):
            with open(os.path.join(where, name), encoding="utf-8") as file:
                return file.read()

        for line in read("manifest.txt").splitlines():
            if line.startswith("#"):
                continue
            digest, name = line.split("  ")
            self.assertEqual(hashlib.sha256(read(name).encode()).hexdigest(), digest)
        self.assertEqual(subprocess.run(["sha256sum", "--quiet", "-c", "manifest.txt"], cwd=folder, check=False).returncode, 0)
        for name in names:
            self.assertIn(NOTE, read(name))
        page = read("case.html")
        self.assertNotIn("<script", page)
        self.assertNotIn("\u202e", page + read("case.md") + read("case.json"))
        self.assertIn("&lt;script&gt;", page)
        self.assertNotIn("\n# heading", read("case.md"))
        record = json.loads(read("case.json"))
        self.assertEqual({item["text"] for item in record["items"]}, {HOSTILE, "IDRIS said no."})
        self.assertEqual(record["people"][0]["names"], ["Idris Callowmere", "Idris"])

        redacted = os.path.join(self.house.path(), "redacted")
        anna.json("case", "export", "C1", "--redact-others", "--out", redacted)
        everything = "".join(read(name, redacted) for name in names)
        for word in ("Idris", "IDRIS", "Callowmere", "Ben", "heading"):
            self.assertNotIn(word, everything)
        self.assertIn("withheld", everything)

    def test_the_copy_of_a_case_has_its_second_opinions_and_its_session_note(self):
        anna, ben = self.two()
        anna.json("case", "new", "hers", "--topic", "grievance")
        anna.json("case", "people", "C1", "--add", "Idris Callowmere", "--variant", "Idris")

        def ask(question):
            asked = anna.json("opinion", "open", "Ben", question, "--option", "Pause for Idris", "--scale", "5", "--case", "C1",
                              "--view", "1", "--sure", "4", "--why", "IDRIS is tired.")
            self.exchange(anna, ben)
            return asked["opinion"]["id"]

        opened = ask("Pause the hearing?")
        ben.json("opinion", "seal", opened, "--view", "0", "--sure", "2", "--why", "Ask occupational health.")
        self.exchange(ben, anna)
        waiting = ask("And then?")
        anna.json("session", "companion", "--case", "C1")
        anna.json("session", "note", "--noticed", "How tired Idris is.", "--despite", "they-agreed")
        anna.json("session", "end")

        def export(*options):
            folder = os.path.join(self.house.path(), "copy" + str(len(options)))
            anna.json("case", "export", "C1", "--out", folder, *options)
            texts = {}
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    texts[name] = file.read()
            listed = dict(reversed(line.split("  ")) for line in texts["manifest.txt"].splitlines() if line[0] != "#")
            self.assertEqual(listed, {name: hashlib.sha256(text.encode()).hexdigest()
                                      for name, text in texts.items() if name != "manifest.txt"})
            return texts

        texts = export()
        items = json.loads(texts["case.json"])["items"]
        of = {key: [(i["by"], i["facts"]["standing"], i["text"]) for i in items
                    if i["kind"] == "view" and i["facts"]["opinion"] == key] for key in (opened, waiting)}
        self.assertEqual(of[opened], [("me", "revealed", "Pause for Idris, sure 4 of 5\nIDRIS is tired."),
                                      ("Ben", "revealed", "not enough information, sure 2 of 5\nAsk occupational health.")])
        self.assertEqual(of[waiting], [("me", "sealed", "Pause for Idris, sure 4 of 5\nIDRIS is tired."), ("Ben", "waiting", "")])
        self.assertEqual([i["text"] for i in items if i["kind"] == "opinion"],
                         [question + "\n- not enough information\n- Pause for Idris" for question in ("Pause the hearing?", "And then?")])
        self.assertEqual([i["text"] for i in items if i["kind"] == "session"], ["What I noticed: How tired Idris is."])
        for name in ("case.md", "case.html"):
            self.assertIn("No view was given", texts[name])
            self.assertIn("Ask occupational health", texts[name])
            self.assertNotIn("nothing is kept of it", texts[name])
        everything = "".join(export("--redact-others").values())
        for word in ("Idris", "IDRIS", "Ben", "occupational", "sure 2"):
            self.assertNotIn(word, everything)
        self.assertIn("sure 4 of 5", everything)
        self.assertIn("withheld", everything)

    def test_a_signed_agreement_is_checked_without_a_profile(self):
        anna, ben = self.two("--proof", "signed")
        terms = anna.json("agree", "show", "Ben")["agreement"]
        self.assertEqual((terms["terms"]["proof"], terms["signed"]), ("signed", {"me": True, "them": True}))
        self.assertEqual(terms["cards"][-1]["code"], "signed-copy")
        self.assertIn("It proves what you agreed, never what you said.", terms["cards"][-1]["text"])
        copies = []
        for person, other in ((anna, "Ben"), (ben, "Anna")):
            path = os.path.join(self.house.path(), person.name + ".md")
            self.assertEqual(person.json("agree", "export", other, "--out", path)["file"], path)
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            self.refused(person, "agree", "export", other, "--out", path, exit=7)
            with open(path, encoding="utf-8") as file:
                copies.append(file.read())
        self.assertEqual(copies[0], copies[1])
        stranger = Person(self.house, "Stranger", make=False)
        checked = stranger.json("agree", "check-copy", path)["copy"]
        self.assertEqual((checked["valid"], len(checked["signatures"])), (True, 2))
        changed = os.path.join(self.house.path(), "changed.md")
        with open(changed, "w", encoding="utf-8") as file:
            file.write(copies[0].replace("30 days", "90 days"))
        self.refused(stranger, "agree", "check-copy", changed, exit=2)
        self.refused(stranger, "agree", "check-copy", changed + ".no", exit=6)
        self.assertIn("Signature ____", anna.json("agree", "export", "Ben", "--paper")["text"])
        ended = anna.json("agree", "end", "Ben", "--purge")["agreement"]
        self.assertEqual(ended["purge"], {"asked_by_me": True, "asked_by_them": False})
        self.exchange(anna, ben)
        self.assertEqual(ben.json("agree", "show", "Anna")["agreement"]["purge"]["asked_by_them"], True)


if __name__ == "__main__":
    unittest.main()
