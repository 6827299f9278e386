#!/usr/bin/python3
"""What the page server does as a minute passes: launch codes end, and an idle window locks however busy its page is."""
import time
import unittest

from cases import Case
from house import Person, until
from window import LOCKED, Door


class Patience(Case):
    def setUp(self):
        super().setUp()
        self.anna = Person(self.house, "Anna")

    def locked(self):
        return self.anna.json("status")["locked"]

    def test_an_expired_code_opens_nothing(self):
        self.anna.start()
        door = Door(self.anna)
        time.sleep(61)
        self.assertEqual(door.open(code=door.code).status, 403)
        self.assertFalse(self.locked())

    def test_an_idle_window_locks_although_its_page_asks_for_things(self):
        self.anna.json("config", "set", "autolock", "1")
        self.anna.start()
        door = Door(self.anna)
        window = door.line(door.token())

        def busy(seconds):
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                self.assertIn("buddies", window.call("buddy.list"))
                time.sleep(2)
        busy(35)
        self.assertEqual(window.call("active"), {})  # a hand on the window
        busy(45)
        until("it locks", self.locked, 30, 1)
        self.assertIsNone(window.next())
        self.assertEqual(window.closed, LOCKED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
