# SPDX-License-Identifier: Apache-2.0
"""What docs/performance.md promises, beside what was measured: computed from the sections' raw
results."""
from closed import middle
from tables import figure, table, triple

USERS_MIB = 150e6 / 2**20


def row(aim, measured, is_met):
    return [aim, measured, "yes" if is_met else "**no**"]


def of_closed(data):
    cpu = {name: middle(tries, "cpu_us") for name, tries in data["tries"].items() if tries}
    bare = cpu["bare libcurl loop"]
    for command in ("run", "check"):
        ours = cpu[f"loadgate {command}"]
        yield row(f"closed loop, `{command}`: CPU per request ≤ 1.25 × a bare libcurl loop",
                  f"{ours / bare:.2f} ×", ours <= 1.25 * bare)
    if "k6" in cpu:
        times = cpu["k6"] / cpu["loadgate check"]
        yield row("closed loop: k6 costs at least twice as much", f"{times:.1f} ×", times >= 2)


def of_open(data):
    for found in data["lag"]:
        if found["rate"] == 10_000:
            p50, p99, _ = found["lag_us"]
            whole = found["counted"] == found["planned"]
            yield row(f"10,000/s against nginx, {found['tool']}: lag p50 ≤ 5 µs, p99 ≤ 100 µs, "
                      "nothing dropped",
                      f"{figure(p50)} / {figure(p99)} µs, {found['counted']:,} of "
                      f"{found['planned']:,}", whole and p50 <= 5 and p99 <= 100)
    for found in data["accuracy"]:
        if found["rate"] <= 5000 and found["tool"].startswith("loadgate"):
            off = [said - truth for said, truth in zip(found["said"], found["truth"])]
            whole = found["counted"] == found["planned"]
            where = "not pinned" if "not pinned" in found["tool"] else "on one core"
            yield row(f"{found['rate']:,}/s, 5 ms, {where}: p50, p99, max within 0.2 ms of the "
                      "server's record, sent = planned", f"{triple(off)} ms",
                      whole and all(abs(value) <= 0.2 for value in off))


def of_accuracy(data):
    for found in data["rows"]:
        off = [said - truth for said, truth in zip(found["said"], found["truth"])]
        met = all(abs(value) <= max(0.2, truth / 100) for value, truth in zip(off, found["truth"]))
        yield row(f"20 ms, 1 % at 200 ms, {found['tool']}: within max(0.2 ms, 1 %)",
                  f"{triple(off)} ms", met)


def of_stall(data):
    ours = next(found for found in data["rows"] if found["tool"] == "loadgate")
    off = [said - truth for said, truth in zip(ours["said"], ours["record"])]
    met = all(abs(value) <= max(0.2, truth / 100) for value, truth in zip(off, ours["record"]))
    yield row("a stall of 1.4 s: within max(0.2 ms, 1 %) of the server's record",
              f"{triple(off)} ms", met)


def of_memory(data):
    for found in data["rows"]:
        if found["users"] == 5000 and found["tool"].startswith("loadgate"):
            yield row(f"5,000 users ({found['tool'].split(', ')[1]}) in less than 150 MB",
                      f"{found['peak_mib'] * 2**20 / 1e6:.0f} MB", found["peak_mib"] < USERS_MIB)


def of_start(data):
    ours = next(found for found in data["rows"] if found["tool"].startswith("loadgate"))
    first = middle([{"ms": value} for value in ours["first_ms"]], "ms")
    yield row("start to first request (preflight) ≤ 50 ms", f"{figure(first)} ms", first <= 50)
    seconds = data["report"]["wall_s"]
    yield row("report of 100,000 samples ≤ 1 s", f"{seconds:.2f} s", seconds <= 1)


WHERE = (("closed", of_closed), ("open", of_open), ("accuracy", of_accuracy), ("stall", of_stall),
         ("memory", of_memory), ("start", of_start))


def show(sections):
    rows = []
    for name, judge in WHERE:
        if name in sections and "error" not in sections[name]:
            rows += judge(sections[name])
    return table(["aim", "measured", "met"], rows)
