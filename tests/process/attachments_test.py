#!/usr/bin/python3
"""Files between two people: whole, cleaned, asked for, never outside the profile before they are saved."""
import os
import unittest
import zipfile

from cases import Case
from house import until

SIZE = int(os.environ.get("SOTTO_ATTACHMENT_MIB", "6")) << 20
PNG = b"\x89PNG\r\n\x1a\n"


def chunk(name, body):
    return len(body).to_bytes(4, "big") + name + body + b"CRC."


class Attachments(Case):
    def file(self, name, content):
        path = self.house.path(name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def memory(self, *programs):
        """The most that each has ever had, in KiB."""
        out = []
        for one in programs:
            with open(f"/proc/{one.process.pid}/status") as status:
                out.append(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")))
        return out

    def carried(self, person, other):
        def look():
            last = person.history(other)[-1]
            return last if last.get("attachment", {}).get("state") == "carried" else None
        return until("the attachment is carried", look, 60 + SIZE / 200_000, 0.5)

    def test_a_large_file_arrives_over_a_relay_killed_twice_with_flat_memory(self):
        relay, anna, ben = self.two_verified()
        ben.json("config", "set", "files.ask_above", "1000")
        for person in (anna, ben):
            person.start()
        before = self.memory(anna, ben)
        relays = []
        content = os.urandom(1 << 20) * (SIZE >> 20) + b"end"
        path = self.file("large.bin", content)
        sent = anna.json("send", "Ben", "--file", path, "--as-is", patience=300)
        self.assertEqual((sent["state"], sent["attachment"]["size"]), ("written", len(content)))
        for share in (0.2, 0.6):
            def some():
                attachment = anna.history("Ben")[-1]["attachment"]
                return attachment["done"] >= share * len(content)
            until("some of it is through", some, 60 + SIZE / 200_000, 0.05)
            relays += self.memory(relay)
            relay.kill()
            relay.start()
        got = self.carried(ben, "Anna")
        self.assertEqual((got["kind"], got["text"], got["attachment"]["extension"]), ("attachment", "large.bin", "bin"))
        folder = self.house.path("saved")
        os.mkdir(folder)
        saved = ben.json("attachment", "save", got["id"], folder, patience=120)["path"]
        with open(saved, "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(os.stat(saved).st_mode & 0o777, 0o600)
        again = ben.json("attachment", "save", got["id"], folder, patience=120)["path"]
        self.assertNotEqual(saved, again)
        self.assertEqual(self.carried(anna, "Ben")["state"], "delivered")
        peaks, relays = self.memory(anna, ben), relays + self.memory(relay)
        print(f"{len(content) >> 20} MiB; peak memory in KiB: sender {peaks[0]}, receiver {peaks[1]} (before: {before[0]}, {before[1]}), "
              f"relay {relays}")
        self.assertLess(max(now - then for now, then in zip(peaks, before)), 8 << 10)  # whatever the size
        self.assertLess(max(relays), 48 << 10)
        files = os.path.join(ben.profile, "files")
        for name in os.listdir(files):
            with open(os.path.join(files, name), "rb") as file:
                self.assertNotIn(content[:64], file.read())

    def test_a_picture_leaves_without_its_traces_and_others_are_asked_about(self):
        relay, anna, ben = self.two_verified()
        picture = PNG + chunk(b"IHDR", b"header") + chunk(b"tEXt", b"Author\0Zaphodia") + chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")
        sent = anna.json("send", "Ben", "--file", self.file("photo.png", picture))
        self.assertEqual(sent["removed"], ["notes and names in text"])
        self.assertIn("cleaned safely", self.refused(anna, "send", "Ben", "--file", self.file("a.docx", b"PK\x03\x04..."), exit=7))
        self.refused(anna, "send", "Ben", "--file", self.house.path("nothing"), exit=2)
        self.refused(anna, "send", "Ben", "--file", self.house.folder, exit=2)
        for _ in range(2):
            anna.json("sync")
            ben.json("sync")
        got = ben.history("Anna")[-1]
        folder = self.house.path("saved")
        os.mkdir(folder)
        saved = ben.json("attachment", "save", got["id"], folder)["path"]
        with open(saved, "rb") as file:
            self.assertEqual(file.read(), picture.replace(chunk(b"tEXt", b"Author\0Zaphodia"), b""))

    def test_a_document_leaves_without_its_author_and_its_comments_are_told(self):
        relay, anna, ben = self.two_verified()
        path = self.house.path("letter.docx")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in (("[Content_Types].xml", "<Types/>"), ("docProps/core.xml", "<creator>Zaphodia</creator>"),
                               ("word/comments.xml", "<comment/>"), ("word/document.xml", "<document>said</document>")):
                file.writestr(name, text)
        sent = anna.json("send", "Ben", "--file", path)
        self.assertEqual((sent["removed"], sent["stays"]), (["who wrote and last changed it"], ["comments, with the names of who made them"]))
        for _ in range(2):
            anna.json("sync")
            ben.json("sync")
        folder = self.house.path("saved")
        os.mkdir(folder)
        with zipfile.ZipFile(ben.json("attachment", "save", sent["id"], folder)["path"]) as file:
            self.assertIsNone(file.testzip())
            self.assertEqual(file.read("word/document.xml"), b"<document>said</document>")
            self.assertNotIn(b"Zaphodia", file.read("docProps/core.xml"))

    def test_consent_above_a_size(self):
        relay, anna, ben = self.two_verified()
        ben.json("config", "set", "files.ask_above", "0")
        sent = anna.json("send", "Ben", "--file", self.file("notes.txt", b"plain notes"))
        for _ in range(2):
            anna.json("sync")
            ben.json("sync")
        self.assertEqual(ben.history("Anna")[-1]["attachment"]["state"], "offered")
        self.refused(ben, "attachment", "save", sent["id"], self.house.folder, exit=7)
        ben.json("attachment", "accept", sent["id"])
        for _ in range(2):
            ben.json("sync")
            anna.json("sync")
        ben.json("sync")
        self.assertEqual(ben.history("Anna")[-1]["attachment"]["state"], "carried")
        second = anna.json("send", "Ben", "--file", self.file("more.txt", b"more notes"))
        anna.json("sync")
        ben.json("sync")
        ben.json("attachment", "decline", second["id"])
        ben.json("sync")
        anna.json("sync")
        self.assertEqual(anna.history("Ben")[-1]["attachment"]["state"], "stopped")
        self.refused(anna, "attachment", "cancel", second["id"], exit=7)


if __name__ == "__main__":
    unittest.main(verbosity=2)
