#!/usr/bin/python3
"""The practice by its command line, from the first agreement to the line in the CPD record."""
import unittest

from cases import Case
from house import Person, Relay, forwards, pair


class Practice(Case):
    def two_with_agreement(self, *options, window=False):
        relay = Relay(self.house, "relay", *options, window=window)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("verify", "Ben")
        ben.json("verify", "Anna")
        self.agree(anna, ben)
        return relay, anna, ben

    def exchange(self, *people):
        for _ in range(2):
            for person in people:
                person.json("sync")

    def agree(self, anna, ben):
        self.assertEqual(anna.json("agree", "show", "Ben")["agreement"]["state"], "none")
        drafted = anna.json("agree", "new", "Ben", "--pack", "uk")["agreement"]
        self.assertEqual(drafted["state"], "draft")
        self.assertEqual(anna.json("agree", "offer", "Ben")["agreement"]["state"], "offered")
        self.exchange(anna, ben)
        offered = ben.json("agree", "show", "Anna")["agreement"]
        self.assertEqual((offered["state"], offered["version"]), ("offered", 1))
        self.assertEqual(offered["hash"], drafted["hash"])
        codes = [card["code"] for card in offered["cards"]]
        self.assertEqual([card["ticked"] for card in offered["cards"]], [{"me": False, "them": False}] * len(codes))
        for code in codes:  # card by card
            answer = ben.json("agree", "accept", "Anna", "--tick", code)["agreement"]
            self.assertEqual(answer["state"], "accepted_one" if code == codes[-1] else "offered")
        self.exchange(ben, anna)
        self.assertTrue(all(card["ticked"]["them"] for card in anna.json("agree", "show", "Ben")["agreement"]["cards"]))
        self.assertEqual(anna.json("agree", "accept", "Ben", "--tick", *codes)["agreement"]["state"], "active")
        self.exchange(anna, ben)
        self.assertEqual(ben.json("agree", "show", "Anna")["agreement"]["state"], "active")

    def test_from_the_agreement_to_the_cpd_line(self):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        case = anna.json("case", "new", "the spring matter", "--topic", "exec conduct")["case"]
        self.assertEqual((case["ref"], case["topic"], case["state"]), ("C1", "exec-conduct", "open"))
        self.refused(anna, "share", "Ben", "--case", "C1", "--label", "vault", "too early", exit=7)
        self.agree(anna, ben)

        text = "A board member wants me to rewrite an investigation summary before it goes out."
        people = anna.json("case", "people", "C1", "--add", "Idris Callowmere", "--part", "leader", "--variant", "Idris")
        self.assertEqual(people["case"]["people"][0]["names"], ["Idris Callowmere", "Idris"])
        offered = anna.json("share", "Ben", "--case", "C1", "--label", "vault", "--topic", "exec conduct", "-",
                            text=text.encode())
        self.assertEqual(offered["state"], "offered")
        self.exchange(anna, ben)
        offers = ben.json("inbox")["offers"]
        self.assertEqual(len(offers), 1)
        self.assertEqual({key: offers[0][key] for key in ("exchange", "label", "kind", "topic", "size")},
                         {"exchange": offered["exchange"], "label": "vault", "kind": "consult", "topic": "exec-conduct",
                          "size": "line"})
        self.assertEqual(ben.json("exchange", "show", offered["exchange"])["text"], "")

        self.assertEqual(ben.json("counter", offered["exchange"], "--label", "think")["state"], "countered")
        self.exchange(ben, anna)
        self.assertEqual(anna.json("inbox")["offers"][0]["counter"]["label"], "think")
        self.assertEqual(anna.json("accept", offered["exchange"])["state"], "sent")
        self.exchange(anna, ben)
        arrived = ben.json("exchange", "show", offered["exchange"])
        self.assertEqual((arrived["state"], arrived["label"], arrived["text"]), ("arrived", "think", text))
        self.assertEqual(anna.json("exchange", "show", offered["exchange"])["state"], "delivered")
        self.assertEqual(ben.json("relabel", offered["exchange"], "--label", "vault")["label"], "vault")

        asked = anna.json("boundaries", "check", "Ben", "--reason", "heard-back")["agreement"]
        self.assertEqual(asked["state"], "paused")
        self.exchange(anna, ben)
        self.assertEqual(ben.json("agree", "show", "Anna")["agreement"]["state"], "paused")
        self.assertIn("Check our boundaries", " ".join(m["text"] for m in ben.history("Anna")))
        self.refused(anna, "share", "Ben", "--case", "C1", "not now", exit=7)
        ben.json("boundaries", "reply", "Anna", "reconfirm")
        ben.json("agree", "resume", "Anna")
        self.exchange(ben, anna)
        self.assertEqual(anna.json("agree", "show", "Ben")["agreement"]["boundaries"]["their_answer"], "reconfirm")
        self.assertEqual(anna.json("agree", "resume", "Ben")["agreement"]["state"], "active")
        self.exchange(anna, ben)
        self.assertEqual(ben.json("agree", "show", "Anna")["agreement"]["state"], "active")

        closed = anna.json("case", "close", "C1", "--outcome", "I will send what the investigator found.", "--forget")
        self.assertEqual((closed["case"]["state"], closed["case"]["forgotten"]), ("closed", True))
        self.assertEqual(closed["case"]["people"][0]["names"], [])
        self.exchange(anna, ben)
        self.assertEqual(ben.json("exchange", "show", offered["exchange"])["state"], "closed")

        anna.json("cpd", "add", "--role", "presented", "--minutes", "50", "--function", "normative", "restorative",
                  "--area", "ethical practice", "--learned", "=what is mine to edit, and what is not")
        csv = anna.json("cpd", "export", "--format", "csv")["text"]
        self.assertEqual(csv.splitlines()[0],
                         "date,kind,role,minutes,normative,formative,restorative,area,learned,change,impact")
        self.assertIn('buddy,presented,50,yes,no,yes,"ethical practice","\'=what is mine to edit, and what is not"', csv)
        for form in ("markdown", "html"):
            self.assertIn("what is mine to edit", anna.json("cpd", "export", "--format", form)["text"])

    def test_no_cell_that_could_carry_the_body_leaves_before_the_accept(self):
        relay, anna, ben = self.two_with_agreement(window=True)
        anna.json("case", "new", "long")
        for cells in (1, 2, 5, 10):
            self.exchange(anna, ben)
            before = len(forwards(relay.window.connections))
            offered = anna.json("share", "Ben", "--case", "C1", "-", text=b"x" * (3712 * cells - 100))
            self.exchange(anna, ben)
            seen = forwards(relay.window.connections)[before:]
            to_ben = seen[0][0]
            # The offer alone, however long the text is; a resend is the same bytes.
            self.assertEqual(len({cell for address, cell in seen if address == to_ben}), 1)
            ben.json("accept", offered["exchange"])
            self.exchange(ben, anna)
            seen = forwards(relay.window.connections)[before:]
            self.assertGreaterEqual(len({cell for address, cell in seen if address == to_ben}), 1 + cells)
            self.exchange(anna, ben)
            self.assertEqual(len(ben.json("exchange", "show", offered["exchange"])["text"]), 3712 * cells - 100)

    def test_what_cannot_be_asked_is_said_in_one_sentence(self):
        relay, anna, ben = self.two_with_agreement()
        anna.json("case", "new", "one")
        anna.json("case", "new", "one")
        self.refused(anna, "share", "Ben", "--case", "one", "x", exit=6)
        self.refused(anna, "share", "Ben", "--case", "C9", "x", exit=6)
        self.refused(anna, "share", "Ben", "--case", "C1", "--label", "act", "x", exit=2)
        self.refused(anna, "share", "Ben", "--case", "C1", "--label", "act", "--what", "w", "--with", "v", "--until",
                     "2001-01-01", "x", exit=2)
        self.refused(anna, "share", "Ben", "--case", "C1", "--topic", "football", "x", exit=2)
        self.refused(anna, "share", "Ben", "--case", "C1", "-", text=b"x" * 57345, exit=2)
        self.refused(anna, "share", "Nobody", "--case", "C1", "x", exit=6)
        self.refused(anna, "accept", "0" * 32, exit=6)
        self.refused(anna, "accept", "12", exit=2)
        self.refused(anna, "agree", "accept", "Ben", "--tick", "at-risk", exit=7)
        self.refused(anna, "agree", "resume", "Ben", exit=7)
        self.refused(anna, "boundaries", "reply", "Ben", "reconfirm", exit=7)
        self.refused(anna, "boundaries", "reply", "Ben", "perhaps", exit=2)
        self.refused(anna, "case", "hold", "C1", "--lift", "one", exit=7)
        anna.json("case", "people", "C1", "--add", "Bea Tansley")
        self.refused(anna, "cpd", "add", "--learned", "What bea taught me", exit=7)
        self.assertEqual(anna.json("case", "hold", "C1", "--reason", "a claim")["case"]["held"], True)
        self.refused(anna, "case", "forget", "C1", exit=7)
        self.refused(anna, "case", "purge", "C1", exit=7)
        self.refused(anna, "case", "hold", "C1", "--lift", "ONE", exit=7)
        self.assertEqual(anna.json("case", "hold", "C1", "--lift", "one")["case"]["held"], False)
        self.assertEqual(anna.json("case", "purge", "C1"), {"case": "C1", "state": "purged"})
        self.assertEqual([c["ref"] for c in anna.json("case", "list")["cases"]], ["C2"])


if __name__ == "__main__":
    unittest.main()
