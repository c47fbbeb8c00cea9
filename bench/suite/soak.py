# SPDX-License-Identifier: Apache-2.0
"""Minutes against a mock that ends, resets and refuses some connections: do memory and descriptors
grow? At a rate that leaves the machine idle, so that it can run beside other work; with so few
samples kept that they are counted as in a run of days."""
import json
import os
import pathlib
import re
import subprocess
import time

import loadgate
from bench import environment
from servers import Mock
from tables import table

RATE = 500
KEPT = 10_000
MOCK = """record: 10k
routes:
  "GET /": {latency: 5ms, body_size: 135, close: 1%, reset: 0.1%, half: 0.1%, errors: {500: 1%, 503: 0.5%}}
"""


def look_at(process, since):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return {"seconds": round(time.monotonic() - since),
            "resident_mib": int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024,
            "descriptors": len(os.listdir(f"/proc/{process.pid}/fd")),
            "threads": int(re.search(r"Threads:\s+(\d+)", status)[1])}


def watch(process, minutes):
    """Ten looks, evenly; the last one just before the end."""
    since, looks = time.monotonic(), []
    for look in range(1, 11):
        time.sleep(max(0, since + look * minutes * 6 - 0.5 - time.monotonic()))
        if process.poll() is not None:
            break
        looks.append(look_at(process, since))
    return looks


def measure(bench):
    load = f"{{rate: {RATE}/s, for: {round(bench.minutes * 60)}s, retries: 2}}"
    with Mock(bench, MOCK) as mock:
        loadgate.write_spec(bench, mock.url, load)
        process = subprocess.Popen([bench.program, "run", "spec.yaml", "--out", "run.json"],
                                   cwd=bench.folder, stdin=subprocess.DEVNULL,
                                   env={**environment(), "LOADGATE_MOST_SAMPLES": str(KEPT)},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            looks = watch(process, bench.minutes)
            status = process.wait(60)
        finally:
            process.kill()
    health = json.loads((bench.folder / "run.json").read_text())["health"]
    return {"rate": RATE, "minutes": bench.minutes, "status": status, "looks": looks,
            "most_in_flight": health["max_in_flight_seen"]}


def show(data):
    looks = data["looks"]
    rows = [[f"{look['seconds']} s", f"{look['seconds'] * data['rate']:,}",
             f"{look['resident_mib']:.1f} MiB", look["descriptors"], look["threads"]]
            for look in looks]
    text = (f"{data['rate']:,}/s for {data['minutes']:g} min against a mock that ends 1 % of its "
            "connections, resets 0.1 %, breaks off 0.1 % of its answers, refuses 1 % of the requests "
            "and asks to come back for 0.5 % of them, which are sent again.\n\n")
    text += table(["after", "requests", "resident memory", "descriptors", "threads"], rows)
    half = [look for look in looks if look["seconds"] >= looks[-1]["seconds"] / 2] if looks else []
    if len(half) > 1:
        grown = half[-1]["resident_mib"] - half[0]["resident_mib"]
        opened = max(half[-1]["descriptors"] - half[0]["descriptors"], 0)
        connections = "no connection" if opened == 0 else (
            f"{opened} connection{'' if opened == 1 else 's'} at some 20 KiB each")
        text += (f"\n\nIn its second half it grew by {grown:.1f} MiB, and {connections} came up in "
                 f"it. LOADGATE_MOST_SAMPLES={KEPT}: all are counted in histograms, as those of a "
                 "longer run are.")
    return text
