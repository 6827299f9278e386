#!/usr/bin/python3
"""The check before casework is shared: what was found is said, nothing is bound before, and a reason is a choice."""
import os
import unittest

from cases import Case
from house import Person, Relay, pair
from terminal_test import Terminal

FULL = "Idris Callowmere was off with depression from 22 August."
PASSPHRASE_OPTION = "--passphrase-file"


class Share(Case):
    def agreed(self):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("agree", "new", "Ben", "--pack", "uk")
        anna.json("agree", "offer", "Ben")
        self.exchange(anna, ben)
        codes = [card["code"] for card in ben.json("agree", "show", "Anna")["agreement"]["cards"]]
        ben.json("agree", "accept", "Anna", "--tick", *codes)
        self.exchange(ben, anna)
        anna.json("agree", "accept", "Ben", "--tick", *codes)
        self.exchange(anna, ben)
        anna.json("case", "new", "the spring matter")
        return anna, ben

    def exchange(self, *people):
        for _ in range(2):
            for person in people:
                person.json("sync")

    def arrived(self, anna, ben, offered):
        self.exchange(anna, ben)
        offer = next(o for o in ben.json("inbox")["offers"] if o["exchange"] == offered["exchange"])
        ben.json("accept", offered["exchange"])
        self.exchange(ben, anna)
        self.exchange(ben, anna)
        return offer, ben.json("exchange", "show", offered["exchange"])["text"]

    def test_a_stop_needs_a_reason_and_says_what_was_found(self):
        anna, ben = self.agreed()
        error = anna.json("share", "Ben", "--case", "C1", FULL, exit=7)["error"]
        self.assertEqual(error["check"]["verdict"], "stop")
        self.assertEqual({f["type"] for f in error["check"]["findings"]}, {"PERSON", "HEALTH", "DATE"})
        self.assertIn('"Idris Callowmere" (a name)', error["message"])
        self.assertIn("--despite", error["hint"])
        self.assertEqual(anna.json("exchange", "list")["exchanges"], [])
        self.refused(anna, "share", "Ben", "--case", "C1", "--despite", "because", FULL, exit=2)
        offered = anna.json("share", "Ben", "--case", "C1", "--despite", "they-agreed", FULL)
        self.assertEqual(offered["check"], "kept_some")
        offer, text = self.arrived(anna, ben, offered)
        self.assertEqual((offer["check"], text), ("kept_some", FULL))
#The engine, too, hands on what was found.
        anna.start()
        error = anna.json("share", "Ben", "--case", "C1", FULL, exit=7)["error"]
        self.assertEqual(error["check"]["verdict"], "stop")
        anna.stop()

    def test_what_is_bound_is_the_text_after_replacement(self):
        anna, ben = self.agreed()
        people = anna.json("case", "people", "C1", "--add", "Idris Callowmere")["case"]["people"]
        alias = people[0]["alias"]
        offered = anna.json("share", "Ben", "--case", "C1", "--replace", FULL)
        self.assertTrue(offered["text"].startswith(alias), offered)
        self.assertNotIn("Callowmere", offered["text"])
        self.assertNotIn("22 August", offered["text"])
        _, text = self.arrived(anna, ben, offered)
        self.assertEqual(text, offered["text"])
        # A name that the case did not know is known from now on, under the alias that stood for it.
        again = anna.json("share", "Ben", "--case", "C1", "--replace", "Maeve Tarrington warned Idris. Maeve was sorry.")
        people = {tuple(p["names"]): p["alias"] for p in anna.json("case", "people", "C1")["case"]["people"]}
        self.assertEqual((len(people), again["named"]), (2, [["Maeve Tarrington", "Maeve"]]))
        self.assertEqual(again["text"].count(people[("Maeve Tarrington", "Maeve")]), 2)
        seen = anna.json("share", "Ben", "--case", "C1", "tarrington called", exit=7)["error"]["check"]["findings"]
        self.assertEqual([f["suggest"] for f in seen], [people[("Maeve Tarrington", "Maeve")]])
        anna.json("share", "Ben", "--case", "C1", "--replace", "Maeve Tarrington called.")
        self.assertEqual(len(anna.json("case", "people", "C1")["case"]["people"]), 2)
        clean = anna.json("share", "Ben", "--case", "C1", "How would you begin such a conversation?")
        self.assertEqual(clean["check"], "clean")

    def test_what_no_other_words_would_mend_is_said_first(self):
        anna, ben = self.agreed()
        anna.json("agree", "pause", "Ben")
        error = anna.json("share", "Ben", "--case", "C1", FULL, exit=7)["error"]
        self.assertNotIn("check", error)
        self.assertIn("paused", error["message"])
        anna.json("agree", "resume", "Ben")
        anna.json("case", "close", "C1")
        error = anna.json("share", "Ben", "--case", "C1", FULL, exit=7)["error"]
        self.assertNotIn("check", error)
        anna.json("agree", "end", "Ben")
        error = anna.json("share", "Ben", "--case", "C1", FULL, exit=7)["error"]
        self.assertIn("has ended", error["message"])

    def test_names_of_other_cases_and_profiles_are_pointed_out(self):
        anna, ben = self.agreed()
        anna.json("case", "new", "another")
        anna.json("case", "people", "C2", "--add", "Bea Tansley")
        anna.json("case", "people", "C2", "--add", "Orrin Vale Ltd", "--part", "org")
        error = anna.json("share", "Ben", "--case", "C1", "it came up at orrin vale with tansley", exit=7)["error"]
        self.assertEqual({f["type"] for f in error["check"]["findings"]}, {"PERSON", "ORG"})
        self.assertIn("another client", error["check"]["findings"][0]["why"])
#Ben's profile is another one of this device; each has been open since the other was made.
        ben.json("case", "new", "mine")
        text = b"it came up at orrin vale, says tansley"
        ben.json("cpd", "add", "--learned", text.decode(), exit=7)
        anna.json("case", "forget", "C2")
        ben.json("cpd", "add", "--learned", text.decode(), "--despite", "false-alarm")
        lists = os.path.join(self.house.folder, ".local", "share", "sotto", "not-here")
        for name in os.listdir(lists):
            with open(os.path.join(lists, name), "rb") as file:
                self.assertNotIn(b"tansley", file.read().lower())

    def test_notes_and_the_record_name_nobody(self):
        anna = Person(self.house, "Anna")
        anna.json("case", "new", "one")
        error = anna.json("cpd", "add", "--learned", "What Maeve Tarrington taught me", exit=7)["error"]
        self.assertEqual(error["check"]["verdict"], "stop")
        anna.json("cpd", "add", "--learned", "What Maeve Tarrington taught me", "--despite", "they-agreed")
        anna.json("cpd", "impact", "1", "Maeve Tarrington was right", exit=7)
        anna.json("case", "close", "C1", "--outcome", "Maeve Tarrington left on 3 March", exit=7)
        closed = anna.json("case", "close", "C1", "--outcome", "The person left in the spring")
        self.assertEqual(closed["case"]["state"], "closed")

    def test_where_only_availability_is_wanted_casework_stays_off(self):
        anna, ben = self.agreed()
        anna.json("config", "set", "casework", "off")
        self.assertIn("own device", self.refused(anna, "share", "Ben", "--case", "C1", "anything", exit=7))
        anna.json("config", "set", "casework", "on")
        anna.json("share", "Ben", "--case", "C1", "anything")

    def on_terminal(self, anna, *arguments):
        return Terminal(anna, PASSPHRASE_OPTION, anna.key_file, *arguments)

    def test_on_a_terminal_each_finding_is_a_choice(self):
        anna, ben = self.agreed()
        shell = self.on_terminal(anna, "share", "Ben", "--case", "C1", "Maeve Tarrington told Kasia off on 22 August.")
        shell.read(b"back: ")
        self.assertIn(b"Stop and think", shell.out)
        shell.type("1\n")  # the full name, being the gravest
        shell.read(b"not a name: ")
        shell.type("\n")
        shell.read(b"told Kasia") if b"told Kasia" in shell.out else None
        shell.out = b""
        shell.read(b"back: ")
        shell.type("a\n")
        self.assertEqual(shell.end(), 0)
        self.assertIn(b"Offered", shell.out)
        shell = self.on_terminal(anna, "share", "Ben", "--case", "C1", "Maeve Tarrington called.")
        shell.read(b"back: ")
        shell.type("\n")
        self.assertEqual(shell.end(), 0)
        self.assertIn(b"Nothing was sent", shell.out)
        shell = self.on_terminal(anna, "share", "Ben", "--case", "C1", "Maeve Tarrington called.")
        shell.read(b"back: ")
        shell.type("send\n")
        shell.read(b"for safety: ")
        shell.type("1\n")
        self.assertEqual(shell.end(), 0)
        self.assertIn(b"Offered", shell.out)
        self.assertEqual([e["check"] for e in anna.json("exchange", "list")["exchanges"]].count("kept_some"), 1)

    def test_a_word_kept_in_a_case_is_not_asked_about_again_and_the_other_side_is_told(self):
        anna, ben = self.agreed()
        shell = self.on_terminal(anna, "share", "Ben", "--case", "C1", "Kasia told me.")
        shell.read(b"back: ")
        shell.type("1\n")
        shell.read(b"not a name: ")
        shell.type("k\n")
        self.assertEqual(shell.end(), 0)
        self.assertIn(b"Offered", shell.out)
        again = anna.json("share", "Ben", "--case", "C1", "Kasia told me more.")
        self.assertEqual(again["check"], "kept_some")

    def test_in_a_crisis_it_is_one_line(self):
        anna, ben = self.agreed()
        anna.json("share", "Ben", "--case", "C1", "--kind", "crisis", FULL)
        shell = self.on_terminal(anna, "share", "Ben", "--case", "C1", "--kind", "crisis", FULL)
        self.assertEqual(shell.end(), 0)
        self.assertIn(b"It goes as it is", shell.out)
        self.assertNotIn(b"back: ", shell.out)


if __name__ == "__main__":
    unittest.main()
