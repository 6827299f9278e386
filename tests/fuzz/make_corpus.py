#!/usr/bin/python3
"""Writes the seeds of the wire formats' fuzz targets from the vectors, and a few by hand."""
import io
import zipfile
from pathlib import Path

HERE = Path(__file__).parent


def vectors(name):
    lines = (HERE.parent / "vectors" / name).read_text().splitlines()
    return {k: bytes.fromhex(v) for k, v in (line.split(" = ") for line in lines if line and line[0] != "#")}


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (folder / name).write_bytes(data)


def framed(opcode, payload, mask=None, fin=True):
    n = len(payload)
    size = bytes([n]) if n < 126 else b"\x7e" + n.to_bytes(2, "big") if n < 65536 else b"\x7f" + n.to_bytes(8, "big")
    head = bytes([opcode | (128 if fin else 0)])
    if mask is None:
        return head + size + payload
    size = bytes([size[0] | 128]) + size[1:]
    return head + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


relay = vectors("relay.txt")
write("relay_frame", {k: v for k, v in relay.items() if k not in ("forward_first", "deliver_live")})
links = vectors("links.txt")
hosts = {"host_v4": b"192.168.0.1:8443", "host_v6": b"[2001:db8::1]:443", "host_name": b"Relay.Example.org"}
write("links", {**links, **hosts})
content = vectors("content.txt")
write("content", {k: v for k, v in content.items() if k != "text_part"})
PRACTICE_KINDS = {"agreement_offer": 1, "agreement_accept": 2, "agreement_accept_signed": 2, "agreement_pause": 3, "agreement_resume": 4, "agreement_end": 5,
                  "boundary_ask": 6, "boundary_reply": 7, "offer": 16, "accept": 17, "counter": 17, "decline": 17, "body": 18,
                  "relabel": 19, "end": 20, "hold_note": 21, "session_invite": 32, "session_reply": 33, "session_reply_later": 33,
                  "session_start": 34, "session_clock": 35, "session_clock_first": 35, "session_pause": 36, "session_resume": 36,
                  "session_extend": 37, "session_end": 38, "crisis_available": 48, "crisis_unavailable": 48, "crisis_ping": 49,
                  "crisis_take": 50, "crisis_answer": 51, "crisis_check_in": 52, "crisis_check_in_yes": 52, "opinion_open": 64,
                  "opinion_seal": 65, "opinion_reveal": 66, "opinion_unsure": 66, "opinion_withdrawn": 67, "opinion_declined": 67}
write("practice", {k: bytes([PRACTICE_KINDS[k]]) + v for k, v in vectors("practice.txt").items()})
write("channel_body", vectors("channel.txt"))
write("key_file", {"key_file": vectors("proofs.txt")["key_file"]})
mask = bytes([0x37, 0xFA, 0x21, 0x3D])
write("websocket", {
    "client": b"\x01" + framed(2, b"Hello", mask) + framed(9, b"p", mask) + framed(8, b"\x03\xe8bye", mask),
    "server": b"\x00" + framed(2, b"Hello") + framed(10, b""),
    "fragments": b"\x06" + framed(2, b"He", fin=False) + framed(9, b"p") + framed(0, b"l", fin=False) + framed(0, b"lo"),
    "medium": b"\x21" + framed(2, bytes(200), mask),
    "long": b"\x41" + framed(2, bytes(4133), mask),
    "too_long": b"\x02" + framed(2, bytes(70000))[:40],
})
request = (b"GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
response = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
write("upgrade", {"request": request, "response": response})

HOST = "127.0.0.1:41234"
OURS = f"Host: {HOST}\r\nOrigin: http://{HOST}\r\nSec-Fetch-Site: same-origin\r\n"
write("door", {name: text.encode() for name, text in {
    "page": f"GET / HTTP/1.1\r\nHost: {HOST}\r\nSec-Fetch-Site: none\r\n\r\n",
    "file": f"GET /fonts/a.woff2 HTTP/1.1\r\nHost: {HOST}\r\nSec-Fetch-Site: same-origin\r\n\r\n",
    "open": f"POST /open HTTP/1.1\r\n{OURS}Content-Type: application/json\r\nContent-Length: 33\r\n\r\n",
    "rpc": f"GET /rpc HTTP/1.1\r\n{OURS}Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "piece": f"POST /piece HTTP/1.1\r\n{OURS}Content-Type: application/octet-stream\r\nContent-Length: 1048576\r\n"
             "Authorization: Bearer token\r\nSotto-File: 12\r\nSotto-At: 1048576\r\n\r\n",
    "blob": f"GET /blob HTTP/1.1\r\n{OURS}Authorization: Bearer token\r\nSotto-File: {'0f' * 16}\r\nSotto-At: 0\r\n\r\n",
    "rebound": "GET / HTTP/1.1\r\nHost: evil.example:41234\r\nOrigin: http://evil.example:41234\r\n\r\n",
    "table": "   2: 0100007F:C001 0100007F:A112 01 00000000:00000000 00:00000000 00000000  1001        0 1140 1 0 20 4\n",
}.items()})


def docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in (("[Content_Types].xml", "<Types/>"), ("docProps/core.xml", "<creator>Zaphodia</creator>"),
                           ("_rels/.rels", '<Relationship Type="metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>'),
                           ("docProps/thumbnail.jpeg", "small"), ("word/document.xml", "<w:ins w:author='Zaphodia'/>")):
            file.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def pdf():
    objects = [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>", b"<</Author (Zaphodia)>>"]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 4\n0000000000 65535 f \n%strailer\n<</Size 4 /Root 1 0 R /Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


def chunk(name, body):
    return len(body).to_bytes(4, "big") + name + body + b"CRC."


write("clean", {
    "docx": docx(), "pdf": pdf(), "text": b"plain notes",
    "png": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"header") + chunk(b"tEXt", b"Author\0Zaphodia") + chunk(b"IDAT", b"x") + chunk(b"IEND", b""),
    "jpeg": b"\xff\xd8\xff\xe1\0\x11Exif\0\0GPS 51.5N\xff\xda\0\x04..data\xff\xd9",
    "webp": b"RIFF\x20\0\0\0WEBPVP8 \x04\0\0\0dataEXIF\x04\0\0\0here\0\0\0\0",
})


def numbered(number, text):
    return number.to_bytes(8, "big", signed=True) + text.encode()


write("words", {
    "plain": numbered(1, "You have no buddy yet."),
    "gap": numbered(7, "{name} wrote to you, {name}, in {place}."),
    "plural": numbered(2, "{n, plural, =0 {nothing} one {# day} other {# days by {who}}} left"),
    "deep": numbered(-2**63, "{a, plural, other {{b, plural, other {{c, plural, other {{d}}}}}}}"),
    "braces": numbered(0, "{a, plural, one {x}"),
    "file": numbered(0, '{\n  "cli.a": "a \\"word\\"\\n",\n  "cli.b": "{n}"\n}\n'),
})
write("rpc", {name: text.encode() for name, text in {
    "request": '{"jsonrpc":"2.0","id":7,"method":"send","params":{"buddy":"x","text":"two\\nlines"}}',
    "notification": '{"jsonrpc":"2.0","method":"active"}',
    "named": '{"jsonrpc":"2.0","id":"a","method":"status","params":{}}',
    "array": '{"jsonrpc":"2.0","id":1,"method":"status","params":[1]}',
    "result": '{"jsonrpc":"2.0","id":1,"result":{"buddies":[]}}',
    "error": '{"jsonrpc":"2.0","id":1,"error":{"code":7,"message":"No.","data":{"name":"refused","more":{"a":1}}}}',
    "event": '{"jsonrpc":"2.0","method":"event","params":{"event":"message"}}',
    "deep": '{"params":' + "[" * 40 + "]" * 40 + "}",
}.items()})
write("keys", {
    "twice": bytes([0, 1, 0, 1, 0]),
    "late": bytes([0, 4, 61, 1, 0]),
    "changed": bytes([0, 2, 0, 21, 65, 1, 0]),
    "text": bytes([0, 3, 22]) + b"A" * 22 + bytes([3, 0]),
    "tokens": bytes([5, 5, 6, 1, 42, 65, 7, 5, 6, 0, 0, 0]),
    "many": bytes([0, 5] * 70 + [1, 69, 6, 15, 0, 0]),
})
