#!/usr/bin/python3
"""sotto check: its JSON, its exit codes, its list of names, and that it needs no profile and leaves none behind."""
import json
import os
import statistics
import subprocess
import time
import unittest

from cases import Case

TEXT = "Zoë Kowalczyk in our Oban kitchen has been off with depression since 14 May."


class Check(Case):
    def check(self, text, *options, exit=0):
        done = subprocess.run([os.path.join(self.house.programs, "sotto"), "--json", "check", *options],
                              input=text if isinstance(text, bytes) else text.encode(), capture_output=True,
                              env=self.house.environment, cwd=self.house.folder)
        self.assertEqual(done.returncode, exit, done.stdout + done.stderr)
        self.assertEqual(done.stderr, b"")
        self.assertEqual(len(done.stdout.splitlines()), 1)
        return json.loads(done.stdout)

    def names(self, lines):
        path = self.house.path("case.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines)
        return path

    def test_the_members_of_the_contract(self):
        answer = self.check(TEXT)
        self.assertLessEqual({"verdict", "score", "findings"}, set(answer))
        self.assertEqual(answer["verdict"], "stop")
        for finding in answer["findings"]:
            self.assertLessEqual({"start", "end", "type", "sub", "group", "severity", "suggest"}, set(finding))
            self.assertIn(finding["severity"], ("glance", "think", "stop"))
            self.assertIn(finding["group"], ("direct", "quasi", "sensitive"))
        first = answer["findings"][0]
        self.assertEqual((first["type"], first["sub"], first["group"], first["severity"]),
                         ("PERSON", "full", "direct", "stop"))
        # Offsets are code points: what Python slices.
        self.assertEqual(TEXT[first["start"]:first["end"]], "Zoë Kowalczyk")
        self.assertEqual({f["type"] for f in answer["findings"]}, {"PERSON", "LOCATION", "HEALTH", "DATE"})

    def test_a_clear_text(self):
        self.assertEqual(self.check("Do you have half an hour this week?"),
                         {"verdict": "clear", "score": 0, "findings": []})
        self.assertEqual(self.check("")["verdict"], "clear")

    def test_the_audience(self):
        text = "My CEO has asked me to drop it."
        self.assertEqual(self.check(text)["score"], 5)
        self.assertEqual(self.check(text, "--audience", "knows-employer")["verdict"], "think")
        self.assertEqual(self.check(text, "--audience", "stranger")["verdict"], "glance")
        self.assertEqual(self.check(text, "--audience", "knows-sector")["score"], 2)
        self.check(text, "--audience", "everybody", exit=2)

    def test_the_list_of_names(self):
        people = self.names("person\tRobert Pennick\norg\tQuill and Sons\nplace\tLower Wick\n")
        answer = self.check("i told bob that the pennicks met at lower wick, says quill & sons; Penick too.", "--people", people)
        self.assertEqual([f["type"] for f in answer["findings"]], ["PERSON", "PERSON", "LOCATION", "ORG", "PERSON"])
        self.check(TEXT, "--people", self.names("person Robert\n"), exit=2)
        self.check(TEXT, "--people", self.house.path("none"), exit=2)

    def test_input_that_is_no_message(self):
        for text in (b"x" * 57345, b"a\xffb"):
            self.assertEqual(self.check(text, exit=2)["error"]["code"], 2)
        self.check("ä" * 28672)

    def test_no_profile_is_made_or_needed(self):
        before = sorted(os.listdir(self.house.folder))
        self.check(TEXT, "--profile", self.house.path("nowhere"))
        self.assertEqual(sorted(os.listdir(self.house.folder)), before)

    def test_it_answers_at_once(self):
        # The promise is 10 ms to start on a quiet machine (docs/check.md has the figures); a busy one gets room.
        times = []
        for _ in range(9):
            start = time.perf_counter()
            self.check(TEXT)
            times.append(time.perf_counter() - start)
        self.assertLess(statistics.median(times), 0.25)

    def test_for_people(self):
        done = subprocess.run([os.path.join(self.house.programs, "sotto"), "check"], input=TEXT.encode(),
                              capture_output=True, env=self.house.environment)
        said = done.stdout.decode()
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(said.startswith("Stop and think"))
        self.assertIn("[Zoë Kowalczyk]", said)
        self.assertIn("Employee A", said)
        self.assertIn("You decide", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
