#!/usr/bin/python3
"""The page server attacked: from other pages, ports, accounts and programs. What is refused leaves the window at work."""
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

from cases import Case
from house import PASSPHRASE, Person, Relay, pair, until
from window import LOCKED, REPLAYED, UNKNOWN_TOKEN, Door

HEADERS = {"Server", "Content-Security-Policy", "Cache-Control", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy",
           "Cross-Origin-Resource-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy"}
PAGES = Path(__file__).resolve().parents[2] / "client/web/pages"


class Attacks(Case):
    def setUp(self):
        super().setUp()
        self.anna = Person(self.house, "Anna")
        self.anna.start()
        self.door = Door(self.anna)

    def window(self):
        return self.door.line(self.door.token(self.door.another_code()))

    def assert_refused(self, reply, *statuses):
        self.assertIn(reply.status, statuses)
        self.assertEqual(reply.body, b"")

    # ---- 1, 2: where it listens, and for whom ----
    def test_it_listens_on_the_literal_address_alone(self):
        listening = set()
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for row in Path(table).read_text().splitlines()[1:]:
                local, state = row.split()[1], row.split()[3]
                if state == "0A" and int(local.rsplit(":", 1)[1], 16) == self.door.port:
                    listening.add(local.rsplit(":", 1)[0])
        self.assertEqual(listening, {"0100007F"})

    def test_a_squatter_on_the_same_port_of_the_other_loopback_is_never_in_the_way(self):
        with socket.socket(socket.AF_INET6) as squatter:
            squatter.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                squatter.bind(("::1", self.door.port))
            except OSError:
                self.skipTest("this machine has no ::1")
            squatter.listen()
            self.assertTrue(self.door.url.startswith(f"http://127.0.0.1:{self.door.port}/#"))
            self.assertFalse(self.window().call("status")["locked"])

    def test_each_start_has_another_port(self):
        before = self.door.port
        self.anna.stop()
        self.anna.start()
        self.assertNotEqual(Door(self.anna).port, before)

    def test_another_account_is_closed_before_a_byte_is_read(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            print("SKIPPED LOUDLY: a second account needs root and setpriv", file=sys.stderr)
            self.skipTest("needs root and setpriv")
        other = pwd.getpwnam("nobody")
        script = ("import socket, sys\n"
                  "line = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10)\n"
                  "try:\n"
                  "    line.sendall(('GET / HTTP/1.1\\r\\nHost: 127.0.0.1:' + sys.argv[1] + '\\r\\n\\r\\n').encode())\n"
                  "    print(len(line.recv(100)))\n"
                  "except (ConnectionResetError, BrokenPipeError):\n"
                  "    print(0)\n")

        def visit(*account):
            return subprocess.run([*account, "/usr/bin/python3", "-c", script, str(self.door.port)], capture_output=True, timeout=30,
                                  cwd="/").stdout.strip()
        self.assertGreater(int(visit()), 0)
        self.assertEqual(visit("setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"), b"0")

    # ---- 3: Host, target, method ----
    def test_a_rebound_name_gets_nothing(self):
        for host in ("evil.example", f"evil.example:{self.door.port}", f"localhost:{self.door.port}", "127.0.0.1", f"[::1]:{self.door.port}"):
            self.assert_refused(self.door.ask(Host=host, Origin=f"http://{host}"), 421)
            self.assert_refused(self.door.ask("POST", "/open", b"{}", Host=host, Origin=f"http://{host}"), 421)
            self.assertEqual(self.door.line(Host=host, Origin=f"http://{host}").status, 421)
        self.assert_refused(self.door.ask(drop=["Host"]), 421)
        self.assert_refused(self.door.raw(f"GET / HTTP/1.1\r\nHost: {self.door.host}\r\nHost: evil.example\r\n\r\n".encode()), 400)

    def test_other_targets_and_methods_are_not_understood(self):
        for target in (f"http://{self.door.host}/", "*", self.door.host):
            self.assert_refused(self.door.ask(target=target), 400)
        for method in ("OPTIONS", "HEAD", "PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "BREW"):
            self.assert_refused(self.door.ask(method), 501)
        self.assert_refused(self.door.ask("OPTIONS", Origin="http://evil.example", Access_Control_Request_Method="POST"), 501)
        for target in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/.git/config", "//etc/passwd",
                       "/a\\..\\b", "/index.html?x=1", "/nowhere.js", "/open", "/rpc"):
            self.assert_refused(self.door.ask(target=target), 404)
        self.assert_refused(self.door.ask(version="HTTP/1.0"), 400)

    # ---- 4: a page on another port, or another site ----
    def test_a_page_elsewhere_reaches_nothing(self):
        other = f"http://127.0.0.1:{self.door.port + 1}"
        code = json.dumps({"code": self.door.code}).encode()
        for origin, site in ((other, "same-site"), ("http://evil.example", "cross-site"), ("null", "cross-site")):
            self.assert_refused(self.door.ask(Origin=origin, Sec_Fetch_Site=site), 403)
            self.assert_refused(self.door.ask(Sec_Fetch_Site=site), 403)
            self.assert_refused(self.door.ask("POST", "/open", code, Origin=origin, Sec_Fetch_Site=site), 403)
            self.assert_refused(self.door.ask("POST", "/open", code, Origin=origin), 403)
            self.assert_refused(self.door.ask("POST", "/open", code, Sec_Fetch_Site=site), 403)
            self.assertEqual(self.door.line(Origin=origin).status, 403)
            self.assertEqual(self.door.line(Sec_Fetch_Site=site).status, 403)
        self.assert_refused(self.door.ask("POST", "/open", code, drop=["Origin"]), 403)
        self.assertEqual(self.door.line(drop=["Origin"]).status, 403)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            self.assert_refused(self.door.ask("POST", "/open", code, Content_Type=kind), 415)
        self.assertEqual(self.door.open(code=self.door.code).status, 200)  # and none of that has used the code up

    # ---- 5: the launch code ----
    def test_a_code_opens_once_and_its_second_use_locks_and_tells(self):
        window = self.window()
        code = self.door.another_code()
        self.assertEqual(self.door.open(code=code).status, 200)
        again = self.door.open(code=code)
        self.assertEqual(again.status, 403)
        self.assertIn("second time", again.json()["error"]["message"])
        self.assertIsNone(window.next())
        self.assertEqual(window.closed, REPLAYED)
        self.assertTrue(self.anna.json("status")["locked"])
        back = self.door.by_passphrase(PASSPHRASE)
        self.assertNotIn("warning", back.call("status"))  # said until somebody unlocked
        self.assertFalse(self.anna.json("status")["locked"])

    def test_the_lock_screen_says_why(self):
        code = self.door.another_code()
        self.door.open(code=code)
        self.door.open(code=code)
        window = self.window()
        self.assertIn("second time", window.call("status")["warning"])
        self.assertEqual(window.call("buddy.list")["data"]["name"], "locked")

    def test_a_code_that_was_never_given_opens_nothing(self):
        for code in ("", "A" * 22, self.door.code[:-1], self.door.code + "A", "../../x"):
            self.assertEqual(self.door.open(code=code).status, 403)
        for body in (b"", b"{}", b"[]", b"null", b'"x"', b'{"code": 1}', b'{"code": "x", "passphrase": "y"}', b"{", b"\xff\xfe",
                     b'{"code": "\xff"}', b'{"a":' * 40 + b"1" + b"}" * 40):
            self.assertIn(self.door.ask("POST", "/open", body).status, (400, 403), body)

    def test_the_code_unlocks_nothing(self):
        self.anna.json("lock")
        window = self.window()
        self.assertTrue(window.call("status")["locked"])
        for method in ("buddy.list", "history", "config.get", "lock", "name.get", "send"):
            self.assertEqual(window.call(method)["data"]["name"], "locked")

    # ---- 6: the token ----
    def test_a_line_without_its_token_in_two_seconds_is_closed(self):
        started = time.monotonic()
        silent = self.door.line()
        self.assertEqual(silent.status, 101)
        self.assertIsNone(silent.next())
        self.assertEqual(silent.closed, 1008)
        self.assertLess(1.5, time.monotonic() - started)
        self.assertGreater(4, time.monotonic() - started)

    def test_a_line_with_a_wrong_token_is_closed(self):
        for first in ({"token": "A" * 43}, {"token": ""}, {"token": None}, {}, [], {"jsonrpc": "2.0", "id": 1, "method": "status"},
                      {"token": self.door.code}):
            line = self.door.line()
            line.say(first)
            self.assertIsNone(line.next(), first)
            self.assertEqual(line.closed, UNKNOWN_TOKEN)

    def test_a_cookie_or_a_query_is_no_token(self):
        token = self.door.token()
        line = self.door.line(Cookie=f"token={token}", Authorization=f"Bearer {token}")
        line.say({"jsonrpc": "2.0", "id": 1, "method": "status"})
        self.assertIsNone(line.next())
        self.assertEqual(line.closed, UNKNOWN_TOKEN)

    def test_a_lock_ends_every_line_and_every_token(self):
        token = self.door.token()
        window = self.door.line(token)
        self.anna.json("lock")
        self.assertIsNone(window.next())
        self.assertEqual(window.closed, LOCKED)
        line = self.door.line(token)
        self.assertIsNone(line.next())
        self.assertEqual(line.closed, UNKNOWN_TOKEN)

    def test_a_loaded_again_page_needs_the_passphrase_and_guessing_is_slow(self):
        self.window()
        self.assertEqual(self.door.open(passphrase="wrong").status, 403)
        self.assertEqual(self.door.open(passphrase=PASSPHRASE).status, 429)  # even the right one, for a second
        until("the wait ends", lambda: self.door.open(passphrase=PASSPHRASE).status == 200, 10, 0.3)
        self.anna.json("lock")
        self.assertEqual(self.door.open(passphrase="wrong").status, 403)
        self.assertEqual(self.window().call("unlock", passphrase=PASSPHRASE)["data"]["name"], "rate_limited")

    def test_a_window_cannot_open_others_or_end_the_engine(self):
        window = self.window()
        for method in ("ui.open", "ui.link", "stop", "hello", "watch"):
            self.assertEqual(window.call(method)["data"]["name"], "refused")
        self.assertEqual(window.call("no.such.method")["data"]["name"], "usage")

    # ---- 10: the bytes of files ----
    def piece(self, body, token, file="1", at=0, **fields):
        return self.door.ask("POST", "/piece", body, **{"Content_Type": "application/octet-stream", "Authorization": f"Bearer {token}",
                                                        "Sotto_File": file, "Sotto_At": str(at), **fields})

    def blob(self, token, file, at=0, **fields):
        return self.door.ask("GET", "/blob", **{"Authorization": f"Bearer {token}", "Sotto_File": file, "Sotto_At": str(at), **fields})

    def test_a_file_goes_in_and_comes_out_by_its_token_only(self):
        relay, ben = Relay(self.house), Person(self.house, "Ben")
        for person in (self.anna, ben):
            person.json("relay", "add", relay.link)
        pair(self.anna, ben)
        door = self.door
        token = door.token()
        window = door.line(token)
        buddy = window.call("buddy.list")["buddies"][0]["id"]
        content = os.urandom(5 << 18)
        upload = window.call("upload.begin", name="notes.bin", size=len(content))["upload"]
        first, second = content[:1 << 20], content[1 << 20:]
        other = f"http://127.0.0.1:{door.port + 1}"
        for wrong in ("", "A" * 43, door.code, token[:-1], token + "A"):
            self.assert_refused(self.piece(first, wrong, upload), 403)
            self.assert_refused(self.blob(wrong, "0" * 32), 403)
        for fields in ({"Origin": other}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "null"}):
            self.assert_refused(self.piece(first, token, upload, **fields), 403)
            self.assert_refused(self.blob(token, "0" * 32, **fields), 403)
        self.assert_refused(self.door.ask("POST", "/piece", first, Content_Type="application/octet-stream", Cookie=f"token={token}",
                                          Sotto_File=upload, Sotto_At="0"), 403)
        self.assert_refused(self.door.ask("OPTIONS", "/blob", Origin=other, Access_Control_Request_Headers="authorization"), 501)
        self.assertEqual(self.piece(first, token, upload).json(), {"have": 1 << 20})
        for at in (0, 1, (1 << 20) - 1, 1 << 40, 1 << 63):  # not what comes next
            self.assertEqual(self.piece(second, token, upload, at).status, 400)
        self.assertEqual(self.piece(second, token, "99").status, 404)
        self.assertEqual(self.piece(second, token, upload, 1 << 20).json(), {"have": len(content)})
        self.assertEqual(self.piece(b"more", token, upload, len(content)).status, 404)
        sent = window.call("upload.send", upload=upload, buddy=buddy, as_is=True)
        for at in (0, 1, 65432, 1 << 20, len(content) - 1):
            reply = self.blob(token, sent["id"], at)
            self.assertEqual((reply.status, reply.body), (200, content[at:at + len(reply.body)]), at)
            self.assertLessEqual(len(reply.body), 1 << 20)
            self.assertIn(("Content-Type", "application/octet-stream"), reply.fields)
            self.assertEqual({name for name, _ in reply.fields}, HEADERS | {"Content-Length", "Connection", "Content-Type"})
        for at in (len(content), 1 << 62, (1 << 64) - 1):
            self.assertEqual(self.blob(token, sent["id"], at).status, 400)
        for at in ("-1", "0-5", "bytes=0-5", "1e3", "", str(1 << 64)):
            self.assert_refused(self.blob(token, sent["id"], at), 400)
        for guessed in ("0" * 32, "f" * 32, sent["id"][:-1] + "0"):
            if guessed != sent["id"]:
                self.assertEqual(self.blob(token, guessed).status, 404)
        for odd in ("../../vault.key", "1", "x" * 65, ""):
            self.assertEqual(self.blob(token, odd).status, 400)
        for target in (f"/blob/{sent['id']}", f"/blob?id={sent['id']}", f"/files/{sent['id']}"):
            self.assert_refused(self.door.ask(target=target, Authorization=f"Bearer {token}"), 404)
        self.anna.json("lock")
        self.assert_refused(self.blob(token, sent["id"]), 403)

    def test_an_oversize_or_lying_piece_is_cut(self):
        token = self.door.token()
        window = self.door.line(token)
        upload = window.call("upload.begin", name="a.bin", size=10)["upload"]
        self.assert_refused(self.piece(b"x", token, upload, Content_Length=str((1 << 20) + 1)), 413)
        self.assert_refused(self.piece(b"x", token, upload, Content_Length=str(1 << 62)), 413)
        self.assertEqual(self.piece(b"x" * 11, token, upload).json()["error"]["name"], "limit")
        self.assertEqual(self.piece(b"x", token, upload).status, 404)  # it was dropped
        self.assertFalse(window.call("status")["locked"])

    def test_a_window_names_no_folder_and_no_file_of_this_computer(self):
        window = self.window()
        for method, params in (("attachment.send", {"buddy": "Ben", "path": "/etc/passwd"}),
                               ("attachment.save", {"id": "0" * 32, "dir": "/tmp"}),
                               ("config.set", {"key": "files.folder", "value": "/tmp"}), ("config.unset", {"key": "files.folder"})):
            self.assertEqual(window.call(method, **params)["data"]["name"], "refused")

    # ---- 7: what locks ----
    def test_the_last_window_closed_locks(self):
        one, two = self.window(), self.window()
        one.close()
        time.sleep(4)
        self.assertFalse(self.anna.json("status")["locked"])
        two.close()
        until("it locks", lambda: self.anna.json("status")["locked"], 10)

    def test_it_stays_open_if_the_person_wants_it_so(self):
        self.anna.json("config", "set", "on_close", "stay")
        self.window().close()
        time.sleep(4)
        self.assertFalse(self.anna.json("status")["locked"])

    # ---- 8: headers ----
    def test_every_answer_has_exactly_the_header_set(self):
        replies = [self.door.ask(), self.door.ask("POST", "/open", b"{}"), self.door.open(code="x"), self.door.open(code=self.door.code),
                   self.door.ask("OPTIONS"), self.door.ask(Host="evil.example"), self.door.ask(target="/nowhere"),
                   self.door.raw(b"garbage\r\n\r\n"), self.door.ask(X_Long="x" * 9000), self.door.ask("POST", "/open", b"x" * 5000)]
        self.assertEqual([r.status for r in replies[1:]], [400, 403, 200, 501, 421, 404, 400, 431, 413])
        for reply in replies:
            names = [name for name, _ in reply.fields]
            self.assertEqual(len(names), len(set(names)))
            self.assertEqual(set(names) - {"Content-Type"}, HEADERS | {"Content-Length", "Connection"})
            self.assertEqual("Content-Type" in names, reply.body != b"")
            self.assert_values(dict(reply.fields))
        upgrade = self.door.line().reply
        self.assertEqual({name for name, _ in upgrade.fields}, HEADERS | {"Upgrade", "Connection", "Sec-WebSocket-Accept"})
        self.assert_values(dict(upgrade.fields))

    def assert_values(self, fields):
        policy = dict(part.strip().partition(" ")[::2] for part in fields["Content-Security-Policy"].split(";"))
        self.assertEqual(policy, {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "font-src": "'self'",
                                  "connect-src": "'self'", "img-src": "'self' blob: data:", "media-src": "blob:", "base-uri": "'none'",
                                  "form-action": "'none'", "frame-ancestors": "'none'", "require-trusted-types-for": "'script'",
                                  "trusted-types": "lit-html"})
        self.assertEqual([fields[name] for name in ("Cache-Control", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy",
                                                    "Cross-Origin-Resource-Policy", "Referrer-Policy", "X-Content-Type-Options")],
                         ["no-store", "same-origin", "require-corp", "same-origin", "no-referrer", "nosniff"])
        allowed = [part for part in fields["Permissions-Policy"].split(", ") if not part.endswith("=()")]
        self.assertEqual(allowed, ["camera=(self)", "clipboard-write=(self)"])

    # ---- 9: what is served ----
    def test_every_file_of_the_app_comes_as_it_is_and_papers_do_not(self):
        served = 0
        for file in sorted(PAGES.rglob("*")):
            if not file.is_file():
                continue
            reply = self.door.ask(target="/" + file.relative_to(PAGES).as_posix())
            if file.suffix == ".md":
                self.assert_refused(reply, 404)
                continue
            self.assertEqual((reply.status, reply.body), (200, file.read_bytes()), file)
            served += 1
        if (PAGES / "index.html").exists():
            self.assertGreater(served, 0)
            self.assertEqual(self.door.ask(Sec_Fetch_Site="none").body, (PAGES / "index.html").read_bytes())

    def test_no_file_holds_an_inline_script_a_style_or_an_address_elsewhere(self):
        for file in PAGES.rglob("*"):
            if file.suffix not in (".html", ".js", ".css"):
                continue
            text = file.read_text()
            self.assertNotRegex(text, r"(?i)\beval\(|new Function\(|serviceWorker|localStorage|sessionStorage|document\.cookie", file)
            if file.suffix == ".html":
                self.assertNotRegex(text, r"(?is)<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", file)

    # ---- 13: sizes, numbers and patience ----
    def test_a_frame_above_the_limit_ends_the_line(self):
        window = self.window()
        window.frame(b"x" * 1024, claim=(1 << 20) + 1)
        self.assertIsNone(window.next())
        self.assertEqual(window.closed, 1009)
        huge = self.window()
        huge.frame(b"", claim=1 << 62)
        self.assertIsNone(huge.next())
        parts = self.window()
        try:
            parts.frame(b"x" * (1 << 19), fin=False)
            for _ in range(3):
                parts.frame(b"x" * (1 << 19), opcode=0, fin=False)
        except OSError:
            pass
        self.assertIsNone(parts.next())

    def test_a_long_answer_comes_in_one_frame(self):
        self.assertGreater(len(json.dumps(self.window().call("agree.packs"))), 4096)

    def test_what_is_not_json_rpc_is_answered_and_does_no_harm(self):
        window = self.window()
        for text in (b"", b"null", b"[]", b"{", b'{"jsonrpc":"2.0"}', b'{"a":' * 33 + b"1" + b"}" * 33, b'[' * 100000, b'{"id":1e999}',
                     b'{"jsonrpc":"2.0","id":{},"method":"status"}', b'{"jsonrpc":"2.0","id":1,"method":"status","params":[]}'):
            window.frame(text)
            self.assertIn("error", window.next(), text[:40])
        self.assertFalse(window.call("status")["locked"])

    def test_bad_utf8_and_binary_end_the_line(self):
        for payload, opcode in ((b"\xff\xfe", 1), (b'{"a":"\xed\xa0\x80"}', 1), (b"\x00", 2)):
            window = self.window()
            window.frame(payload, opcode=opcode)
            self.assertIsNone(window.next())
            self.assertIn(window.closed, (1003, 1007, 1002))

    def test_an_unmasked_frame_ends_the_line(self):
        window = self.window()
        window.socket.sendall(b"\x81\x02{}")
        self.assertIsNone(window.next())
        self.assertEqual(window.closed, 1002)

    def test_heads_and_bodies_have_their_limits(self):
        many = "".join(f"X-{n}: y\r\n" for n in range(2000))
        self.assert_refused(self.door.raw(f"GET / HTTP/1.1\r\nHost: {self.door.host}\r\n{many}\r\n".encode()), 431)
        self.assert_refused(self.door.raw(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n"), 431)
        self.assert_refused(self.door.ask("POST", "/open", b"{}", Content_Length="99999999999999999999"), 400, 413)
        self.assert_refused(self.door.ask("POST", "/open", b"0\r\n\r\n", drop=["Content-Length"], Transfer_Encoding="chunked"), 400)
        self.assert_refused(self.door.ask("POST", "/open", b"{}", Expect="100-continue"), 400)
        self.assert_refused(self.door.raw(f"GET / HTTP/1.1\r\nHost: {self.door.host}\r\nContent-Length: 5\r\n\r\nhello".encode()), 400)

    def test_a_slow_head_is_cut(self):
        started = time.monotonic()
        with self.door.dial(20) as line:
            line.sendall(f"GET / HTTP/1.1\r\nHost: {self.door.host}\r\n".encode())
            out = b""
            while time.monotonic() - started < 15:
                try:
                    line.sendall(b"X: y\r\n")
                    line.settimeout(0.3)
                    out = line.recv(100)
                    break
                except TimeoutError:
                    continue
                except OSError:
                    break
        self.assertEqual(out, b"")
        self.assertLess(time.monotonic() - started, 9)

    def test_eight_are_served_and_the_ninth_waits_for_its_turn(self):
        held = [self.door.dial() for _ in range(8)]
        ninth = self.door.dial()
        ninth.sendall(f"GET /nowhere HTTP/1.1\r\nHost: {self.door.host}\r\n\r\n".encode())
        ninth.settimeout(1)
        with self.assertRaises(TimeoutError):
            ninth.recv(1)
        held[0].close()
        ninth.settimeout(4)
        self.assertTrue(ninth.recv(100).startswith(b"HTTP/1.1 404 "))
        for line in (*held, ninth):
            line.close()

    def test_a_fifth_window_is_told_that_there_are_enough(self):
        windows = [self.window() for _ in range(4)]
        token = self.door.token(self.door.another_code())
        self.assertEqual(self.door.line(token).status, 503)
        windows[0].close()
        until("a place is free", lambda: self.door.line().status == 101, 5)

    def test_a_stranger_who_hangs_up_does_not_disturb_the_window(self):
        window = self.window()
        for raw in (b"", b"\0" * 100, b"GET", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"POST /open HTTP/1.1\r\n"):
            with self.door.dial() as line:
                line.sendall(raw)
        self.assertFalse(window.call("status")["locked"])

    # ---- 12: the unix socket ----
    def test_the_socket_is_for_this_account_alone(self):
        place = self.anna.json("status")["socket"]
        self.assertEqual(os.stat(place).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.dirname(place)).st_mode & 0o777, 0o700)
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("a second account needs root and setpriv")
        for folder in (os.path.dirname(os.path.dirname(place)), os.path.dirname(place), self.house.folder):
            os.chmod(folder, 0o755)  # as if somebody had opened the way
        os.chmod(place, 0o666)
        script = ("import socket, sys\n"
                  "line = socket.socket(socket.AF_UNIX)\n"
                  "line.settimeout(10)\n"
                  "line.connect(sys.argv[1])\n"
                  "line.sendall(b'{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocol\":1}}\\n')\n"
                  "print(len(line.recv(100)))\n")

        def visit(*account):
            return subprocess.run([*account, "/usr/bin/python3", "-c", script, place], capture_output=True, timeout=30, cwd="/")
        self.assertGreater(int(visit().stdout), 0)
        other = pwd.getpwnam("nobody")
        stranger = visit("setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups")
        self.assertTrue(stranger.stdout.strip() == b"0" or b"ConnectionResetError" in stranger.stderr or b"BrokenPipe" in stranger.stderr,
                        stranger)

    # ---- 5, 10: no secret where others read ----
    def test_no_secret_is_in_an_argument_an_address_or_a_log(self):
        token = self.door.token()
        window = self.door.line(token)
        window.call("status")
        self.assertNotIn("?", self.door.url)
        self.assertEqual(self.door.url.split("#")[0], f"http://127.0.0.1:{self.door.port}/")
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = process.read_bytes()
            except OSError:
                continue
            self.assertNotIn(token.encode(), words)
            self.assertNotIn(PASSPHRASE.encode(), words)
        log = Path(self.anna.log).read_bytes()
        for secret in (token, self.door.code, PASSPHRASE):
            self.assertNotIn(secret.encode(), log)


class Window(Case):
    """What the window is for."""

    def test_from_nothing_to_a_profile_by_the_window_alone(self):
        anna = Person(self.house, "Anna", make=False)
        door = Door(anna)  # starts the engine
        self.addCleanup(lambda: anna.run("stop"))
        window = door.line(door.token())
        status = window.call("status")
        self.assertEqual((status["locked"], status["profile_exists"]), (True, False))
        self.assertFalse(window.call("passphrase.strength", passphrase="anna1", name="Anna")["enough"])
        self.assertEqual(window.call("init", name="Anna", passphrase="anna1", kdf="light")["data"]["name"], "refused")
        self.assertEqual(window.call("init", name=" ", passphrase=PASSPHRASE, kdf="light")["data"]["name"], "usage")
        self.assertEqual(window.call("init", name="Anna", passphrase=PASSPHRASE, kdf="light")["name"], "Anna")
        self.assertEqual(window.call("name.get")["name"], "Anna")
        self.assertEqual(window.call("init", name="Ben", passphrase=PASSPHRASE, kdf="light")["data"]["name"], "refused")
        self.assertEqual(anna.json("buddy", "list"), {"buddies": []})

    def test_a_locked_engine_is_unlocked_in_the_window_and_hears_events(self):
        relay, anna, ben = self.two_verified()
        ben.start()
        door = Door(anna)  # starts the engine, locked
        self.addCleanup(lambda: anna.run("stop"))
        window = door.line(door.token())
        self.assertEqual(window.call("unlock", passphrase="wrong")["data"]["name"], "wrong_passphrase")
        until("the wait ends", lambda: window.call("unlock", passphrase=PASSPHRASE).get("locked") is False, 10, 0.3)
        ben.send("Anna", "good morning")
        self.assertEqual(window.event("message")["message"]["text"], "good morning")

    def test_a_link_from_the_desktop_is_shown_and_nothing_else(self):
        anna = Person(self.house, "Anna")
        self.refused(anna, "ui", "--no-window", "http://evil.example/", exit=2)
        self.addCleanup(lambda: anna.run("stop"))
        door = Door(anna, "sotto:AQIDBA")
        window = door.line(door.token())
        window.call("unlock", passphrase=PASSPHRASE)
        self.assertEqual(window.event("link")["link"], "sotto:AQIDBA")
        self.assertEqual(window.call("buddy.list")["buddies"], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
