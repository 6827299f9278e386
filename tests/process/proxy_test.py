#!/usr/bin/python3
"""The relay is reached through a proxy with a password, and a wrong password is said in one sentence."""
import shutil
import socket
import subprocess
import unittest

from cases import Case
from house import Person, Relay, pair, until


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Proxy(Case):
    def started(self, *command, port):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.house.started.append(process)
        until("the proxy listens", lambda: answers(port))
        return process

    def talk(self, proxy, wrong):
        relay = Relay(self.house)
        anna, ben = Person(self.house, "Anna"), Person(self.house, "Ben")
        for person in (anna, ben):
            person.json("relay", "add", relay.link)
            person.json("config", "set", "proxy", proxy)
        pair(anna, ben)
        anna.send("Ben", "through the wall")
        anna.json("sync")
        ben.json("sync")
        self.assertEqual([m["text"] for m in ben.history("Anna") if m["kind"] == "text"], ["through the wall"])
        anna.json("config", "set", "proxy", wrong)
        self.refused(anna, "sync", exit=5)

    def test_socks5_with_a_password(self):
        program = shutil.which("microsocks")
        self.assertTrue(program, "microsocks is missing")
        port = free_port()
        self.started(program, "-i", "127.0.0.1", "-p", str(port), "-u", "hr", "-P", "secret", port=port)
        self.talk(f"socks5://hr:secret@127.0.0.1:{port}", f"socks5://hr:wrong@127.0.0.1:{port}")

    def test_http_connect_with_a_password(self):
        program = shutil.which("tinyproxy")
        self.assertTrue(program, "tinyproxy is missing")
        port = free_port()
        settings = self.house.path("tinyproxy.conf")
        with open(settings, "w") as file:
            file.write(f'Port {port}\nListen 127.0.0.1\nTimeout 600\nAllow 127.0.0.1\nBasicAuth hr secret\nMaxClients 50\n'
                       f'StartServers 1\nLogFile "{self.house.path("tinyproxy.log")}"\nPidFile "{self.house.path("tinyproxy.pid")}"\n')
        self.started(program, "-d", "-c", settings, port=port)
        self.talk(f"http://hr:secret@127.0.0.1:{port}", f"http://hr:wrong@127.0.0.1:{port}")

    def test_a_proxy_that_is_not_there_is_said(self):
        port = free_port()
        relay = Relay(self.house)
        anna = Person(self.house, "Anna")
        anna.json("relay", "add", relay.link)
        anna.json("config", "set", "proxy", f"socks5://127.0.0.1:{port}")
        anna.json("invite")
        self.refused(anna, "sync", exit=5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
