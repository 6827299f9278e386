#!/usr/bin/python3
"""What the desktop is told: that a message came and nothing of it; and where the window opens at sign-in."""
import os
import stat
import subprocess
import unittest
from pathlib import Path

from cases import Case
from house import Person, until
from window import Door

# Programs of the desktop, replaced by one that writes down how it was called.
RECORDER = """#!/bin/sh
for word in "$0" "$@"; do printf '%s\\n' "$word"; done >>"$HOME/called"
printf -- '--\\n' >>"$HOME/called"
"""


class Desktop(Case):
    def recorded(self, *names):
        folder = Path(self.house.path("bin"))
        folder.mkdir()
        for name in names:
            program = folder / name
            program.write_text(RECORDER)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.house.environment["PATH"] = str(folder)
        return folder

    def calls(self):
        """Each as the words it was called with."""
        file = Path(self.house.path("called"))
        text = file.read_text() if file.exists() else ""
        return [call.split("\n") for call in text.split("\n--\n") if call]

    def test_a_message_is_announced_without_a_word_of_it(self):
        folder = self.recorded("notify-send")
        self.house.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
        relay, anna, ben = self.two_verified()
        anna.start()
        for text in ("the redundancy list; $(touch owned)", "again"):
            ben.send("Anna", text)
            ben.json("sync", "--wait", "20")
        until("the desktop is told", self.calls, 10)
        self.assertEqual(self.calls(), [[str(folder / "notify-send"), "--app-name=Sotto", "--icon=org.sotto.Sotto", "--category=im.received",
                                         "Sotto", "New message"]])

    def test_nothing_is_announced_when_the_person_wants_quiet(self):
        self.recorded("notify-send")
        self.house.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
        relay, anna, ben = self.two_verified()
        anna.json("config", "set", "notifications", "off")
        anna.start()
        ben.send("Anna", "good morning")
        ben.json("sync", "--wait", "20")
        until("it has come", lambda: anna.history("Ben"), 10)
        self.assertEqual(self.calls(), [])

    def test_a_muted_buddy_is_not_announced_and_another_is(self):
        self.recorded("notify-send")
        self.house.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
        relay, anna, ben = self.two_verified()
        anna.json("buddy", "mute", "Ben")
        anna.start()
        ben.send("Anna", "good morning")
        ben.json("sync", "--wait", "20")
        until("it has come", lambda: anna.history("Ben"), 10)
        self.assertEqual(self.calls(), [])
        anna.json("buddy", "unmute", "Ben")
        ben.send("Anna", "good evening")
        ben.json("sync", "--wait", "20")
        until("the desktop is told", self.calls, 10)
        self.assertEqual(len(self.calls()), 1)

    def test_autostart_is_a_file_there_by_choice(self):
        anna = Person(self.house, "Anna Ö 100%")
        folder = Path(self.house.path(".config/autostart"))
        self.assertFalse(folder.exists())
        anna.json("config", "set", "autostart", "on")
        [file] = folder.iterdir()
        self.assertIn(f'--profile "{anna.profile.replace("%", "%%")}" ui\n', file.read_text())
        self.refused(anna, "config", "set", "autostart", "maybe", exit=2)
        self.assertEqual(list(folder.iterdir()), [file])
        anna.json("config", "unset", "autostart")
        self.assertEqual(list(folder.iterdir()), [])

    def test_a_locked_screen_locks_the_profile(self):
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
        self.house.started.append(bus)
        self.house.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        anna = Person(self.house, "Anna")
        anna.start()

        def screen(locked):
            subprocess.run(["dbus-send", "--session", "--type=signal", "/org/freedesktop/ScreenSaver",
                            "org.freedesktop.ScreenSaver.ActiveChanged", f"boolean:{locked}"], check=True, timeout=10,
                           env=self.house.environment)
            return anna.json("status")["locked"]
        self.assertFalse(screen("false"))
        until("it locks", lambda: screen("true"), 10, 0.2)

    def test_the_window_opens_in_a_throw_away_profile_that_goes_with_it(self):
        folder = self.recorded("chromium")
        anna = Person(self.house, "Anna")
        self.addCleanup(lambda: anna.run("stop"))
        self.assertEqual(anna.json("ui"), {"closed": True})
        [call] = self.calls()
        self.assertEqual(call[0], str(folder / "chromium"))
        [place] = [word.split("=", 1)[1] for word in call if word.startswith("--user-data-dir=")]
        self.assertTrue(place.startswith(self.house.environment["XDG_RUNTIME_DIR"]))
        self.assertFalse(os.path.exists(place))
        [address] = [word for word in call if word.startswith("--app=")]
        self.assertRegex(address, r"^--app=http://127\.0\.0\.1:\d+/#[A-Za-z0-9_-]{22}$")

    def test_without_a_browser_it_says_what_to_do(self):
        self.recorded()
        anna = Person(self.house, "Anna")
        self.addCleanup(lambda: anna.run("stop"))
        self.assertIn("Chromium", self.refused(anna, "ui", exit=6))

    def test_a_link_goes_to_the_window_that_is_open(self):
        anna = Person(self.house, "Anna")
        anna.start()
        door = Door(anna)
        window = door.line(door.token())
        self.assertEqual(anna.json("ui", "sotto:AQIDBA"), {"windows": 1})
        self.assertEqual(window.event("link")["link"], "sotto:AQIDBA")


if __name__ == "__main__":
    unittest.main(verbosity=2)
