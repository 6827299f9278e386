#!/usr/bin/python3
"""Two buddies talk through a relay that is killed on the way: ./run demo [FILE].

What it prints about a person is read back from that person's program; what it prints about the relay was read from the
wire, by a window before the relay that holds the relay's own key. Exit 0 when everything arrived once, else 1.
"""
import argparse
import os
import sys
import textwrap
import time

sys.dont_write_bytecode = True
from house import Broken, House, Person, Relay, forwards, listens, messages, pair, until  # noqa: E402

NAMES = {"A": "Amara", "B": "Ben"}
COLOUR = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
WIDTH = 100


def dim(text):
    return f"\033[2m{text}\033[0m" if COLOUR else text


def strong(text):
    return f"\033[1m{text}\033[0m" if COLOUR else text


def good(text):
    return f"\033[32m{text}\033[0m" if COLOUR else text


def counted(number, word):
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def title(text):
    print(f"\n{strong(text)}", flush=True)


def tell(text):
    print(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  "), flush=True)


def read_scenes(file):
    """[[("A", text), ...], ...]"""
    try:
        with open(file, encoding="utf-8") as text:
            lines = [line.rstrip("\r") for line in text.read().split("\n")]
    except (OSError, UnicodeDecodeError):
        raise SystemExit(f"{file} cannot be read as UTF-8 text.") from None
    scenes = [[]]
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            scenes.append([])
            continue
        who, colon, text = line.partition(":")
        if who.strip() not in NAMES or not colon or not text.strip():
            raise SystemExit(f"{file}, line {number}: a line is \"A: text\" or \"B: text\".")
        scenes[-1].append((who.strip(), text.strip()))
    scenes = [scene for scene in scenes if scene]
    if not scenes:
        raise SystemExit(f"{file}: nobody says anything.")
    return scenes


class Play:
    def __init__(self, house):
        self.house = house
        self.relay = Relay(house, window=True)
        self.people = {}
        self.said = {"A": [], "B": []}  # what each has sent, in order

    def other(self, who):
        return "B" if who == "A" else "A"

    def send(self, who, text):
        self.people[who].send(NAMES[self.other(who)], text)
        self.said[who].append(text)

    def received(self, who):
        """What a person's own program says has arrived, in its order."""
        messages = self.people[who].history(NAMES[self.other(who)])
        return [m for m in messages if m["direction"] == "in" and m["kind"] == "text"]

    def arrived(self, who, patience=40.0):
        """Waits until `who` has everything the other one said; answers the messages."""
        wanted = len(self.said[self.other(who)])
        until(f"{NAMES[who]} has {wanted} messages", lambda: len(self.received(who)) >= wanted, patience, 0.02)
        return self.received(who)

    def show(self, who, message):
        """One message as `who` received it."""
        name = NAMES[self.other(who)]
        text = textwrap.fill(message["text"], WIDTH - 12, subsequent_indent=" " * 10)
        print(f"  {strong(name.ljust(6))}  {text}", flush=True)

    def say(self, who, text):
        self.send(who, text)
        self.show(self.other(who), self.arrived(self.other(who))[-1])

    # ---- the acts ----
    def begin(self):
        title("A relay starts, and two people make a profile")
        host = None
        for letter, name in NAMES.items():
            self.people[letter] = Person(self.house, name)
            host = self.people[letter].json("relay", "add", self.relay.link)["relay"]
        tell(f"The relay is {host['host']}. Its link carries its key ({host['pin'][:8]}...), so nothing else can pass for it.")
        tell("Each profile is one encrypted folder that only its passphrase opens. The relay knows nothing of them.")

    def meet(self):
        title("They pair, each online only while the other is off")
        ours, theirs = pair(self.people["A"], self.people["B"])
        for letter, words in (("A", ours), ("B", theirs)):
            print(f"  {strong(NAMES[letter].ljust(6))}  reads  {'  '.join(words)}", flush=True)
        if ours != theirs:
            raise Broken("the six words differ: somebody is between them")
        for who in NAMES:
            answer = self.people[who].json("verify", NAMES[self.other(who)])
            if answer["verified"] is not True:
                raise Broken(f"{NAMES[who]} could not verify")
        tell(good("The same six words: nobody stands between them. Both press They match."))

    def talk(self, scenes):
        for who in NAMES:
            self.people[who].start()
        if scenes:
            title("They talk")
        for scene in scenes:
            for who, text in scene:
                self.say(who, text)

    def catch_up(self, scene):
        before = len(self.received("B"))
        title("Ben is offline; what Amara writes waits as ciphertext in the relay's memory")
        self.people["B"].stop()
        away = True
        for who, text in scene:
            if away and who == "B":
                self.come_back(before)
                away = False
            if away:
                self.send(who, text)
            else:
                self.say(who, text)
        if away:
            self.come_back(before)

    def come_back(self, before):
        waiting = len(self.said["A"]) - before
        tell(dim(f"{counted(waiting, 'message')} {'waits' if waiting == 1 else 'wait'}. Ben comes back:"))
        self.people["B"].start()
        for message in self.arrived("B")[before:]:
            self.show("B", message)

    def storm(self, scene):
        title("They go on in one breath, and the relay is killed in the middle (SIGKILL)")
        before = {who: len(self.received(who)) for who in NAMES}
        half = len(scene) // 2
        for who, text in scene[:half]:
            self.send(who, text)
        self.relay.kill()
        tell(dim("The relay is dead. Its memory is gone; they write on."))
        for who, text in scene[half:]:
            self.send(who, text)
        self.relay.start()
        tell(dim("The relay is back, with nothing in it."))
        for who in NAMES:
            self.people[who].json("sync", "--wait", "20")
        arrived = {who: self.arrived(who)[before[who]:] for who in NAMES}
        for who, _ in scene:  # both screens, in the order in which it was said
            if arrived[self.other(who)]:
                self.show(self.other(who), arrived[self.other(who)].pop(0))

    def judge(self):
        """Everything once, in order, and every tick true; answers the number of messages."""
        for who in NAMES:
            self.people[who].json("sync", "--wait", "20")
        for who in NAMES:
            name, said = NAMES[self.other(who)], self.said[self.other(who)]
            if [m["text"] for m in self.received(who)] != said:
                raise Broken(f"{NAMES[who]} does not have exactly what {name} said, in order")
            mine = [m for m in self.people[who].history(name) if m["direction"] == "out"]
            if [m["text"] for m in mine] != self.said[who] or any(m["state"] != "delivered" for m in mine):
                raise Broken(f"{NAMES[who]}'s own messages are not all delivered")
        return sum(len(said) for said in self.said.values())

    def relay_view(self):
        title("What the two of them saw, and what the relay saw")
        connections = list(self.relay.window.connections)
        cells = forwards(connections)
        addresses = {address for connection in connections for address in listens(connection)}
        history = self.people["B"].history(NAMES["A"])
        left = WIDTH // 2 - 2
        seen = [f"to {address[:4].hex()}...  {len(cell):,} bytes  {cell[:8].hex()}..." for address, cell in cells]
        print("  " + dim(f"{NAMES['B']}'s history".ljust(left) + "  what the relay was sent, in its order"))
        lines = []
        for message in history:
            name = NAMES["B"] if message["direction"] == "out" else NAMES["A"]
            lines += textwrap.wrap(f"{name}: {message['text']}", left, subsequent_indent="   ")
        for index, line in enumerate(lines):
            print(f"  {line.ljust(left)}  {dim(seen[index]) if index < len(seen) else ''}".rstrip())
        if len(seen) > len(lines):
            print(f"  {''.ljust(left)}  {dim(f'and {len(seen) - len(lines)} more like these')}")
        sizes = sorted({len(cell) for _, cell in cells})
        print()
        tell(f"In all the relay saw {len(connections)} connections, {len(addresses)} addresses that are random keys, and "
             f"{len(cells)} cells, each of {' or '.join(f'{size:,}' for size in sizes)} bytes: texts, acknowledgements and "
             "the pairing look alike.")
        address, cell = cells[-1]
        print()
        tell(f"One of them, its first 128 bytes (to {address[:8].hex()}...):")
        for at in range(0, 128, 16):
            row = cell[at:at + 16]
            print("  " + dim(f"  {at:04x}  {row.hex(' ')}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}"))
        self.search(connections)

    def search(self, connections):
        """Looks for every text and both names in all that the relay was sent or sent."""
        texts = [text for said in self.said.values() for text in said if len(text) >= 8] + list(NAMES.values())
        everything = b"\0".join(bytes(c["up"]) + b"\0" + bytes(c["down"]) for c in connections)
        opened = b"\0".join(body for c in connections for way in ("up", "down") for body in messages(c[way]))
        found = [text for text in texts if text.encode() in everything or text.encode() in opened]
        print()
        tell(f"All {len(opened):,} bytes that passed the relay were searched for {counted(len(texts) - 2, 'text')} and both names: "
             f"{len(found) or 'none'} found.")
        if found:
            raise Broken("the relay saw something it should not")


def main():
    parser = argparse.ArgumentParser(description="Two buddies talk through a relay that is killed on the way.")
    parser.add_argument("--bin", default="build/release/bin", help="the folder of sotto and sotto-relay")
    parser.add_argument("file", nargs="?", default="docs/demo.txt", help="who says what")
    given = parser.parse_args()
    scenes = read_scenes(given.file)
    started = time.monotonic()
    try:
        with House(given.bin) as house:
            play = Play(house)
            play.begin()
            play.meet()
            play.talk(scenes[:-2])
            if len(scenes) > 1:
                play.catch_up(scenes[-2])
            play.storm(scenes[-1])
            count = play.judge()
            play.relay_view()
    except Broken as broken:
        print(f"\n  {broken}.", file=sys.stderr)
        return 1
    except FileNotFoundError as missing:
        print(f"\n  {missing.filename} is not there: ./run build makes it.", file=sys.stderr)
        return 1
    title(good(f"{counted(count, 'message')}, each arrived once, in order. It took {time.monotonic() - started:.0f} s."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
