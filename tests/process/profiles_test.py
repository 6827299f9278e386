#!/usr/bin/python3
"""Several profiles on one device, the end of one, and what the doctor says."""
import json
import os
import shutil
import subprocess
import unittest

from cases import Case
from house import Person, Relay, pair


class Named(Person):
    """A profile of the list, used by its name."""

    def __init__(self, house, name, make=True, *options):
        super().__init__(house, name, make=False)
        self.profile, self.name = name, "Anna"
        if make:
            self.made = self.json("profile", "new", name, "--name", "Anna", "--kdf", "light", *options)


class Profiles(Case):
    def folder(self, *names):
        return os.path.join(self.house.folder, ".local", "share", "sotto", *names)

    def test_new_ones_are_listed_and_used_by_name(self):
        one = Named(self.house, "client-1")
        two = Named(self.house, "client-2", True, "--label", "The second", "--colour", "violet")
        self.assertEqual((one.made["label"], one.made["colour"], one.made["profile"]),
                         ("CLIENT 1", "green", self.folder("client-1")))
        listed = two.json("profile", "list")["profiles"]
        self.assertEqual([(p["name"], p["label"], p["colour"], p["current"], p["running"]) for p in listed],
                         [("client-1", "CLIENT 1", "green", False, False),
                          ("client-2", "The second", "violet", True, False)])
        one.json("case", "new", "of one")
        self.assertEqual(len(one.json("case", "list")["cases"]), 1)
        self.assertEqual(two.json("case", "list")["cases"], [])
        _, out, err = one.run("case", "list")
        self.assertIn("CLIENT 1 · green", err.decode())
        self.assertNotIn("CLIENT 1", out.decode())
        one.start()
        self.assertEqual(one.json("status")["banner"], {"label": "CLIENT 1", "colour": "green"})
        one.stop()
        self.refused(one, "profile", "new", "Client 3", "--name", "x", exit=2)
        self.refused(one, "profile", "new", "client-3", "--name", "x", "--colour", "pink", exit=2)
        self.refused(one, "profile", "new", "client-2", "--name", "x", exit=7)

    def test_the_end_of_a_profile(self):
        relay = Relay(self.house)
        anna, ben = Named(self.house, "client-1"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("case", "new", "one")
        anna.json("case", "new", "two")
        anna.json("cpd", "add", "--learned", "to listen", "--minutes", "50")
        self.refused(anna, "profile", "close", "--purge-all", exit=7)
        close = ("profile", "close", "--confirm", "client-1")
        anna.json("case", "hold", "C1")
        held = anna.json(*close, "--purge-all", exit=7)["error"]
        self.assertEqual(held["held"], [{"ref": "C1", "nickname": "one"}])
        anna.json("case", "hold", "C1", "--lift", "one")
        open_cases = anna.json(*close, "--purge", "C1", exit=7)["error"]
        self.assertEqual(open_cases["undecided"], [{"ref": "C2", "nickname": "two"}])
        self.assertEqual(len(anna.json("case", "list")["cases"]), 2)

        relay.kill()
        self.assertEqual(anna.json(*close, "--purge-all", exit=5)["error"]["name"], "unreachable")
        self.assertTrue(os.path.exists(self.folder("client-1", "vault.key")))
        relay.start()
        ben.start()  # so that the end is received while the profile waits
        closed = anna.json(*close, "--purge-all")
        self.assertEqual((closed["summary"]["cpd_minutes"], closed["untold"], closed["folder_removed"]), (50, 0, True))
        self.assertNotIn("Ben", json.dumps(closed))
        self.assertFalse(os.path.exists(self.folder("client-1")))
        self.assertEqual(os.listdir(self.folder("not-here")), [n for n in os.listdir(self.folder("not-here"))
                                                               if len(n) == 32])
        self.assertEqual(len(os.listdir(self.folder("not-here"))), 1)  # Ben's
        self.assertEqual(ben.json("buddy", "list", "--all")["buddies"][0]["state"], "ended")
        ben.stop()
        self.assertEqual(ben.json("profile", "list")["profiles"], [])

    def test_a_profile_is_destroyed_at_once_and_nobody_is_told(self):
        relay = Relay(self.house)
        anna, ben = Named(self.house, "client-1"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        anna.json("case", "new", "one")
        anna.json("case", "hold", "C1")
        kept = os.path.join(self.house.path(), "kept")
        destroy = ("profile", "destroy", "--confirm", "client-1")
        self.assertIn("--confirm client-1", self.refused(anna, "profile", "destroy", exit=7))
        self.refused(anna, "profile", "destroy", "--confirm", "client-2", exit=7)
        anna.start()
        self.assertIn("on hold", self.refused(anna, *destroy, exit=7))
        anna.stop()
        shutil.copytree(self.folder("client-1"), kept)
        anna.start()
        gone = anna.json(*destroy, "--despite-hold")
        self.assertEqual((gone["destroyed"], gone["folder_removed"]), (True, True))
        self.assertFalse(os.path.exists(self.folder("client-1")))
        self.refused(anna, *destroy, exit=6)
        ben.json("sync")
        self.assertEqual(ben.json("buddy", "list", "--all")["buddies"][0]["state"], "active")
        # What it says it cannot undo: a copy made before still opens.
        shutil.copytree(kept, self.folder("client-1"))
        self.assertEqual(len(anna.json("case", "list")["cases"]), 1)
        # Locked, it needs no passphrase, and cannot be asked about a hold.
        self.assertTrue(anna.json(*destroy)["destroyed"])
        self.assertFalse(os.path.exists(self.folder("client-1", "vault.key")))

    def test_the_doctor_needs_no_profile(self):
        sotto = os.path.join(self.house.programs, "sotto")
        done = subprocess.run([sotto, "doctor", "--json"], capture_output=True, env=self.house.environment)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        answer = json.loads(done.stdout)
        self.assertIn(answer["managed"], ("signs", "none_found"))
        for finding in answer["findings"]:
            self.assertLessEqual({"id", "what", "why"}, set(finding))
        self.assertTrue(answer["cannot_see"])
        done = subprocess.run([sotto, "doctor"], capture_output=True, env=self.house.environment)
        self.assertIn("cannot be seen", done.stdout.decode())
        anna = Person(self.house, "Anna")
        anna.start()
        anna.json("lock")
        anna.stop()


if __name__ == "__main__":
    unittest.main()
