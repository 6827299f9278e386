#!/usr/bin/python3
"""Our gate against python3-oldmemo (pure-Python X3DH and Double Ratchet over libxeddsa): sessions from either side, both
directions, shuffled within bursts, damaged messages refused by both. Usage: interop.py PEER [SEED]"""
import asyncio
import random
import subprocess
import sys

try:
    import oldmemo.oldmemo as om
    import x3dh
    import xeddsa
    from omemo.storage import Just, Nothing, Storage
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

MESSAGES = 300  # at least so many in each session


class Memory(Storage):
    def __init__(self):
        super().__init__()
        self.values = {}

    async def _load(self, key):
        return Just(self.values[key]) if key in self.values else Nothing()

    async def _store(self, key, value):
        self.values[key] = value

    async def _delete(self, key):
        self.values.pop(key, None)


class Gate:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def prekey_message(base_key, identity, inner):
    """The protobuf PreKeySignalMessage as Sotto fixes it: both prekey ids 1 (the generation) and registration id 1."""
    def block(field, value):
        return varint(field << 3 | 2) + varint(len(value)) + value
    return (b"\x33\x08\x01" + block(2, b"\x05" + base_key) + block(3, b"\x05" + identity) + block(4, inner)
            + b"\x28\x01\x30\x01")


class Session:
    """One end in Python. Signal authenticates sender identity || receiver identity with each message."""

    def __init__(self, session):
        self.session = session

    def associated(self, sending):
        whole = self.session.associated_data
        first = (self.session.initiation.name == "ACTIVE") == sending
        return whole if first else whole[33:] + whole[:33]

    async def encrypt(self, plain):
        return (await self.session.double_ratchet.encrypt_message(plain, self.associated(True))).ciphertext

    async def decrypt(self, wire):
        parsed = om.EncryptedKeyMaterialImpl.parse(wire, "gate", 1).encrypted_message
        return await self.session.double_ratchet.decrypt_message(parsed, self.associated(False))


def inner_of(kind, wire):
    return om.KeyExchangeImpl.parse(wire, False)[1] if kind == "prekey" else wire


def damaged(rng, wire, tail):
    """One flipped bit in the authenticated bytes; `tail` bytes at the end are left alone."""
    at = rng.randrange(len(wire) - tail)
    return wire[:at] + bytes([wire[at] ^ 1 << rng.randrange(8)]) + wire[at + 1:]


async def from_gate(gate, session, rng, plains):
    sent = [(plain, gate("encrypt", plain.hex() or "-")) for plain in plains]
    rng.shuffle(sent)
    for plain, (kind, wire) in sent:
        assert await session.decrypt(inner_of(kind, bytes.fromhex(wire))) == plain


async def to_gate(gate, session, rng, plains):
    sent = [(plain, await session.encrypt(plain)) for plain in plains]
    rng.shuffle(sent)
    for plain, wire in sent:
        answer = gate("decrypt", "message", damaged(rng, wire, 0).hex())
        assert answer[0] == "error", answer
        answer = gate("decrypt", "message", wire.hex())
        assert answer == [plain.hex() or "-"], answer
        assert gate("decrypt", "message", wire.hex()) == ["error", "duplicate"]


async def chat(gate, session, rng):
    counts = {to_gate: 0, from_gate: 0}
    while min(counts.values()) < MESSAGES:
        for direction in rng.sample(list(counts), 2):
            plains = [rng.randbytes(rng.choice([0, 1, 15, 16, 17, rng.randrange(3800)])) for _ in
                      range(rng.randrange(1, 8))]
            await direction(gate, session, rng, plains)
            counts[direction] += len(plains)
    await refuses_damage(gate, session, rng)
    return sum(counts.values())


async def refuses_damage(gate, session, rng):
    """The Python end, too, accepts no damaged message of ours (its own check; ten are enough)."""
    for _ in range(10):
        kind, wire = gate("encrypt", "00" * 40)
        inner = inner_of(kind, bytes.fromhex(wire))
        broken = inner[:-1] + bytes([inner[-1] ^ 1 << rng.randrange(8)])
        try:
            await session.decrypt(broken)
        except Exception:  # noqa: its libraries raise several kinds
            continue
        raise AssertionError("the Python end accepted damage")


async def python_starts(program, rng):
    gate = Gate(program)
    backend = om.Oldmemo(Memory())
    await backend.generate_pre_keys(1)
    mine = (await backend.get_bundle("python", 7)).bundle
    curve_identity = xeddsa.ed25519_pub_to_curve25519_pub(mine.identity_key)
    identity = bytes.fromhex(gate("identity")[0])
    signed, signature, one_time = map(bytes.fromhex, gate("bundle"))
    # The library keeps the sign of the Ed25519 identity in the last bit of the signature.
    sign = bool(signature[63] >> 7)
    signature = signature[:63] + bytes([signature[63] & 127])
    bundle = om.BundleImpl("gate", 1, x3dh.Bundle(xeddsa.curve25519_pub_to_ed25519_pub(identity, sign), signed, signature,
                                                  frozenset({one_time})), 1, {one_time: 1})
    material = om.PlainKeyMaterialImpl(rng.randbytes(16), rng.randbytes(16))
    raw, first = await backend.build_session_active("gate", 1, bundle, material)
    wire = prekey_message(raw.key_exchange.header.ephemeral_key, curve_identity, first.serialize())
    assert gate("decrypt", "prekey", wire.hex()) == ["error", "untrusted"]
    assert gate("pin", curve_identity.hex()) == ["ok"]
    for _ in range(50):
        assert gate("decrypt", "prekey", damaged(rng, wire, 0).hex())[0] == "error"
    assert gate("decrypt", "prekey", wire.hex()) == [(material.key + material.auth_tag).hex()]
    assert gate("decrypt", "prekey", wire.hex()) == ["error", "duplicate"]
    count = await chat(gate, Session(raw), rng)
    gate.close()
    return count


async def gate_starts(program, rng):
    gate = Gate(program)
    backend = om.Oldmemo(Memory())
    await backend.generate_pre_keys(1)
    theirs = await backend.get_bundle("python", 7)
    bundle = theirs.bundle
    identity = xeddsa.ed25519_pub_to_curve25519_pub(bundle.identity_key)
    signature = bundle.signed_pre_key_sig
    signature = signature[:63] + bytes([signature[63] | bundle.identity_key[31] & 128])
    one_time, one_time_id = next(iter(theirs.pre_key_ids.items()))

    def start(sig):
        return gate("start", identity.hex(), bundle.signed_pre_key.hex(), sig.hex(), one_time.hex())
    assert start(signature) == ["error", "untrusted"]
    assert gate("pin", identity.hex()) == ["ok"]
    assert start(damaged(rng, signature, 0)) == ["error", "not_authentic"]
    assert start(signature) == ["ok"]
    assert start(signature) == ["error", "refused"]
    plain = rng.randbytes(32)
    kind, wire = gate("encrypt", plain.hex())
    assert kind == "prekey"
    parsed, inner = om.KeyExchangeImpl.parse(bytes.fromhex(wire), False)
    assert (parsed.pre_key_id, parsed.signed_pre_key_id) == (1, 1)
    exchange = om.KeyExchangeImpl(parsed.header, theirs.signed_pre_key_id, one_time_id)
    raw, first = await backend.build_session_passive("gate", 1, exchange,
                                                     om.EncryptedKeyMaterialImpl.parse(inner, "gate", 1))
    assert first.key + first.auth_tag == plain
    count = await chat(gate, Session(raw), rng)
    gate.close()
    return count


async def main():
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    started_there = await python_starts(sys.argv[1], rng)
    started_here = await gate_starts(sys.argv[1], rng)
    print(f"{started_there} messages in a session of theirs, {started_here} in one of ours")


asyncio.run(main())
