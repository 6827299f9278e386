#!/usr/bin/python3
"""A bad invitation gives one plain sentence and changes nothing. (Every length and bit: tests/unit/api.)"""
import base64
import hashlib
import time
import unittest

from cases import Case
from house import Person, Relay, pair


def opened(link):
    text = link.removeprefix("sotto:")
    return bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:-4])


def closed(body):
    """The link of these bytes, with a checksum that fits."""
    whole = bytes(body) + hashlib.blake2b(bytes(body), digest_size=32).digest()[:4]
    return "sotto:" + base64.urlsafe_b64encode(whole).decode().rstrip("=")


class Invitations(Case):
    def setUp(self):
        super().setUp()
        self.relay = Relay(self.house)
        self.anna, self.ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (self.anna, self.ben):
            person.json("relay", "add", self.relay.link)
        self.link = self.anna.json("invite", "--as", "Ben")["link"]
        self.assertLessEqual(len(self.link), 255)
        self.assertEqual(closed(opened(self.link)), self.link)

    def nobody(self, person):
        self.assertEqual(person.json("buddy", "list", "--all")["buddies"], [])

    def test_what_is_not_a_whole_invitation_is_exit_2(self):
        self.ben.start()
        newer = opened(self.link)
        newer[0] += 1
        bad = [self.link[:n] for n in range(0, len(self.link), 29)]
        bad += [self.link[:n] + chr(ord(self.link[n]) ^ 1) + self.link[n + 1:] for n in range(0, len(self.link), 31)]
        bad += [closed(newer), self.relay.link, "hello", self.link + "A", self.link.replace("sotto:", "Sotto:")]
        for link in bad:
            self.refused(self.ben, "join", link, exit=2)
        self.assertIn("newer", self.refused(self.ben, "join", closed(newer), exit=2))
        self.nobody(self.ben)

    def test_expired_own_or_without_a_relay_is_exit_7(self):
        expired = opened(self.link)
        expired[-5:] = int(time.time() - 60).to_bytes(5, "big")
        self.refused(self.ben, "join", closed(expired), exit=7)
        self.refused(self.anna, "join", self.link, exit=7)
        carla = Person(self.house, "Carla")
        self.assertIn("relay", self.refused(carla, "join", self.link, exit=7))
        self.assertIn("relay", self.refused(carla, "invite", exit=7))
        for person in (self.anna, self.ben, carla):
            self.nobody(person)

    def test_a_relay_with_another_key_is_said_at_the_next_sync_and_the_buddy_is_gone(self):
        other = opened(self.link)
        other[3 + other[2]] ^= 1  # the first byte of the pin
        self.ben.json("join", closed(other))
        self.assertIn(self.error_of_sync(self.ben), (5, 7))
        self.nobody(self.ben)

    def test_a_wrong_guest_key_is_said_at_the_next_sync_and_the_buddy_is_gone(self):
        other = opened(self.link)
        other[3 + other[2] + 16] ^= 1  # the first byte of the guest key
        self.ben.json("join", closed(other))
        self.assertIn(self.error_of_sync(self.ben), (5, 7))
        self.nobody(self.ben)

    def test_an_invitation_used_by_somebody_else_is_said_at_the_next_sync(self):
        carla = Person(self.house, "Carla")
        carla.json("relay", "add", self.relay.link)
        self.ben.json("join", self.link)
        carla.json("join", self.link)
        self.ben.json("sync")
        self.anna.json("sync")  # answers Ben
        carla.json("sync")
        self.assertIn(self.anna.run("sync")[0], (0, 7))  # tells Carla that it is used, and Anna that somebody tried
        self.assertEqual(self.error_of_sync(carla), 7)
        self.nobody(carla)
        self.ben.json("sync")
        self.assertEqual(self.ben.json("buddy", "list")["buddies"][0]["state"], "active")
        self.assertNotEqual(self.anna.json("buddy", "list")["buddies"][0]["notice"], "")  # somebody else had the link

    def test_a_revoked_invitation_reaches_nobody(self):
        listed = self.anna.json("invite", "list")["invitations"]
        self.assertEqual([i["state"] for i in listed], ["open"])
        self.anna.json("invite", "revoke", listed[0]["id"])
        self.ben.json("join", self.link)
        self.ben.json("sync")
        self.anna.json("sync")
        self.ben.json("sync")
        self.nobody(self.anna)
        self.assertEqual(self.ben.json("buddy", "list")["buddies"][0]["state"], "pairing")
        self.assertEqual(self.anna.json("invite", "list")["invitations"][0]["state"], "revoked")

    def test_joining_works_without_a_network_and_resumes(self):
        self.relay.kill()
        first = self.ben.json("join", self.link)["buddy"]
        self.assertEqual(first["state"], "pairing")
        self.refused(self.ben, "sync", exit=5)
        self.assertEqual(self.ben.json("join", self.link)["buddy"]["id"], first["id"])
        self.assertEqual(len(self.ben.json("buddy", "list")["buddies"]), 1)
        self.relay.start()
        for person in (self.ben, self.anna, self.ben, self.anna):
            person.json("sync")
        self.assertEqual(self.ben.json("words", first["id"])["words"], self.anna.json("words", "Ben")["words"])

    def error_of_sync(self, person):
        """The exit code of the first sync that says something; one sentence with it."""
        code, out, _ = person.run("sync", options=("--json",))
        self.assertNotEqual(code, 0, out)
        again, out, _ = person.run("sync", options=("--json",))  # said once
        self.assertEqual(again, 0, out)
        return code


if __name__ == "__main__":
    unittest.main(verbosity=2)
