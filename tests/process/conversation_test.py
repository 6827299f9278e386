#!/usr/bin/python3
"""A conversation as people expect it: answering, rewording, reacting, deleting, drafts, pages."""
import unittest

from cases import Case


class Conversation(Case):
    def meet(self, *people):
        for person in people:
            person.json("sync")

    def test_reply_edit_react_and_delete_reach_the_other_side(self):
        relay, anna, ben = self.two_verified()
        asked = anna.json("send", "Ben", "How do you begin such a talk?")["id"]
        self.meet(anna, ben)
        answer = ben.json("reply", asked, "With a question.")
        self.assertEqual((answer["state"], answer["reply_to"]), ("written", asked))
        ben.json("react", asked, "\U0001F44D")
        edited = ben.json("edit", answer["id"], "With an open question.")["message"]
        self.assertEqual((edited["text"], edited["edited"]), ("With an open question.", True))
        self.meet(ben, anna)
        first, second = anna.history("Ben")
        self.assertEqual(first["reactions"], {"them": "\U0001F44D"})
        self.assertEqual((second["text"], second["edited"]), ("With an open question.", True))
        self.assertEqual(second["reply_to"], {"id": asked, "gone": False, "direction": "out",
                                              "text": "How do you begin such a talk?"})
        self.assertEqual(anna.json("delete", asked), {"id": asked, "state": "asked"})
        self.meet(anna, ben)
        for person, other in ((anna, "Ben"), (ben, "Anna")):
            first, second = person.history(other)
            self.assertEqual(first["text"], "")
            self.assertTrue(second["reply_to"]["gone"])
        self.assertEqual(anna.history("Ben")[0]["deleted"], "asked")
        self.assertEqual(ben.history("Anna")[0]["deleted"], "done")
        ben.json("react", answer["id"], "\u2764\ufe0f")
        ben.json("react", answer["id"])
        self.assertNotIn("reactions", ben.history("Anna")[1])

    def test_only_the_author_and_only_what_is_there(self):
        relay, anna, ben = self.two_verified()
        told = anna.json("send", "Ben", "mine")["id"]
        self.meet(anna, ben)
        self.refused(ben, "edit", told, "yours", exit=7)
        self.refused(ben, "delete", told, exit=7)
        self.refused(ben, "react", told, "not an emoji", exit=2)
        self.refused(ben, "reply", "0" * 32, "to nothing", exit=6)
        self.refused(anna, "edit", told, "", exit=2)
        self.refused(anna, "history", "Ben", "--around", "0" * 32, exit=6)
        self.refused(anna, "history", "Ben", "--around", told, "--before", told, exit=2)
        self.assertEqual(ben.history("Anna")[0]["text"], "mine")

    def test_pages_and_the_ids_that_a_person_needs(self):
        relay, anna, ben = self.two_verified()
        ids = [anna.json("send", "Ben", f"line {i}")["id"] for i in range(9)]
        page = anna.json("history", "Ben", "--around", ids[4], "--limit", "3")["messages"]
        self.assertEqual([m["id"] for m in page], ids[3:6])
        page = anna.json("history", "Ben", "--after", ids[6])["messages"]
        self.assertEqual([m["id"] for m in page], ids[7:])
        found = anna.json("search", "line 4")["messages"]
        self.assertEqual([m["id"] for m in found], [ids[4]])
        code, out, _ = anna.run("history", "Ben", "--ids")
        self.assertEqual(code, 0)
        self.assertIn(ids[0].encode(), out)

    def test_a_person_reads_calm_words(self):
        relay, anna, ben = self.two_verified()
        told = anna.json("send", "Ben", "one")["id"]
        self.meet(anna, ben)
        ben.run("reply", told, "two")
        code, out, _ = ben.run("history", "Anna")
        self.assertIn(b"> one", out)
        code, out, _ = anna.run("delete", told)
        self.assertEqual(code, 0)
        self.assertIn(b"asked to delete it", out)
        code, out, _ = anna.run("history", "Ben")
        self.assertIn(b"deleted here", out)

    def test_unread_receipts_and_muting(self):
        relay, anna, ben = self.two_verified()
        ids = [anna.json("send", "Ben", f"number {i}")["id"] for i in range(3)]
        self.meet(anna, ben)
        buddy = ben.json("buddy", "list")["buddies"][0]
        self.assertEqual((buddy["unread"], buddy["first_unread"], buddy["muted"]), (3, ids[0], False))
        ben.json("config", "set", "receipts", "on")
        ben.history("Anna")
        self.assertEqual(ben.json("buddy", "list")["buddies"][0]["unread"], 0)
        self.meet(ben, anna)
        self.assertEqual({m["state"] for m in anna.history("Ben")}, {"read"})
        self.assertEqual(ben.json("buddy", "mute", "Anna")["until"], None)
        self.assertTrue(ben.json("buddy", "list")["buddies"][0]["muted"])
        self.assertFalse(ben.json("buddy", "unmute", "Anna")["muted"])

    def test_a_draft_stays_until_it_is_sent(self):
        relay, anna, ben = self.two_verified()
        self.assertEqual(anna.json("draft", "show", "Ben")["text"], "")
        anna.json("draft", "keep", "Ben", "-", text=b"begun, not finished")
        self.assertEqual(anna.json("draft", "show", "Ben")["text"], "begun, not finished")
        anna.json("send", "Ben", "begun, not finished")
        self.assertEqual(anna.json("draft", "show", "Ben")["text"], "")
        anna.json("draft", "keep", "Ben", "again")
        self.assertFalse(anna.json("draft", "drop", "Ben")["kept"])

    def test_deletions_can_be_declined(self):
        relay, anna, ben = self.two_verified()
        ben.json("config", "set", "deletions", "off")
        told = anna.json("send", "Ben", "stays with Ben")["id"]
        self.meet(anna, ben)
        anna.json("delete", told)
        self.meet(anna, ben)
        message = ben.history("Anna")[0]
        self.assertEqual((message["text"], message["deleted"]), ("stays with Ben", "asked"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
