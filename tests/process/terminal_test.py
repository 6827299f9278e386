#!/usr/bin/python3
"""On a terminal: what buddies write stays inert, passphrases are not shown, questions are few."""
import os
import pty
import re
import select
import signal
import termios
import time
import unittest

from cases import Case
from house import PASSPHRASE, Person

HOSTILE = "\033[2J\033]0;owned\007 \u009b31m cv\u202excod.exe \rforged \u200b\ufeff\u2066 \x7f end"
OURS = re.compile(rb"\033\[[0-9;]*m")  # colour is ours; nothing else may be there


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, person, *arguments, environment=(), options=()):
        self.out = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            program = os.path.join(person.house.programs, "sotto")
            surroundings = {**person.house.environment, "TERM": "xterm-256color", **dict(environment)}
            os.execve(program, [program, "--profile", person.profile, *options, *arguments], surroundings)

    def read(self, until=None, patience=20):
        end = time.monotonic() + patience
        while until is None or until not in self.out:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"nothing more came after {self.out!r}")
            if not select.select([self.master], [], [], left)[0]:
                continue
            try:
                more = os.read(self.master, 65536)
            except OSError:  # the other side closed it
                more = b""
            if not more:
                break
            self.out += more
        return self.out

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        self.read()
        os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class OnATerminal(Case):
    def test_nothing_a_buddy_writes_reaches_the_terminal_as_a_control(self):
        relay, anna, ben = self.two_verified()
        anna.json("send", "Ben", HOSTILE)
        anna.json("sync")
        ben.json("sync")
        renamed, _, _ = ben.run("buddy", "rename", "Anna", "An\033[31mna\u202e", options=("--json",))
        name = "An\033[31mna\u202e" if renamed == 0 else "Anna"
        for arguments in (("history", name), ("buddy", "list"), ("search", "owned"), (), ("history", name, "--json"), ("buddy", "list", "--json"),
                          ("history", "\033[31mnobody\u009b"), ("words", name)):
            terminal = Terminal(ben, *arguments, options=("--passphrase-file", ben.key_file))
            terminal.end()
            shown = OURS.sub(b"", terminal.out).decode()
            for control in ("\033", "\u009b", "\u202e", "\u200b", "\ufeff", "\u2066", "\a", "\x7f"):
                self.assertNotIn(control, shown, arguments)
            self.assertNotIn("\rforged", shown)

    def test_no_colour_where_it_is_not_wanted(self):
        anna = Person(self.house, "Anna")
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            terminal = Terminal(anna, "invite", "list", options=("--passphrase-file", anna.key_file), environment=environment.items())
            self.assertEqual(terminal.end(), 0)
            self.assertNotIn(b"\033", terminal.out)
        code, out, err = anna.run("config", "get", environment={"TERM": "xterm-256color"})
        self.assertNotIn(b"\033", out + err)

    def test_a_passphrase_is_asked_for_and_not_shown(self):
        anna = Person(self.house, "Anna")
        terminal = Terminal(anna, "config", "get", "autolock")
        terminal.read(b"Passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn(PASSPHRASE.encode(), terminal.out)
        self.assertIn(b"10", terminal.out)

    def test_an_interrupted_prompt_leaves_the_terminal_as_it_was(self):
        anna = Person(self.house, "Anna")
        terminal = Terminal(anna, "config", "get")
        terminal.read(b"Passphrase: ")
        self.assertFalse(termios.tcgetattr(terminal.master)[3] & termios.ECHO)
        terminal.type("\x03")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1]), 130)
        os.close(terminal.master)

    def test_sotto_alone_asks_three_questions(self):
        anna = Person(self.house, "Anna", make=False)
        # On a computer that looks managed there is one more question before them.
        managed = anna.json("doctor")["managed"] == "signs"
        terminal = Terminal(anna)
        if managed:
            terminal.read(b"leave: ")
            terminal.type("c\n")
        terminal.read(b"call you? ")
        terminal.type("Anna\n")
        terminal.read(b"best: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.read(b"more: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.read(b"later): ")
        terminal.type("\n")
        self.assertEqual(terminal.end(), 0, terminal.out)
        self.assertIn(b"Your profile is ready", terminal.out)
        self.assertNotIn(PASSPHRASE.encode(), terminal.out)
        again = Terminal(anna, options=("--passphrase-file", anna.key_file))
        self.assertEqual(again.end(), 0)
        self.assertIn(b"no buddy yet", again.out)

    def test_two_passphrases_that_differ_make_nothing(self):
        anna = Person(self.house, "Anna", make=False)
        terminal = Terminal(anna, "init", "--name", "Anna")
        terminal.read(b"best: ")
        terminal.type(PASSPHRASE + "\n")
        terminal.read(b"more: ")
        terminal.type(PASSPHRASE + "!\n")
        self.assertEqual(terminal.end(), 2)
        self.assertFalse(os.path.exists(os.path.join(anna.profile, "vault.db")))

    def test_without_a_terminal_nothing_is_asked(self):
        anna = Person(self.house, "Anna", make=False)
        code, out, err = anna.run()
        self.assertEqual((code, out), (2, b""))
        self.assertIn(b"init", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
