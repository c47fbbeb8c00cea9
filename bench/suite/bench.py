# SPDX-License-Identifier: Apache-2.0
"""What every section works with: programs, cores, a folder, and a way to run a command and know
what it cost."""
import dataclasses
import json
import os
import pathlib
import shlex
import subprocess


class Failed(Exception):
    """A tool did not do what it was asked to: its row says so."""


@dataclasses.dataclass
class Cost:
    """Of one command, from fork to exit, everything that it does at its start and end included."""
    status: int
    output: str
    errors: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    started_ns: int  # CLOCK_MONOTONIC, just before the fork


@dataclasses.dataclass
class Bench:
    program: pathlib.Path     # loadgate
    programs: pathlib.Path    # folder of bench_…_loop, bench_launch, bench_micro
    peers: pathlib.Path       # folder with bin/ and node_modules/.bin/
    folder: pathlib.Path      # for files of this run
    client: int               # the core of whoever makes the load
    server: int               # the core of the server
    seconds: float            # of one closed loop
    rounds: int
    minutes: float            # of the soak
    say: callable

    def launch(self, command, cores=None, timeout=120):
        """Runs it on the client's core, or on `cores`. A command that fails is the caller's to
        judge by its status; one that hangs is Failed."""
        cores = [self.client] if cores is None else cores
        cost_file = self.folder / "cost.json"
        cost_file.unlink(missing_ok=True)
        words = [str(word) for word in command]
        process = subprocess.Popen(
            [self.programs / "bench_launch", cost_file, ",".join(map(str, cores)), *words],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=environment())
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()  # the command goes with it
            process.communicate()
            raise Failed(f"`{' '.join(words)}` did not end within {timeout} s") from None
        used = json.loads(cost_file.read_text())
        return Cost(process.returncode, output, errors,
                    used["user_s"] + used["system_s"],
                    (used["ended_ns"] - used["started_ns"]) / 1e9,
                    used["peak_kib"] / 1024, used["started_ns"])

    def both_cores(self):
        return sorted({self.client, self.server})

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


def need_success(cost, command, accepted=(0,)):
    if cost.status not in accepted:
        first = (cost.errors or cost.output).strip().splitlines()[:1] or ["no message"]
        words = shlex.join([pathlib.Path(command[0]).name, *map(str, command[1:])])
        raise Failed(f"`{words}`: status {cost.status}: {first[0]}")
    return cost


def environment():
    """Ours without a CI's variables and proxies, which would change what is measured."""
    unwanted = ("GITHUB_", "GITLAB_", "CI", "RUNNER_", "http_proxy", "https_proxy", "HTTP_PROXY",
                "HTTPS_PROXY", "ALL_PROXY", "all_proxy")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    return {**kept, "NO_COLOR": "1"}


def nearest_rank(values, numerator, denominator):
    """Of sorted values: k = ceil(p * N), exact."""
    return values[max(-(-len(values) * numerator // denominator), 1) - 1]


def three(values):
    """p50, p99, max of any numbers."""
    ordered = sorted(values)
    if not ordered:
        return None, None, None
    return nearest_rank(ordered, 1, 2), nearest_rank(ordered, 99, 100), ordered[-1]


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
