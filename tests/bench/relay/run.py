#!/usr/bin/env python3
"""The relay against `limit`, interleaved (relay, limit, relay, limit, ...), medians and ratios.

  run.py BENCH_BIN RELEASE_BIN [--rounds 5] [--secs 2] [--conns 3000] [--plain] [--threads N] [--only sat|sat1|lat|setup|idle]

BENCH_BIN holds relaybench and relaylimit, RELEASE_BIN holds sotto-relay. Absolute figures hold only within one run on
one machine; the ratios are what counts. Loopback only.
"""
import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

GOALS = {  # metric: (mode, window, member, goal of relay / limit, whether less is better)
    "CPU per message, 16 in flight": ("sat", 16, "cpu_s_per_M", 1.1, True),
    "messages per second, 16 in flight": ("sat", 16, "rate", 0.85, False),
    "CPU per message, 1 in flight": ("sat1", 1, "cpu_s_per_M", 1.15, True),
    "latency p50 at 5,000/s": ("lat", 16, "p50_us", 1.1, True),
    "latency p99 at 5,000/s": ("lat", 16, "p99_us", 1.25, True),
    "set-up CPU (goal: 1.2 times limit + 0.15 ms)": ("setup", 16, "cpu_ms_per_conn", None, True),
    "memory per idle connection": ("idle", 16, "bytes_per_conn", 1.15, True),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Peer:
    """One process under test; `arguments` is what the generator needs to reach it."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.said = self.process.stdout.readline()
        if not self.said:
            raise SystemExit(f"{name} did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def start_relay(options, state):
    command = [os.path.join(options.release, "sotto-relay"), "serve", "--listen", "127.0.0.1:0", "--state", state,
               "--threads", str(options.threads)] + (["--tls", "off"] if options.plain else [])
    peer = Peer("relay", command)
    ready = json.loads(peer.said)
    peer.arguments = ["--speech", "sotto", "--link", ready["link"], "--port", ready["listen"].rsplit(":", 1)[1]]
    return peer


def start_limit(options, state):
    port = str(free_port())
    files = [] if options.plain else [os.path.join(state, "certificate.pem"), os.path.join(state, "certificate.key")]
    peer = Peer("limit", [os.path.join(options.bench, "relaylimit"), port] + files)
    peer.arguments = ["--speech", "limit", "--port", port]
    return peer


def measure(options, peer, mode, window):
    command = [os.path.join(options.bench, "relaybench"), "--label", peer.name, "--pid", str(peer.process.pid),
               "--mode", "sat" if mode == "sat1" else mode, "--window", str(window), "--secs", str(options.secs),
               "--conns", str(options.conns if mode == "idle" else min(options.conns, 1000))] + peer.arguments
    if not options.plain:
        command.append("--tls")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"{peer.name} {mode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--secs", type=float, default=2)
    parser.add_argument("--conns", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    modes = [m for m in ("sat", "sat1", "lat", "setup", "idle") if not options.only or m in options.only.split(",")]
    results, peers = {}, []
    try:
        run_all(options, modes, results, peers)
    finally:
        for peer in peers:
            peer.stop()
    return report(results)


def run_all(options, modes, results, peers):
    with tempfile.TemporaryDirectory() as folder:
        state = os.path.join(folder, "state")
        for mode in modes:
            # Memory is measured on a fresh process: freed heap is used again.
            rounds = min(options.rounds, 3) if mode == "idle" else options.rounds
            for number in range(rounds):
                if not peers:
                    peers.append(start_relay(options, state))
                    peers.append(start_limit(options, state))
                    time.sleep(0.3)
                for peer in peers:
                    line = measure(options, peer, mode, 1 if mode == "sat1" else 16)
                    results.setdefault((mode, peer.name), []).append(line)
                    print(json.dumps(dict(line, round=number)), file=sys.stderr)
                if mode == "idle" or number == rounds - 1:
                    while peers:
                        peers.pop().stop()


def report(results):
    print(f"{'':46} {'relay':>10} {'limit':>10} {'ratio':>7}   goal")
    missed = 0
    for name, (mode, _, member, goal, less) in GOALS.items():
        if (mode, "relay") not in results:
            continue
        relay, limit = (statistics.median(r[member] for r in results[mode, who]) for who in ("relay", "limit"))
        ratio = relay / limit if limit else float("nan")
        reach = 1.2 + 0.15 / limit if goal is None and limit else goal
        good = ratio <= reach if less else ratio >= reach
        missed += not good
        print(f"{name:46} {relay:10.4g} {limit:10.4g} {ratio:7.2f}   {'<=' if less else '>='} {reach:.2f} {'' if good else 'missed'}")
    return 0 if missed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
