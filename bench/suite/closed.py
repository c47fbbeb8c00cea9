# SPDX-License-Identifier: Apache-2.0
"""Closed loop: CPU per request, from fork to exit, of each tool on one core; nginx counts."""
import functools

import loadgate
from bench import Failed, median, need_success
from peers import installed
from servers import Nginx
from tables import figure, table

CONNECTIONS = 32
LOOPS = (("bare epoll loop", "epoll"), ("bare Boost.Beast loop", "beast"),
         ("bare libcurl loop", "curl"))


def by_loadgate(bench, nginx, command):
    loadgate.write_spec(bench, nginx.url, f"{{users: {CONNECTIONS}, for: {bench.seconds}s}}")
    if command == "run":
        return loadgate.run(bench), None, None
    cost, result = loadgate.check(bench)
    row = loadgate.phase_row(result)
    return cost, row["achieved_per_second"], row["requests"]


def by_loop(bench, nginx, loop, connections=CONNECTIONS):
    command = [bench.programs / f"bench_{loop}_loop", "127.0.0.1", nginx.port, connections,
               bench.seconds]
    cost = need_success(bench.launch(command), command)
    requests, seconds = map(float, cost.output.split())
    return cost, requests / seconds, requests


def by_peer(bench, nginx, peer, program):
    command = peer.closed(program, nginx.url, CONNECTIONS, bench.seconds, bench.folder)
    cost = need_success(bench.launch(command), command)
    said = peer.read(cost.output, bench.folder)
    return cost, said.per_second, said.requests


def contestants(bench, nginx):
    here, missing = installed(bench.peers)
    rows = [("loadgate check", functools.partial(by_loadgate, bench, nginx, "check")),
            ("loadgate run", functools.partial(by_loadgate, bench, nginx, "run"))]
    rows += [(name, functools.partial(by_loop, bench, nginx, loop)) for name, loop in LOOPS]
    rows += [(peer.name, functools.partial(by_peer, bench, nginx, peer, program))
             for peer, program in here]
    return rows, missing


def measure(bench):
    with Nginx(bench) as nginx:
        rows, missing = contestants(bench, nginx)
        tries = {name: [] for name, _ in rows}
        failures = []
        for _ in range(bench.rounds):
            for name, attempt in rows:
                bench.say(name)
                before = nginx.served()
                try:
                    cost, per_second, said = attempt()
                except Failed as failed:
                    failures.append(f"{name} failed: {failed}")
                    continue
                requests = nginx.served() - before
                if said is not None and abs(said - requests) > max(requests / 100, CONNECTIONS):
                    failures.append(f"{name} speaks of {said:,.0f} requests, nginx of {requests:,}")
                tries[name].append({"requests": requests, "per_second": per_second,
                                    "cpu_us": cost.cpu_s / requests * 1e6,
                                    "peak_mib": cost.peak_mib})
    return {"connections": CONNECTIONS, "seconds": bench.seconds, "rounds": bench.rounds,
            "tries": tries, "missing": missing, "failures": sorted(set(failures))}


def middle(tries, key):
    values = [attempt[key] for attempt in tries if attempt[key] is not None]
    return median(values) if values else None


def show(data):
    ours = middle(data["tries"]["loadgate check"], "cpu_us")
    rows = []
    for name, tries in data["tries"].items():
        if tries:
            cpu = middle(tries, "cpu_us")
            rows.append((cpu, name, middle(tries, "per_second"), middle(tries, "peak_mib")))
    lines = [[name, "–" if rate is None else f"{rate:,.0f}", f"{figure(cpu)} µs",
              f"{cpu / ours:.2f}" if ours else "–", f"{figure(peak, 2)} MiB"]
             for cpu, name, rate, peak in sorted(rows)]
    text = (f"{data['connections']} connections, 135 bytes, nginx on the other core, the tool on "
            f"one core, {data['seconds']:g} s, median of {data['rounds']}. Requests a second as the "
            "tool says; CPU from fork to exit, by the requests that nginx counted. `check` computes "
            "figures, judges and reports; `run` writes the run file alone.\n\n")
    text += table(["tool", "requests/s", "CPU per request", "loadgate = 1", "peak memory"], lines)
    return text + remarks(data)


def remarks(data):
    return "".join(f"\n\n{line}" for line in data["missing"] + data["failures"])
