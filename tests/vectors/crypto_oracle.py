#!/usr/bin/python3
"""Writes crypto.txt: the key schedule, the cell and the safety number, computed without any code of Sotto.

BLAKE2b and SHA-512 come from hashlib, X25519, Ed25519 and ChaCha20-Poly1305 from python3-cryptography; XChaCha20 is
built on the latter (draft-irtf-cfrg-xchacha). Run it only when docs/protocol.md changes, and read the difference.
"""
import hashlib
import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RAW = (Encoding.Raw, PublicFormat.Raw)
P = 2**255 - 19


def digest(label, inputs, key=b""):
    text = b"sotto/1 " + label.encode() + b"\0" + b"".join(struct.pack(">H", len(x)) + x for x in inputs)
    return hashlib.blake2b(text, digest_size=32, key=key).digest()


def kdf(key, label, *inputs):
    return digest(label, inputs, key)


def h(label, *inputs):
    return digest(label, inputs)


def rotate(x, n):
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def hchacha20(key, nonce16):
    s = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce16))

    def quarter(a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xFFFFFFFF
            s[z] = rotate(s[z] ^ s[x], n)

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8I", *(s[:4] + s[12:]))


def xchacha_seal(key, nonce, plain):
    return ChaCha20Poly1305(hchacha20(key, nonce[:16])).encrypt(bytes(4) + nonce[16:], plain, None)


def montgomery(address):  # u = (1 + y) / (1 - y), RFC 7748 section 4.1
    y = int.from_bytes(address, "little") & (2**255 - 1)
    return ((1 + y) * pow(1 - y, P - 2, P) % P).to_bytes(32, "little")


def x25519(private, public):
    return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))


def address_of(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(*RAW)


def half_number(key, stable_id):  # Signal numeric fingerprint, version 0 prefix, 5,200 iterations
    typed = b"\x05" + key
    value = b"\0\0" + typed + stable_id
    for _ in range(5200):
        value = hashlib.sha512(value + typed).digest()
    return "".join("%05d" % (int.from_bytes(value[i:i + 5], "big") % 100000) for i in range(0, 30, 5))


def filled(start, size=32):
    return bytes((start + i) % 256 for i in range(size))


def words_of(w):
    root = Path(__file__).resolve().parents[2]
    listed = [part for line in (root / "crypto/src/word_list.inc").read_text().splitlines()
              if line.startswith('"') for part in line.split('"')[1::2]]
    bits = int.from_bytes(w, "big") >> 256 - 66
    return " ".join(listed[bits >> 11 * (5 - i) & 2047] for i in range(6))


def vectors():
    v = {
        "invite_secret": filled(0), "inv_pub": filled(7, 80), "rendezvous_seed": filled(32), "e_j_private": filled(64),
        "hello_plain": filled(9, 700), "answer_body": filled(10, 300), "n_i": filled(96), "n_j": filled(128),
        "inviter": filled(160), "joiner": filled(192), "inviter_address": filled(224), "joiner_address": filled(1),
        "reset1": filled(11, 600), "reset2": filled(12, 400), "reset_dh": filled(33),
        "nonce": filled(200, 24), "cell_body": filled(3, 1000),
    }
    v["rendezvous"] = address_of(v["rendezvous_seed"])
    v["e_j"] = X25519PrivateKey.from_private_bytes(v["e_j_private"]).public_key().public_bytes(*RAW)
    v["hello_base"] = kdf(v["invite_secret"], "hello-base", v["inv_pub"])
    v["root_base"] = kdf(v["invite_secret"], "root-base", v["inv_pub"])
    v["hello_outer"] = kdf(v["hello_base"], "hello-outer")
    v["dh"] = x25519(v["e_j_private"], montgomery(v["rendezvous"]))
    v["hello_inner"] = kdf(v["hello_base"], "hello-inner", v["dh"], v["e_j"], v["rendezvous"])
    v["h1"] = h("hello", v["e_j"], v["hello_plain"])
    v["answer_key"] = kdf(v["hello_base"], "answer", v["dh"], v["h1"])
    v["h2"] = h("answer", v["h1"], v["answer_body"])
    v["root_0"] = kdf(v["root_base"], "root", v["dh"], v["h2"])
    v["commitment"] = h("commit", v["n_j"], v["e_j"])
    v["channel_id"] = kdf(v["root_0"], "channel")[:16]
    v["reset_key_to_joiner"] = kdf(v["root_0"], "reset", b"\0")
    v["reset_key_to_inviter"] = kdf(v["root_0"], "reset", b"\1")
    v["root_7"] = kdf(v["reset_key_to_joiner"], "root", struct.pack(">I", 7), v["reset_dh"],
                      h("reset", v["reset1"], v["reset2"]))
    v["chain_0_to_joiner"] = kdf(v["root_0"], "epoch", b"\0")
    v["chain_0_to_inviter"] = kdf(v["root_0"], "epoch", b"\1")
    v["chain_1_to_joiner"] = kdf(v["chain_0_to_joiner"], "next")
    v["cell_key"] = kdf(v["chain_0_to_joiner"], "cell")
    v["words_key"] = kdf(v["root_0"], "words", v["inviter"], v["joiner"], v["inviter_address"], v["joiner_address"],
                         v["n_i"], v["n_j"])
    v["words"] = words_of(v["words_key"]).encode()
    plain = b"\x04" + struct.pack(">H", len(v["cell_body"])) + v["cell_body"]
    v["cell"] = v["nonce"] + xchacha_seal(v["cell_key"], v["nonce"], plain.ljust(4096 - 40, b"\0"))
    v["inner"] = xchacha_seal(v["hello_inner"], bytes(24), v["hello_plain"])
    cid = v["channel_id"].hex().encode()
    v["safety_number"] = "".join(sorted([half_number(v["inviter"], cid + b"/i"),
                                         half_number(v["joiner"], cid + b"/j")])).encode()
    return v


if __name__ == "__main__":
    lines = ["%s = %s" % (name, value.hex()) for name, value in vectors().items()]
    Path(__file__).with_name("crypto.txt").write_text(
        "# Key schedule, cell and safety number of docs/protocol.md, made by crypto_oracle.py. Text values are in hex, too.\n"
        + "\n".join(lines) + "\n")
