"""What a browser would say to the page server, said by hand: raw HTTP and WebSocket over a plain socket."""
import base64
import hashlib
import json
import os
import socket
import struct

from house import Broken

LOCKED, REPLAYED, UNKNOWN_TOKEN = 4001, 4002, 4003  # why the engine closes a line
ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


class Reply:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/1.1 ") else 0  # 0: nothing was answered
        self.fields = [tuple(line.split(": ", 1)) for line in lines[1:]]

    def json(self):
        return json.loads(self.body)


class Door:
    """The page server of one engine, by the address that `sotto ui --no-window` prints."""

    def __init__(self, person, *options):
        self.person = person
        self.url = person.json("ui", "--no-window", *options)["url"]
        self.host = self.url.split("/")[2]
        self.port = int(self.host.split(":")[1])
        self.code = self.url.split("#")[1]
        self.origin = "http://" + self.host

    def another_code(self):
        return self.person.json("ui", "--no-window")["url"].split("#")[1]

    def dial(self, patience=10):
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    def raw(self, request, patience=10):
        """Everything that is answered to these bytes."""
        with self.dial(patience) as line:
            line.sendall(request)
            return Reply(read_all(line))

    def ask(self, method="GET", target="/", body=None, drop=(), version="HTTP/1.1", **fields):
        head = {"Host": self.host, "Sec-Fetch-Site": "same-origin"}
        if method not in ("GET", "HEAD"):
            head["Origin"] = self.origin
        if body is not None:
            head |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        head |= {name.replace("_", "-"): value for name, value in fields.items()}
        for name in drop:
            head.pop(name, None)
        lines = [f"{method} {target} {version}"] + [f"{name}: {value}" for name, value in head.items()]
        return self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))

    def open(self, **secret):
        return self.ask("POST", "/open", json.dumps(secret).encode())

    def token(self, code=None):
        reply = self.open(code=code or self.code)
        if reply.status != 200:
            raise Broken(f"the launch code was answered with {reply.status}: {reply.body!r}")
        return reply.json()["token"]

    def line(self, token=None, drop=(), **fields):
        return Line(self, token, drop, fields)

    def by_passphrase(self, passphrase):
        return self.line(self.open(passphrase=passphrase).json()["token"])


class Line:
    """A WebSocket. `status` is the answer to the upgrade; `closed` the code that the other side closed with."""

    def __init__(self, door, token, drop, fields):
        self.socket = door.dial()
        door.person.house.windows.append(self)  # closed with the house
        self.received = b""
        self.closed = None
        self.last = 0
        self.events = []
        key = base64.b64encode(os.urandom(16)).decode()
        head = {"Host": door.host, "Origin": door.origin, "Sec-Fetch-Site": "same-origin", "Connection": "Upgrade",
                "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key}
        head |= {name.replace("_", "-"): value for name, value in fields.items()}
        for name in drop:
            head.pop(name, None)
        self.socket.sendall("\r\n".join(["GET /rpc HTTP/1.1"] + [f"{n}: {v}" for n, v in head.items()]).encode() + b"\r\n\r\n")
        while b"\r\n\r\n" not in self.received:
            more = self.socket.recv(65536)
            if not more:
                break
            self.received += more
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        self.reply = Reply(head + b"\r\n\r\n")
        self.status = self.reply.status
        if self.status == 101:
            expected = base64.b64encode(hashlib.sha1((key + ACCEPT).encode()).digest()).decode()
            assert ("Sec-WebSocket-Accept", expected) in self.reply.fields
        if token is not None:
            self.say({"token": token})

    def frame(self, payload, opcode=1, fin=True, claim=None):
        size = len(payload) if claim is None else claim
        head = bytes([opcode | (128 if fin else 0)])
        head += bytes([128 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size)
        self.socket.sendall(head + bytes(4) + payload)

    def say(self, value):
        self.frame(json.dumps(value).encode())

    def call(self, method, **params):
        """The result, or the error."""
        self.last += 1
        self.say({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        while True:
            answer = self.next()
            if answer is None:
                raise Broken(f"the line was closed with {self.closed} before {method} was answered")
            if answer.get("id") == self.last:
                return answer["result"] if "result" in answer else answer["error"]
            self.events.append(answer)

    def event(self, name):
        """The next event of this name."""
        while True:
            for index, one in enumerate(self.events):
                if one.get("params", {}).get("event") == name:
                    return self.events.pop(index)["params"]
            answer = self.next()
            if answer is None:
                raise Broken(f"the line was closed with {self.closed} before the event {name}")
            self.events.append(answer)

    def next(self, patience=10):
        """The next message; None when the other side has closed, the code is in `closed`."""
        self.socket.settimeout(patience)
        while True:
            opcode, payload = self.take()
            if opcode == 1:
                return json.loads(payload)
            if opcode == 9:
                self.frame(payload, opcode=10)
            if opcode == 8:
                self.closed = struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else 1005
                self.socket.close()
                return None
            if opcode is None:
                self.closed = self.closed or 1006
                return None

    def take(self):
        head = self.exactly(2)
        if head is None:
            return None, b""
        if not head[0] & 128:
            raise Broken("a message came in more than one frame")
        size = head[1] & 127
        if size == 126:
            size = struct.unpack(">H", self.exactly(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.exactly(8))[0]
        return head[0] & 15, self.exactly(size)

    def exactly(self, size):
        while len(self.received) < size:
            try:
                more = self.socket.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                more = b""
            if not more:
                return None
            self.received += more
        out, self.received = self.received[:size], self.received[size:]
        return out

    def close(self):
        self.socket.close()


def read_all(line):
    out = b""
    try:
        while more := line.recv(65536):
            out += more
    except ConnectionResetError:
        pass
    return out
