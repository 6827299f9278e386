#!/usr/bin/python3
"""Writes relay.txt, links.txt, channel.txt, content.txt and proofs.txt: byte-exact encodings, made without any code of Sotto
and without a Protobuf library, from the tables of docs/protocol.md alone.

Run it only when docs/protocol.md changes, and read the difference.
"""
import base64
import hashlib
from pathlib import Path


def run(start, size):
    return bytes((start + i) % 256 for i in range(size))


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def number(field, value):  # zero is written by leaving the field out
    return varint(field << 3) + varint(value) if value else b""


def text(field, value):  # so is the empty string
    return message(field, value) if value else b""


def message(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def write(name, about, vectors):
    lines = [f"# {about} Made by proto_oracle.py. Text values are in hex, too."]
    lines += [f"{key} = {value.hex()}" for key, value in vectors.items()]
    (Path(__file__).parent / name).write_text("\n".join(lines) + "\n")


ADDRESS, NONCE, OTHER = run(0x20, 32), run(0x40, 32), run(0x60, 32)
SPOOL, GUEST, MEMBER, PIN = run(0x80, 16), run(0x90, 16), run(0xA0, 16), run(0xB0, 16)
HOST = b"relay.example.org:443"
CELL = run(1, 4096)


def relay():
    routed = text(2, ADDRESS) + text(3, CELL)
    return {
        "welcome": message(1, number(1, 1) + number(2, 1) + text(3, NONCE)),
        "admit": message(2, number(1, 1) + number(2, 2) + text(3, HOST) + text(4, NONCE) + text(5, OTHER)),
        "admitted": message(3, text(1, SPOOL)),
        "admitted_without_spool": message(3, b""),
        "refused": message(4, number(1, 3)),
        "refused_listen": message(4, number(1, 4) + text(2, ADDRESS)),
        "listen": message(5, text(1, ADDRESS) + text(2, NONCE + OTHER)),
        "listening": message(6, text(1, ADDRESS) + number(2, 128)),
        "drained": message(7, text(1, ADDRESS)),
        "displaced": message(8, text(1, ADDRESS)),
        "forward": message(9, number(1, 300) + routed),
        "forward_first": message(9, routed),
        "answer": message(10, number(1, 300) + number(2, 2) + number(3, 1)),
        "answer_refused": message(10, number(2, 1) + number(3, 4) + number(4, 7)),
        "deliver_live": message(11, routed),
        "deliver_spooled": message(11, number(1, 2**40) + routed),
        "ack": message(12, text(1, ADDRESS) + number(2, 2**40)),
        "spool_changed": message(13, text(1, SPOOL)),
    }


def link(prefix, body):
    whole = body + hashlib.blake2b(body, digest_size=32).digest()[:4]
    return prefix + base64.urlsafe_b64encode(whole).rstrip(b"=")


def links():
    expiry = (1_790_000_000).to_bytes(5, "big")
    head = bytes([1, 1, len(HOST)]) + HOST + PIN + GUEST + ADDRESS
    member = bytes([1, 3, len(HOST)]) + HOST + PIN + GUEST + MEMBER + ADDRESS
    longest = b"a" * 53 + b".org:443"
    large = bytes([1, 3, len(longest)]) + longest + PIN + GUEST + MEMBER + ADDRESS
    return {
        "invitation": link(b"sotto:", head + NONCE + expiry),
        "invitation_public": head + expiry,
        "invitation_member": link(b"sotto:", member + NONCE + expiry),
        "invitation_largest": link(b"sotto:", large + NONCE + expiry),
        "relay_link": link(b"sotto-relay:", bytes([1, 3, len(HOST)]) + HOST + PIN + GUEST + MEMBER),
        "relay_link_plain": link(b"sotto-relay:", bytes([1, 6, 14]) + b"127.0.0.1:8080" + GUEST + MEMBER),
    }


def descriptor(host=HOST, pin=PIN, plain=0):
    return text(1, host) + text(2, pin) + number(3, plain) + text(4, GUEST) + text(5, ADDRESS)


BUNDLE = text(1, run(1, 32)) + text(2, run(2, 32)) + text(3, run(3, 64)) + text(4, run(4, 32))
PLAIN = descriptor(b"localhost:80", b"", 1)


def channel():
    tokens = [SPOOL, GUEST, MEMBER]
    return {
        "hello": number(1, 1) + message(2, BUNDLE) + text(3, OTHER) + message(4, descriptor()) + message(4, PLAIN)
        + text(5, "Zoë".encode()),
        "refused": bytes([1, 1]),
        "acks": b"".join(token + bytes([i + 1]) for i, token in enumerate(tokens)),
        "reset1": text(1, SPOOL) + number(2, 2) + text(3, run(5, 8)) + number(4, 3) + text(5, NONCE) + message(6, BUNDLE)
        + message(7, descriptor()) + number(8, 1000) + number(9, 999),
        "reset2": text(1, SPOOL) + number(2, 3) + text(3, OTHER) + number(4, 77) + text(6, run(9, 200)),
        "reset_refused": text(1, SPOOL) + number(2, 5),
        "descriptors": message(1, descriptor()) + message(1, PLAIN),
    }


def content():
    def one(kind, body, seq=7, part=0, parts=1):
        return (text(1, SPOOL) + text(2, GUEST) + number(3, seq) + number(4, 1_790_000_000_123) + number(5, part)
                + number(6, parts) + number(7, kind) + text(8, body))

    return {
        "text": one(1, "Grüße aus der Personalabteilung".encode()),
        "text_part": one(1, b"x" * 3584, 2**35 - 1, 15, 16),
        "tombstone": one(2, b"", parts=3, part=1),
        "answer": one(3, text(1, NONCE) + message(2, descriptor()) + text(3, b"Ada") + text(4, OTHER), seq=0),
        "confirm": one(4, text(1, MEMBER) + text(2, NONCE), seq=0),
        "move": one(5, message(1, descriptor()) + number(2, 2)),
        "keepalive": one(6, b""),
        "end": one(7, b""),
        "reset": one(8, b"", seq=0),
        "practice": one(9, number(1, 40) + text(2, b"opaque")),
        "reply": one(10, text(1, NONCE[:16]) + text(2, "Ja, gern.".encode())),
        "edit_part": one(11, text(2, b"the second part"), part=1, parts=2),
        "reaction": one(12, text(1, NONCE[:16]) + text(2, "\U0001F44D".encode())),
        "reaction_back": one(12, text(1, NONCE[:16])),
        "erase": one(13, text(1, NONCE[:16])),
        "read": one(14, text(1, NONCE[:16])),
        "text_with_timer": one(1, b"gone in an hour") + number(9, 3600),
        "keep": one(16, number(1, 86400)),
        "keep_for_ever": one(16, b""),
        "attachment": one(15, text(1, "Protokoll.docx".encode()) + number(2, 70_000) + text(3, OTHER)),
        "attachment_says": one(17, text(1, NONCE[:16]) + number(2, 1)),
        "newer": one(1000, b"from a later version"),
    }


def practice():
    card = (text(1, b"at-risk") + text(2, b"uk") + number(3, 1) + text(4, "A child or adult at risk.".encode()) + number(5, 1))
    label = number(1, 1) + number(2, 1) + number(3, 30) + number(7, 1)
    acting = (number(1, 3) + number(2, 3) + number(3, 14) + text(4, b"mention the policy") + text(5, b"the policy group")
              + number(6, 1_790_000_000_000) + number(7, 2))
    return {
        "agreement_offer": text(1, SPOOL) + number(2, 2) + text(3, NONCE) + text(4, b"purpose") + text(5, b"twice a year")
        + text(6, b"one hour") + message(7, card) + text(8, "Eine Pflicht für einen von uns".encode()) + number(9, 1)
        + number(10, 1) + number(11, 30) + number(12, 1) + message(13, number(1, 3) + number(2, 30)) + text(14, b"no names")
        + text(15, b"ask") + text(16, b"at any time") + number(17, 1_790_000_000_000) + number(18, 1),
        "agreement_accept": text(1, NONCE) + text(2, b"at-risk") + text(2, b"duty-1"),
        "agreement_accept_signed": text(1, NONCE) + text(2, b"signed-copy")
        + message(3, text(1, OTHER) + number(2, 1_790_000_000_000) + text(3, run(5, 64))),
        "agreement_pause": b"",
        "agreement_resume": number(1, 2),
        "agreement_end": number(1, 1),
        "boundary_ask": number(1, 1) + text(2, GUEST),
        "boundary_reply": number(1, 2) + text(2, b"The pattern, no names."),
        "offer": text(1, GUEST) + message(2, label) + number(3, 1) + number(4, 8) + number(5, 3) + number(6, 2)
        + text(7, OTHER) + text(8, MEMBER) + number(9, 1),
        "accept": text(1, GUEST) + number(2, 1) + message(3, label) + number(5, 7),
        "counter": text(1, GUEST) + number(2, 2) + message(3, acting) + number(5, 30),
        "decline": text(1, GUEST) + number(2, 3) + number(4, 1) + number(5, 30),
        "body": text(1, GUEST) + text(2, NONCE) + text(3, OTHER) + text(4, "Grüße".encode()),
        "relabel": text(1, GUEST) + message(2, acting) + text(3, NONCE),
        "end": text(1, GUEST) + number(2, 2),
        "hold_note": b"",
        "opinion_open": message(1, text(1, SPOOL) + number(2, 8) + text(3, b"Pause it, or go on?") + text(4, b"Pause")
                                + text(4, "Weiter, für jetzt".encode()) + number(5, 5) + number(6, 1_790_000_000_000)
                                + number(7, 14) + text(8, GUEST) + text(8, MEMBER))
        + text(2, MEMBER) + text(3, SPOOL) + text(4, OTHER),
        "opinion_seal": text(1, SPOOL) + text(2, MEMBER) + text(3, NONCE) + text(4, OTHER) + number(5, 14),
        "opinion_reveal": text(1, SPOOL) + text(2, MEMBER) + text(3, NONCE) + number(4, 2) + number(5, 4)
        + text(6, "Grüße".encode()),
        "opinion_unsure": text(1, SPOOL) + text(2, MEMBER) + text(3, NONCE),
        "opinion_withdrawn": text(1, SPOOL) + number(2, 1),
        "opinion_declined": text(1, SPOOL) + number(2, 2) + number(3, 1),
        **sessions(),
    }


def sessions():
    step = number(1, 2) + number(2, 600)
    other = number(1, 7) + number(2, 180) + number(3, 1)
    return {
        "session_invite": text(1, GUEST) + number(2, 2) + number(3, 1_790_000_000_000) + number(4, 90) + number(5, 1)
        + text(6, SPOOL) + text(6, MEMBER) + number(8, 1) + number(9, 1),
        "session_reply": text(1, GUEST) + number(2, 1),
        "session_reply_later": text(1, GUEST) + number(2, 3) + number(3, 1_790_000_000_000),
        "session_start": text(1, GUEST) + message(2, step) + message(2, other),
        "session_clock": text(1, GUEST) + number(2, 1) + number(3, 4) + number(4, 599) + number(5, 120) + number(6, 1),
        "session_clock_first": text(1, GUEST) + number(4, 300),
        "session_pause": text(1, GUEST) + number(2, 1),
        "session_resume": text(1, GUEST),
        "session_extend": text(1, GUEST) + number(2, 3) + number(3, 2),
        "session_end": text(1, GUEST) + number(2, 2) + number(3, 1),
        "crisis_available": number(1, 1_790_000_000_000) + number(2, 15),
        "crisis_unavailable": b"",
        "crisis_ping": text(1, GUEST) + number(2, 3),
        "crisis_take": text(1, GUEST),
        "crisis_answer": text(1, GUEST) + number(2, 2),
        "crisis_check_in": text(1, GUEST) + number(2, 1) + number(3, 1_790_000_000_000),
        "crisis_check_in_yes": text(1, GUEST) + number(2, 2),
    }


def proofs():
    def proof(label, *values):
        return label + b"\0" + bytes([len(HOST)]) + HOST + b"".join(values)

    return {
        "listen": proof(b"sotto/1 listen", NONCE, ADDRESS),
        "member": proof(b"sotto/1 member", NONCE, OTHER),
        "guest": proof(b"sotto/1 guest", NONCE, OTHER),
        "key_file": b"sottokey" + b"\x01" + number(1, 3) + number(2, 1 << 28) + text(3, SPOOL) + text(4, run(6, 24))
        + text(5, run(7, 48)),
    }


write("relay.txt", "Frames between client and relay.", relay())
write("links.txt", "Invitations and relay links.", links())
write("channel.txt", "Bodies of cells that are not Signal messages.", channel())
write("content.txt", "Plaintexts of Signal messages.", content())
write("practice.txt", "What the practice says: bodies of practice content.", practice())
write("proofs.txt", "What is signed or authenticated towards a relay, and the key file.", proofs())
