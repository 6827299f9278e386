#!/usr/bin/python3
"""What the relay is sent: cells of one size that share nothing but chance."""
import unittest

from cases import Case
from house import Person, Relay, forwards, listens, pair

SHARED = 8  # bytes that two different cells must never have in common


class Wire(Case):
    def conversation(self):
        relay = Relay(self.house, window=True)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
        pair(anna, ben)
        for turn in range(8):
            for person, other in ((anna, "Ben"), (ben, "Anna")):
                person.send(other, "the same sentence again and again")
                person.send(other, "word " * (turn * 400 + 1))
                person.json("sync")
        for person in (anna, ben):
            person.json("sync")
        return relay

    def test_every_cell_has_one_size_and_shares_no_eight_bytes_with_another(self):
        relay = self.conversation()
        sent = forwards(relay.window.connections)
        self.assertGreater(len(sent), 40)
        self.assertEqual({len(cell) for _, cell in sent}, {4096})
        cells = {bytes(cell) for _, cell in sent}  # the same bytes again are a resend
        seen = {}
        for number, cell in enumerate(cells):
            for at in range(len(cell) - SHARED + 1):
                piece = cell[at:at + SHARED]
                self.assertEqual(seen.setdefault(piece, number), number, f"{piece.hex()} is in two cells")
                # and not twice in one cell either, or padding would show
            self.assertEqual(len({cell[at:at + SHARED] for at in range(0, len(cell), SHARED)}), len(cell) // SHARED)
        self.assertGreater(len(cells), 40)

    def test_each_connection_listens_on_one_address_and_a_channel_has_its_own(self):
        relay = self.conversation()
        addresses = set()
        for connection in relay.window.connections:
            mine = set(listens(connection))
            self.assertLessEqual(len(mine), 1)
            addresses |= mine
        self.assertEqual(len(addresses), 3)  # the rendezvous and one for each side


if __name__ == "__main__":
    unittest.main(verbosity=2)
