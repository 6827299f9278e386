#!/usr/bin/python3
"""No word of a conversation is in any file but the encrypted vault, nor on the wire, nor in a log."""
import os
import unittest

from cases import Case
from house import Person, Relay, messages, pair

CANARY = "Zaubernuss-4711-canary"


class Canary(Case):
    def test_a_word_is_nowhere_but_with_the_two(self):
        relay = Relay(self.house, window=True)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.start()
        anna.json("send", "Ben", CANARY)
        anna.json("sync")
        ben.json("sync")
        self.assertEqual([m["text"] for m in ben.json("search", CANARY)["messages"]], [CANARY])
        looked = 0
        for folder, _, files in os.walk(self.house.folder):  # engine still running: journals and sockets are there, too
            for name in files:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                looked += 1
                self.assertNotIn(CANARY.encode(), content, path)
                self.assertNotIn(CANARY.encode("utf-16-le"), content, path)
                if not name.endswith(".passphrase"):
                    self.assertNotIn(b"quiet lemon harbour", content, path)
        self.assertGreater(looked, 8)
        for connection in relay.window.connections:
            for way in ("up", "down"):
                for body in messages(connection[way]):
                    self.assertNotIn(CANARY.encode(), body)
                    self.assertNotIn(b"Anna", body)
        self.assertEqual(sorted(os.listdir(relay.state)), ["certificate.key", "certificate.pem", "guest.key", "member.key"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
