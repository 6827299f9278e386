#!/usr/bin/python3
"""Opening a profile: passphrases, locks, damage. What cannot be opened is left as it is."""
import hashlib
import os
import subprocess
import time
import unittest

from cases import Case
from house import Person, Relay, until


def prints(folder):
    """{file: hash} of a profile's lasting files."""
    out = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and name.startswith("vault.") and not name.endswith("-shm"):
            with open(path, "rb") as file:
                out[name] = hashlib.sha256(file.read()).hexdigest()
    return out


class Opening(Case):
    def setUp(self):
        super().setUp()
        self.anna = Person(self.house, "Anna")

    def passphrase(self, text, mode=0o600):
        path = self.house.path("another")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def test_a_wrong_passphrase_is_exit_3_and_changes_nothing(self):
        before = prints(self.anna.profile)
        self.anna.key_file = self.passphrase("something else entirely\n")
        self.refused(self.anna, "buddy", "list", exit=3)
        self.assertEqual(prints(self.anna.profile), before)

    def test_a_passphrase_file_that_others_can_read_is_exit_2(self):
        for mode in (0o640, 0o604, 0o644):
            os.chmod(self.anna.key_file, mode)
            self.assertIn("chmod 600", self.refused(self.anna, "buddy", "list", exit=2))
        self.anna.key_file = self.house.path("nowhere")
        self.refused(self.anna, "buddy", "list", exit=2)

    def test_only_the_first_line_of_the_file_counts(self):
        self.anna.key_file = self.passphrase("quiet lemon harbour forty\nand a note to myself\n")
        self.anna.json("buddy", "list")

    def test_a_descriptor_works_as_well(self):
        reader, writer = os.pipe()
        os.write(writer, b"quiet lemon harbour forty\n")
        os.close(writer)
        command = [os.path.join(self.house.programs, "sotto"), "--profile", self.anna.profile, "--passphrase-fd", str(reader), "buddy", "list", "--json"]
        done = subprocess.run(command, pass_fds=[reader], capture_output=True, stdin=subprocess.DEVNULL, env=self.house.environment, timeout=30)
        os.close(reader)
        self.assertEqual((done.returncode, done.stdout), (0, b'{"buddies":[]}\n'), done.stderr)

    def test_without_a_passphrase_it_says_what_to_give(self):
        command = [os.path.join(self.house.programs, "sotto"), "--profile", self.anna.profile, "--no-input", "buddy", "list"]
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=self.house.environment, timeout=30)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"--passphrase-file", done.stderr)
        self.assertEqual(done.stdout, b"")

    def test_a_weak_passphrase_is_refused_unless_insisted_on(self):
        ben = Person(self.house, "Ben", passphrase="password1", make=False)
        self.refused(ben, "init", "--name", "Ben", "--kdf", "light", exit=7)
        self.assertFalse(os.path.exists(os.path.join(ben.profile, "vault.db")))
        made = ben.json("init", "--name", "Ben", "--kdf", "light", "--weak-passphrase")
        self.assertEqual(made, {"name": "Ben", "profile": ben.profile})

    def test_a_profile_needs_a_name(self):
        ben = Person(self.house, "Ben", make=False)
        for name in ("", "  "):
            self.refused(ben, "init", "--name", name, "--kdf", "light", exit=2)
        self.assertFalse(os.path.exists(os.path.join(ben.profile, "vault.db")))

    def test_a_second_profile_never_replaces_the_first(self):
        before = prints(self.anna.profile)
        self.refused(self.anna, "init", "--name", "Other", exit=7)
        self.assertEqual(prints(self.anna.profile), before)

    def test_no_profile_is_exit_6_and_says_how_to_make_one(self):
        nobody = Person(self.house, "Nobody", make=False)
        self.assertIn("init", self.refused(nobody, "buddy", "list", exit=6))

    def test_a_refusal_names_the_command_that_helps_after_the_sentence_and_beside_it(self):
        sentence, hint = "There is no case with this name or id. It may have been deleted.", "See: sotto case list."
        for running in (False, True):  # in this process, and told by an engine
            if running:
                self.anna.start()
            error = self.anna.json("case", "show", "C9", exit=6)["error"]
            self.assertEqual(error, {"code": 6, "name": "not_found", "message": sentence, "hint": hint})
            code, out, err = self.anna.run("case", "show", "C9")
            self.assertEqual((code, out, err.decode().strip()), (6, b"", f"{sentence} {hint}"))

    def test_a_second_process_waits_ten_seconds_and_is_exit_9(self):
        relay = Relay(self.house)
        self.anna.json("relay", "add", relay.link)
        ben = Person(self.house, "Ben")
        ben.json("relay", "add", relay.link)
        self.anna.json("join", ben.json("invite")["link"])
        holder = self.house.start("sotto", "--profile", self.anna.profile, "--passphrase-file", self.anna.key_file, "sync", "--wait", "25", log=self.anna.log)
        until("the first holds the lock", lambda: self.locked(), 10)
        started = time.monotonic()
        self.refused(self.anna, "buddy", "list", exit=9)
        self.assertGreater(time.monotonic() - started, 8)
        holder.kill()
        holder.wait(10)
        self.anna.json("buddy", "list")  # a killed holder leaves no lock behind

    def locked(self):
        import fcntl
        for name in os.listdir(self.anna.profile):
            if "lock" not in name:
                continue
            with open(os.path.join(self.anna.profile, name), "rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
        return False

    def test_damage_is_said_and_left_as_it_is(self):
        vault = os.path.join(self.anna.profile, "vault.db")
        with open(vault, "r+b") as file:
            file.seek(2048)
            byte = file.read(1)
            file.seek(2048)
            file.write(bytes([byte[0] ^ 1]))
        before = prints(self.anna.profile)
        self.refused(self.anna, "buddy", "list", exit=1)
        self.assertEqual(prints(self.anna.profile), before)

    def test_a_key_file_of_a_newer_version_is_said_and_left_as_it_is(self):
        key = os.path.join(self.anna.profile, "vault.key")
        with open(key, "r+b") as file:
            file.seek(8)
            version = file.read(1)[0]
            file.seek(8)
            file.write(bytes([version + 1]))
        before = prints(self.anna.profile)
        self.assertIn("newer", self.refused(self.anna, "buddy", "list", exit=2))
        self.assertEqual(prints(self.anna.profile), before)

    def test_files_are_for_the_owner_alone_and_no_core_is_dumped(self):
        ready = self.anna.start()
        self.assertEqual(os.stat(self.anna.profile).st_mode & 0o777, 0o700)
        for name in os.listdir(self.anna.profile):
            self.assertEqual(os.lstat(os.path.join(self.anna.profile, name)).st_mode & 0o077, 0, name)
        self.assertEqual(os.lstat(ready["socket"]).st_mode & 0o077, 0)
        with open(f"/proc/{self.anna.process.pid}/limits") as limits:
            core = next(line for line in limits if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"])

    def test_the_engine_locks_unlocks_and_stops(self):
        self.anna.start()
        self.anna.json("lock")
        self.refused(self.anna, "buddy", "list", exit=3)
        self.anna.json("status")
        right, self.anna.key_file = self.anna.key_file, self.passphrase("something else entirely\n")
        self.refused(self.anna, "unlock", exit=3)
        self.anna.key_file = right
        self.anna.json("unlock")
        self.anna.json("buddy", "list")
        self.anna.stop()
        for command in ("stop", "lock", "unlock", "status"):
            self.refused(self.anna, command, exit=6)

    def test_signals_end_an_engine_cleanly(self):
        for name in ("SIGTERM", "SIGINT"):
            import signal
            self.anna.start()
            self.anna.process.send_signal(getattr(signal, name))
            self.assertEqual(self.anna.process.wait(10), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
