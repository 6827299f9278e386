"""What every process test starts from. SOTTO_BIN is the folder of the two programs."""
import os
import unittest

from house import House, Person, Relay, pair


class Case(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.house = House(os.environ["SOTTO_BIN"])
        self.addCleanup(self.house.__exit__)

    def two_verified(self, *options):
        """A relay, and Anna and Ben who have compared their words."""
        relay = Relay(self.house, "relay", *options)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        ours, theirs = pair(anna, ben)
        self.assertEqual(ours, theirs)
        anna.json("verify", "Ben")
        ben.json("verify", "Anna")
        return relay, anna, ben

    def refused(self, person, *arguments, exit, **more):
        """The command fails with this code and one sentence; answers it with its hint, as a terminal shows both."""
        error = person.json(*arguments, exit=exit, **more)["error"]
        self.assertEqual(set(error) - {"hint"}, {"code", "name", "message"})
        self.assertEqual(error["code"], exit)
        self.assertTrue(error["message"].endswith("."), error["message"])
        self.assertNotIn("error:", error["message"].lower())
        return " ".join(filter(None, (error["message"], error.get("hint"))))
