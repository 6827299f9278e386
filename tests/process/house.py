"""A relay, people with profiles, and a window between them: what the demo and the process tests are made of.

Only the programs themselves are asked: nothing here looks into a profile. Every wait has an end.
"""
import asyncio
import json
import os
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time

PASSPHRASE = "quiet lemon harbour forty"
PATIENCE = 40.0  # seconds that anything may take before it counts as broken


class Broken(Exception):
    """Something did not happen as promised: the sentence says what."""


def until(what, ask, patience=PATIENCE, pause=0.05):
    """The first true answer of `ask`; Broken when none came in time."""
    end = time.monotonic() + patience
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Broken(f"{what}: not within {patience:g} s")
        time.sleep(pause)


def first_line(process, patience=PATIENCE):
    """The first line of a program's stdout, as JSON."""
    text = b""
    end = time.monotonic() + patience
    while not text.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise Broken("a program did not say that it is ready")
        more = os.read(process.stdout.fileno(), 4096)
        if not more:
            raise Broken(f"a program ended before it was ready, exit {process.wait(5)}")
        text += more
    return json.loads(text)


class House:
    """Programs, and a folder that goes when the house goes."""

    def __init__(self, programs):
        self.programs = os.path.abspath(programs)
        self.folder = tempfile.mkdtemp(prefix="sotto-")
        self.started = []
        self.windows = []
        runtime = os.path.join(self.folder, "run")
        os.mkdir(runtime, 0o700)
        self.environment = {"PATH": os.environ.get("PATH", ""), "HOME": self.folder, "XDG_RUNTIME_DIR": runtime,
                            "LC_ALL": "C.UTF-8", "TZ": os.environ.get("TZ", ""), "TERM": "dumb"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    pipe.close()
        for window in self.windows:
            window.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, program, *arguments, log):
        with open(log, "ab") as talk:
            process = subprocess.Popen([os.path.join(self.programs, program), *arguments], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=talk, env=self.environment, cwd=self.folder)
        self.started.append(process)
        return process


class Relay:
    """sotto-relay on loopback. Killed and started again it keeps its port, so its link stays."""

    def __init__(self, house, name="relay", *options, window=False):
        self.house = house
        self.state = house.path(name)
        self.log = house.path(name + ".log")
        self.options = list(options)
        self.listen = "127.0.0.1:0"
        self.process = None
        self.window = None
        if window:
            self.window = Window()
            house.windows.append(self.window)
            self.options += ["--public", f"127.0.0.1:{self.window.port}"]
        self.start()

    def start(self):
        self.process = self.house.start("sotto-relay", "serve", "--listen", self.listen, "--state", self.state,
                                        *self.options, log=self.log)
        ready = first_line(self.process)
        self.listen, self.link = ready["listen"], ready["link"]
        if self.window:
            self.window.open(self.state, self.listen)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)


class Person:
    """One profile and the program `sotto` before it."""

    def __init__(self, house, name, *, passphrase=PASSPHRASE, make=True):
        self.house, self.name = house, name
        self.profile = house.path(name)
        self.key_file = house.path(name + ".passphrase")
        self.log = house.path(name + ".log")
        self.process = None
        with open(os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(passphrase + "\n")
        if make:
            self.json("init", "--name", name, "--kdf", "light")

    def run(self, *arguments, text=None, options=(), patience=PATIENCE, environment=None):
        """(exit code, stdout, stderr) of one command."""
        command = [os.path.join(self.house.programs, "sotto"), "--profile", self.profile, "--passphrase-file",
                   self.key_file, *options, *arguments]
        done = subprocess.run(command, input=text if text is not None else b"", capture_output=True, timeout=patience,
                              env={**self.house.environment, **(environment or {})}, cwd=self.house.folder)
        with open(self.log, "ab") as log:
            log.write(done.stderr)
        return done.returncode, done.stdout, done.stderr

    def json(self, *arguments, exit=0, **more):
        """The one object a command answers; Broken when it ends with another exit code."""
        code, out, err = self.run(*arguments, options=("--json",), **more)
        if code != exit:
            raise Broken(f"{self.name}: sotto {' '.join(arguments)[:60]} ended with {code}, not {exit}: "
                         f"{(out + err).decode(errors='replace').strip()}")
        lines = out.decode().splitlines()
        if len(lines) != 1:
            raise Broken(f"sotto {arguments[0]} --json printed {len(lines)} lines")
        return json.loads(lines[0])

    def start(self):
        """The engine, ready."""
        self.process = self.house.start("sotto", "--profile", self.profile, "--passphrase-file", self.key_file, "--json",
                                        "engine", log=self.log)
        return first_line(self.process)

    def stop(self):
        self.json("stop")
        code = self.process.wait(PATIENCE)
        if code != 0:
            raise Broken(f"{self.name}'s engine ended with {code}")

    def history(self, buddy, limit=10000):
        return self.json("history", buddy, "--limit", str(limit))["messages"]

    def send(self, buddy, text):
        return self.json("send", buddy, "-", text=text.encode())


def pair(inviter, joiner):
    """Each side is online only while the other is off. Answers the six words as each side has them."""
    link = inviter.json("invite", "--as", joiner.name)["link"]
    buddy = joiner.json("join", link)["buddy"]["id"]
    joiner.json("buddy", "rename", buddy, inviter.name)
    joiner.json("sync")
    inviter.json("sync")
    joiner.json("sync")
    inviter.json("sync")
    return inviter.json("words", joiner.name)["words"], joiner.json("words", inviter.name)["words"]


class Window:
    """A TCP forwarder before the relay that holds the relay's own key: it sees exactly what the relay sees.

    TLS ends here and begins anew towards the relay; the bytes in between are kept, connection by connection, with marks
    that say in which order they came.
    """

    def __init__(self):
        self.connections = []  # each {"up": bytearray, "down": bytearray, "marks": [(size of up, turn)]}, up: to the relay
        self.turn = 0
        self.target = None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.towards = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.towards.check_hostname = False
        self.towards.verify_mode = ssl.CERT_NONE
        self.loop = asyncio.new_event_loop()
        self.server = None
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def open(self, state, listen):
        self.target = listen.rsplit(":", 1)
        if self.server:
            return
        self.context.load_cert_chain(os.path.join(state, "certificate.pem"), os.path.join(state, "certificate.key"))
        serving = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self.serve, sock=self.socket, ssl=self.context), self.loop)
        self.server = serving.result(PATIENCE)

    def close(self):
        async def end():
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        asyncio.run_coroutine_threadsafe(end(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.socket.close()

    async def serve(self, reader, writer):
        seen = {"up": bytearray(), "down": bytearray(), "marks": []}
        self.connections.append(seen)
        try:
            relay_reader, relay_writer = await asyncio.open_connection(self.target[0], int(self.target[1]), ssl=self.towards)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self.pump(reader, relay_writer, seen, "up"), self.pump(relay_reader, writer, seen, "down"))

    async def pump(self, reader, writer, seen, way):
        try:
            while data := await reader.read(65536):
                seen[way] += data
                if way == "up":
                    self.turn += 1
                    seen["marks"].append((len(seen[way]), self.turn))
                writer.write(data)
                await writer.drain()
        except (OSError, ssl.SSLError):
            pass
        finally:
            writer.close()


# ---- the little of WebSocket (RFC 6455) and Protobuf that is needed to count what passes ----
def messages(stream):
    """The binary WebSocket messages in one direction of a connection, after its HTTP head."""
    for _, body in ended_messages(stream):
        yield body


def ended_messages(stream):
    """(where it ends, message) of each."""
    at = stream.find(b"\r\n\r\n")
    if at < 0:
        return
    at += 4
    while at + 2 <= len(stream):
        kind, size = stream[at] & 15, stream[at + 1] & 127
        masked = stream[at + 1] & 128
        at += 2
        if size == 126:
            size, at = int.from_bytes(stream[at:at + 2], "big"), at + 2
        elif size == 127:
            size, at = int.from_bytes(stream[at:at + 8], "big"), at + 8
        mask = stream[at:at + 4] if masked else b"\0\0\0\0"
        at += 4 if masked else 0
        body = bytes(stream[at:at + size])
        if len(body) < size:
            return  # cut off by the end of the connection
        at += size
        if masked and size:
            repeated = (bytes(mask) * (size // 4 + 1))[:size]
            body = (int.from_bytes(body, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
        if kind == 2:
            yield at, body


def fields(message):
    """{field number: value} of one Protobuf message: numbers and bytes are all that the relay's frames hold."""
    out, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            out[key >> 3] = varint()
        else:
            size = varint()
            out[key >> 3] = message[at:at + size]
            at += size
    return out


FORWARD, LISTEN = 9, 5


def forwards(connections):
    """(address, cell) of every Forward that the relay was sent, in the order in which they came."""
    out = []
    for connection in connections:
        marks = iter(connection["marks"])
        size, turn = next(marks, (0, 0))
        for end, body in ended_messages(connection["up"]):
            while size < end:
                size, turn = next(marks)
            frame = fields(body)
            if FORWARD in frame:
                forward = fields(frame[FORWARD])
                out.append((turn, forward[2], forward[3]))
    return [(address, cell) for _, address, cell in sorted(out, key=lambda one: one[0])]


def listens(connection):
    for body in messages(connection["up"]):
        frame = fields(body)
        if LISTEN in frame:
            yield fields(frame[LISTEN])[1]
