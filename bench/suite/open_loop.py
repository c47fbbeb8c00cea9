# SPDX-License-Identifier: Apache-2.0
"""Open loop: what each tool reports beside what the server recorded, and how evenly its requests
came."""
import functools

import loadgate
from bench import Failed, nearest_rank, need_success, three
from closed import remarks
from peers import installed
from servers import Mock, Nginx
from tables import difference, figure, table, triple

RATES = (1000, 5000, 10_000)
SECONDS = 4
LAG_RATES = (10_000, 20_000)
MOCK = """routes:
  "GET /": {latency: 5ms, body_size: 135}
"""


def by_loadgate(bench, url, rate, cores):
    loadgate.write_spec(bench, url, f"{{rate: {rate}/s, for: {SECONDS}s}}")
    cost, result = loadgate.check(bench, cores)
    trust, reasons = loadgate.trust(result)
    lag = [value * 1000 for value in loadgate.figures(result, "schedule_lag")]
    return cost, {"said": loadgate.figures(result, "latency"), "lag_us": lag, "trust": trust,
                  "reasons": reasons, "note": ""}


def by_peer(bench, peer, program, url, rate):
    command = peer.paced(program, url, rate, SECONDS, bench.folder)
    cost = need_success(bench.launch(command), command)
    said = peer.read(cost.output, bench.folder)
    return cost, {"said": (said.p50, said.p99, said.longest), "note": said.note}


def contestants(bench, url):
    here, missing = installed(bench.peers)
    rows = [("loadgate", functools.partial(by_loadgate, bench, url, cores=None)),
            ("loadgate, not pinned",
             functools.partial(by_loadgate, bench, url, cores=bench.both_cores()))]
    rows += [(peer.name, functools.partial(by_peer, bench, peer, program, url))
             for peer, program in here if peer.paced]
    return rows, missing


def unevenness(received, rate):
    """How far arrivals are from an even schedule of this rate, whenever it began: p50 and p99 of
    the distance, in milliseconds."""
    offsets = sorted(at - i * 1e9 / rate for i, at in enumerate(sorted(received)))
    middle = nearest_rank(offsets, 1, 2)
    distances = sorted(abs(offset - middle) / 1e6 for offset in offsets)
    return nearest_rank(distances, 1, 2), nearest_rank(distances, 99, 100)


def what_the_mock_saw(mock, rate):
    answered = [row for row in mock.record() if row["outcome"] == "answered"]
    late = [(row["answered_ns"] - row["due_ns"]) / 1e6 for row in answered]
    return {"counted": len(answered),
            "truth": three(row["service_ns"] / 1e6 for row in answered),
            "uneven": unevenness([row["received_ns"] for row in answered], rate),
            "mock_late": three(late)}


def measure_accuracy(bench, mock, failures):
    found, (rows, missing) = [], contestants(bench, mock.url)
    for rate in RATES:
        for name, attempt in rows:
            bench.say(f"{name} at {rate}/s")
            mock.reset()
            try:
                cost, told = attempt(rate=rate)
                seen = what_the_mock_saw(mock, rate)
            except (Failed, KeyError, IndexError) as failed:
                failures.append(f"{name} failed at {rate}/s: {failed!r}")
                continue
            found.append({"tool": name, "rate": rate, "planned": rate * SECONDS, **seen, **told,
                          "cpu_us": cost.cpu_s / max(seen["counted"], 1) * 1e6})
    return found, missing


def measure_lag(bench, failures):
    found = []
    with Nginx(bench) as nginx:
        for rate in LAG_RATES:
            for name, cores in (("on one core", None), ("not pinned", bench.both_cores())):
                bench.say(f"loadgate at {rate}/s against nginx, {name}")
                before = nginx.served()
                try:
                    cost, told = by_loadgate(bench, nginx.url, rate, cores)
                except Failed as failed:
                    failures.append(f"loadgate failed at {rate}/s against nginx: {failed}")
                    continue
                requests = nginx.served() - before - 1  # the preflight
                found.append({"tool": name, "rate": rate, "planned": rate * SECONDS,
                              "counted": requests, **told, "cpu_us": cost.cpu_s / requests * 1e6,
                              "cpu_share": cost.cpu_s / cost.wall_s})
    return found


def measure(bench):
    failures = []
    with Mock(bench, MOCK) as mock:
        accuracy, missing = measure_accuracy(bench, mock, failures)
    return {"seconds": SECONDS, "accuracy": accuracy, "lag": measure_lag(bench, failures),
            "missing": missing, "failures": failures}


def row_of(row):
    said, truth = row["said"], row["truth"]
    off = " / ".join(difference(a, b) for a, b in zip(said, truth))
    name = row["tool"] + (f" ({row['note']})" if row["note"] else "")
    return [name, f"{row['counted']:,} of {row['planned']:,}", triple(said), triple(truth), off,
            " / ".join(f"{value:.2f}" for value in row["uneven"]), figure(row["cpu_us"])]


def show(data):
    text = (f"{data['seconds']} s against the mock (5 ms), which records when each request had "
            "come and when its answer had gone. Times in ms; `uneven` is how far the requests came "
            "from an even schedule of that rate, p50 and p99; CPU in µs a request. A client's time "
            "includes the way there and back, some 0.03 to 0.1 ms here.")
    for rate in RATES:
        rows = [row_of(row) for row in data["accuracy"] if row["rate"] == rate]
        text += f"\n\n{rate:,}/s:\n\n" + table(
            ["tool", "sent of planned", "reported p50 / p99 / max", "recorded p50 / p99 / max",
             "off by", "uneven p50 / p99", "CPU"], rows)
    lags = [(f"{row['rate']:,}/s against the mock, {words(row['tool'])}", row)
            for row in data["accuracy"] if "lag_us" in row]
    lags += [(f"{row['rate']:,}/s against nginx, {row['tool']}", row) for row in data["lag"]]
    text += "\n\nSchedule lag of loadgate, dispatched − intended:\n\n" + table(
        ["", "sent of planned", "lag p50 / p99 / max µs", "CPU µs a request", "trust"],
        [[name, f"{row['counted']:,} of {row['planned']:,}", triple(row["lag_us"]),
          figure(row["cpu_us"]), row["trust"]] for name, row in lags])
    return text + remarks(data)


def words(tool):
    return "not pinned" if "not pinned" in tool else "on one core"
