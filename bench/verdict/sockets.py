# SPDX-License-Identifier: Apache-2.0
"""Real gates between real sockets: `loadgate check` on two mocks whose difference is known, with a
CPU hog that comes and goes. Each gate is a line in a file, so a run goes on where one ended."""
import contextlib
import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile
import time

from tables import table

RATE, SECONDS = 500, 3.2  # 64 requests in each of 25 slices; with both looks about 14 s a gate
MOCK = 'listen: 0\nroutes:\n  "GET /item": {{latency: {{lognormal: {{median: 5ms, sigma: 0.3}}}}}}\nslow: {slow}\n'
SPEC = """version: 1
name: sockets
target: {target}
scenario: ["GET /item"]
load: {{rate: {rate}/s, for: {seconds}s}}
rules: [{{metric: latency.p95, max_increase: {tolerance}}}]
"""
HOG = """
import random, time
draws = random.Random({seed})
while True:
    end = time.monotonic() + draws.uniform(0.05, 1)
    while time.monotonic() < end:
        pass
    time.sleep(draws.uniform(0.2, 4))
"""


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    words: str
    gates: int
    slow: float
    tolerance: str
    is_paired: bool
    promise: str


KINDS = (
    Kind("paired-same", "two builds in turn, the same", 100, 1, "5%", True, "at most 5 fail"),
    Kind("paired-slower", "two builds in turn, 20 % slower", 50, 1.2, "5%", True,
         "at least 44 fail"),
    Kind("stored-same", "ten stored runs, the same", 100, 1, "10%", False, "at most 5 fail"),
    Kind("stored-slower", "ten stored runs, 32 % slower", 50, 1.32, "10%", False,
         "at least 40 fail"),
)


@contextlib.contextmanager
def ended(process):
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def start_mock(program, folder, name, slow):
    """(process, address)"""
    config = folder / f"{name}.yaml"
    config.write_text(MOCK.format(slow=slow))
    process = subprocess.Popen([program, "mock", config], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    return process, re.search(r"http://[^ ,]+", process.stdout.readline()).group()


def hog(seed):
    return subprocess.Popen(["python3", "-c", HOG.format(seed=seed)])


def write_spec(folder, kind, target):
    (folder / "loadgate.yaml").write_text(SPEC.format(
        target=json.dumps(target), rate=RATE, seconds=SECONDS, tolerance=kind.tolerance))


def finding_of(folder):
    result = json.loads((folder / "loadgate-report/result.json").read_text())
    judgement = result["judgement"]
    (finding,) = [row for row in judgement["findings"] if row["key"].endswith("increase")
                  and row["metric"] == "latency.p95"]
    return {"state": finding["state"], "verdict": judgement["verdict"],
            "trust": judgement["trust"]["trust"], "sees": finding.get("sees"),
            "change": finding.get("change", {}).get("estimate"),
            "looks": judgement.get("pairing", {}).get("looks", 1)}


def paired_gate(program, kind, folder, seed):
    old, old_address = start_mock(program, folder, "old", 1)
    new, new_address = start_mock(program, folder, "new", kind.slow)
    with ended(old), ended(new), ended(hog(seed)):
        write_spec(folder, kind, {"url": new_address, "against": old_address})
        subprocess.run([program, "check", "--run-salt", str(seed)], cwd=folder,
                       capture_output=True, check=False)
    return finding_of(folder)


def stored_gate(program, kind, folder, seed, pool):
    """The pool is made once: ten runs, each against a mock of its own, as ten jobs."""
    if not pool.exists():
        record(program, kind, folder, pool)
    mock, address = start_mock(program, folder, "new", kind.slow)
    with ended(mock), ended(hog(seed)):
        write_spec(folder, kind, address)
        subprocess.run([program, "check", "--baseline", pool], cwd=folder, capture_output=True,
                       check=False)
    return finding_of(folder)


def record(program, kind, folder, pool):
    for job in range(10):
        mock, address = start_mock(program, folder, "pool", 1)
        with ended(mock), ended(hog(1000 + job)):
            write_spec(folder, kind, address)
            subprocess.run([program, "baseline", "record", "--runs", "1", "--reason",
                            "runs beside a CPU hog", *(["--add"] if job else [])],
                           cwd=folder, capture_output=True, check=True)
    pool.write_bytes((folder / "baselines/sockets.json").read_bytes())


def done_of(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def measure(kinds, program, results, until):
    """[(kind, its gates)]. Five of each in turn: where time ends early, every kind has some."""
    file_of = {kind: results / f"{kind.name}.jsonl" for kind in kinds}
    for upper in range(5, max(kind.gates for kind in kinds) + 1, 5):
        for kind in kinds:
            measure_up_to(min(upper, kind.gates), kind, program, file_of[kind], until)
    return [(kind, done_of(file)) for kind, file in file_of.items()]


def measure_up_to(upper, kind, program, file, until):
    for number in range(len(done_of(file)), upper):
        if time.monotonic() > until:
            break
        with tempfile.TemporaryDirectory() as name:
            folder, began = pathlib.Path(name), time.monotonic()
            gate = (paired_gate(program, kind, folder, number) if kind.is_paired else
                    stored_gate(program, kind, folder, number, file.parent / "pool.json"))
            gate["seconds"] = round(time.monotonic() - began, 1)
        with file.open("a") as out:
            out.write(json.dumps(gate) + "\n")
        print(f"{kind.name} {number + 1} of {kind.gates}: {gate}", flush=True)


def shares(gates):
    counts = [sum(gate["state"] in states for gate in gates)
              for states in (("fail",), ("pass", "improved"), ("inconclusive",))]
    return counts + [sum(gate["trust"] == "untrusted" for gate in gates)]


def report(by_kind):
    heads = ["gate", "gates", "fail", "pass", "inconclusive", "of them untrusted", "longest",
             "of all gates promised"]
    rows = [[kind.words, f"{len(gates)} of {kind.gates}", *shares(gates),
             f"{max((gate['seconds'] for gate in gates), default=0):.1f} s", kind.promise]
            for kind, gates in by_kind]
    return (f"{RATE} requests a second for {SECONDS} s (p95 8.2 ms, lognormal with σ 0.3), rules of "
            "5 % (paired) and 10 % (stored), beside a process that burns a core for 50 ms to 1 s "
            f"every 0.2 to 4 s.\n\n{table(heads, rows)}")
