#!/usr/bin/python3
"""Second opinions by the command line: sealed, then opened, never the other way round."""
import unittest

from cases import Case
from house import Person, Relay, pair


class Opinions(Case):
    def two_with_agreement(self):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("agree", "new", "Ben", "--pack", "uk")
        anna.json("agree", "offer", "Ben")
        self.exchange(anna, ben)
        codes = [card["code"] for card in ben.json("agree", "show", "Anna")["agreement"]["cards"]]
        for person, other in ((ben, "Anna"), (anna, "Ben")):
            person.json("agree", "accept", other, "--tick", *codes)
        self.exchange(ben, anna)
        return anna, ben

    def exchange(self, *people):
        for _ in range(2):
            for person in people:
                person.json("sync")

    def test_both_seal_before_either_sees(self):
        anna, ben = self.two_with_agreement()
        anna.json("case", "new", "the spring matter", "--topic", "exec conduct")
        asked = anna.json("opinion", "open", "Ben", "Pause the hearing, or go on?", "--option", "Pause", "--option", "Go on",
                          "--scale", "5", "--case", "C1", "--view", "1", "--sure", "4", "--why", "The summary was edited.")
        self.assertEqual(asked["note"], "A second opinion is a colleague's view. It is not legal advice.")
        opinion = asked["opinion"]
        self.assertEqual((opinion["state"], opinion["direction"], opinion["case"], opinion["topic"]),
                         ("sealed", "out", "C1", "exec-conduct"))
        self.exchange(anna, ben)
        self.assertIn("asks for a second opinion, about exec conduct", " ".join(m["text"] for m in ben.history("Anna")))
        seen = ben.json("opinion", "show", opinion["id"])["opinion"]
        self.assertEqual(seen["options"], ["not enough information", "Pause", "Go on"])
        self.assertEqual([(p["standing"], p["view"]) for p in seen["participants"]], [("sealed", None), ("waiting", None)])
        self.refused(ben, "opinion", "reveal", opinion["id"], exit=7)
        self.refused(anna, "opinion", "reveal", opinion["id"], exit=7)
        self.refused(ben, "opinion", "seal", opinion["id"], "--view", "3", "--sure", "1", exit=2)
        self.refused(ben, "opinion", "seal", opinion["id"], "--view", "2", exit=2)  # how sure?
        ben.json("opinion", "seal", opinion["id"], "--view", "2", "--sure", "3", "--why", "The date is fixed.")
        self.refused(ben, "opinion", "seal", opinion["id"], "--view", "1", "--sure", "3", exit=7)
        self.exchange(ben, anna)
        self.exchange(ben, anna)
        for person in (anna, ben):
            table = person.json("opinion", "reveal", opinion["id"])["opinion"]
            self.assertEqual(table["state"], "complete")
            self.assertEqual([(p["view"]["option"], p["view"]["sure"], p["view"]["why"], p["late"])
                              for p in table["participants"]],
                             [("Pause", 4, "The summary was edited.", False), ("Go on", 3, "The date is fixed.", False)])
        table = anna.json("opinion", "reveal", opinion["id"], "--choices-only")
        self.assertEqual(table["opinion"]["choices"], ["Pause", "Go on"])
        self.assertEqual([p["view"] is None for p in table["opinion"]["participants"]], [False, True])
        self.assertIn("Members' devices can tell who sent which.", table["limit"])
        self.refused(anna, "opinion", "withdraw", opinion["id"], exit=7)
        self.assertEqual([o["id"] for o in ben.json("opinion", "list", "Anna")["opinions"]], [opinion["id"]])
        code, out, err = ben.run("opinion", "reveal", opinion["id"])
        self.assertEqual(code, 0)
        self.assertIn(b"The summary was edited.", out)
        self.assertIn(b"not legal advice", err)

    def test_taken_back_left_alone_or_not_allowed(self):
        anna, ben = self.two_with_agreement()
        question = ("opinion", "open", "Ben", "Pause?", "--option", "Pause", "--view", "0")
        self.refused(anna, *question[:-2], "--view", "2", exit=2)
        self.refused(anna, *question, "--deadline", "2001-01-01", exit=2)
        self.refused(anna, *question, "--case", "C7", exit=6)
        self.refused(anna, "opinion", "show", "0" * 32, exit=6)
        self.refused(anna, "opinion", "show", "12", exit=2)
        first, second = (anna.json(*question)["opinion"]["id"] for _ in range(2))
        self.exchange(anna, ben)
        self.assertEqual(anna.json("opinion", "withdraw", first)["opinion"]["state"], "withdrawn")
        self.assertEqual(ben.json("opinion", "withdraw", second, "--why", "conflict")["opinion"]["state"], "declined")
        self.exchange(anna, ben)
        self.assertEqual(ben.json("opinion", "show", first)["opinion"]["state"], "withdrawn")
        self.assertEqual(anna.json("opinion", "show", second)["opinion"]["state"], "declined")
        ben.json("agree", "pause", "Anna")
        self.exchange(ben, anna)
        self.refused(anna, *question, exit=7)

    def test_a_name_is_pointed_out_before_anything_is_sealed(self):
        anna, ben = self.two_with_agreement()
        question = ("opinion", "open", "Ben", "Pause?", "--option", "Pause", "--view", "1", "--why")
        named = "Orla Penhaligon told me on the phone, 07700 900123."
        for words in ((*question, named), ("opinion", "open", "Ben", named, "--option", "Pause", "--view", "0")):
            self.assertEqual(anna.json(*words, exit=7)["error"]["check"]["verdict"], "stop")
        self.assertEqual(anna.json("opinion", "list")["opinions"], [])
        asked = anna.json(*question, named, "--despite", "they-agreed")["opinion"]["id"]
        self.exchange(anna, ben)
        self.assertIn("check", ben.json("opinion", "seal", asked, "--view", "0", "--why", named, exit=7)["error"])
        self.assertEqual(ben.json("opinion", "show", asked)["opinion"]["state"], "asked")
        ben.json("config", "set", "casework", "off")
        self.refused(ben, "opinion", "seal", asked, "--view", "0", exit=7)
        self.refused(ben, "opinion", "open", "Anna", *question[3:], "", exit=7)


if __name__ == "__main__":
    unittest.main()
