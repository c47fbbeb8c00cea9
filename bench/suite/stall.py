# SPDX-License-Identifier: Apache-2.0
"""The stall of wrk2's README: a server steady at 1 ms stands still once for 1.4 s. Who waits for an
answer before sending the next request meets that stall once a connection, and reports it away."""
import loadgate
from bench import Failed, need_success, three
from closed import remarks
from peers import installed
from servers import Mock
from tables import table, triple

RATE, SECONDS, CONNECTIONS = 1000, 8, 10
STALL_MS = 1400
MOCK = f"""stall: {{at: 3s, for: {STALL_MS}ms}}
routes:
  "GET /": {{latency: 1ms, body_size: 135}}
"""
# What shows something here: whether it waits for answers, and what it does about it.
HOW = {"wrk": f"closed, {CONNECTIONS} connections; adds samples that it never took",
       "hey": f"{CONNECTIONS} workers that wait, {RATE}/s together",
       "k6": f"open, {RATE}/s"}


def command_of(bench, peer, program, url):
    if peer.name == "wrk":
        return peer.closed(program, url, CONNECTIONS, SECONDS, bench.folder)
    if peer.name == "hey":
        return [program, "-c", CONNECTIONS, "-q", RATE // CONNECTIONS, "-z", f"{SECONDS}s", url]
    return peer.paced(program, url, RATE, SECONDS, bench.folder)


def true_times(record):
    """What users who come evenly, RATE a second, over the time of this record would have waited:
    by the server's own stall, the longest time without an answer."""
    answered = sorted(row["answered_ns"] for row in record if row["answered_ns"])
    gap_end = max(zip(answered, answered[1:]), key=lambda pair: pair[1] - pair[0])[1]
    steady = three(row["service_ns"] for row in record)[0]
    stalled_from = gap_end - STALL_MS * 1_000_000
    first, last = min(row["received_ns"] for row in record), answered[-1]
    waits, at = [], first
    while at < last:
        falls_in = stalled_from <= at + steady < gap_end
        waits.append((gap_end - at if falls_in else steady) / 1e6)
        at += 1_000_000_000 // RATE
    return three(waits)


def by_loadgate(bench, mock):
    loadgate.write_spec(bench, mock.url, f"{{rate: {RATE}/s, for: {SECONDS}s}}")
    _, result = loadgate.check(bench)
    return loadgate.figures(result, "latency"), loadgate.trust(result)


def by_peer(bench, mock, peer, program):
    command = command_of(bench, peer, program, mock.url)
    said = peer.read(need_success(bench.launch(command), command).output, bench.folder)
    return said.p50, said.p99, said.longest


def note(mock, tool, how, said):
    record = mock.record()
    hit = sum(row["service_ns"] > 50_000_000 for row in record)
    return {"tool": tool, "how": how, "said": said, "truth": true_times(record),
            "record": three(row["service_ns"] / 1e6 for row in record), "hit": hit,
            "requests": len(record)}


def measure(bench):
    rows, failures = [], []
    with Mock(bench, MOCK) as mock:
        bench.say("loadgate")
        said, trust = by_loadgate(bench, mock)
        rows.append({**note(mock, "loadgate", f"open, {RATE}/s", said), "trust": trust})
        here, missing = installed(bench.peers)
        for peer, program in here:
            if peer.name not in HOW:
                continue
            bench.say(peer.name)
            mock.reset()
            try:
                said = by_peer(bench, mock, peer, program)
                rows.append(note(mock, peer.name, HOW[peer.name], said))
            except Failed as failed:
                failures.append(f"{peer.name} failed: {failed}")
    return {"rows": rows, "missing": [line for line in missing if line.split()[0] in HOW],
            "failures": failures}


def show(data):
    text = (f"A server steady at 1 ms stands still once, for {STALL_MS / 1000:g} s of {SECONDS} s. "
            "Recorded is what the server did with the requests that it got; true is what users who "
            f"come evenly, {RATE:,} a second, had to wait, by the same record. Times in ms.\n\n")
    return text + table(
        ["tool", "how it sends", "requests", "of them met the stall", "reported p50 / p99 / max",
         "recorded", "true"],
        [[row["tool"], row["how"], f"{row['requests']:,}", f"{row['hit']:,}", triple(row["said"]),
          triple(row["record"]), triple(row["truth"])] for row in data["rows"]]) + remarks(data)
