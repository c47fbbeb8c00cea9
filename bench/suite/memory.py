# SPDX-License-Identifier: Apache-2.0
"""Peak memory of 5,000 users, closed loop: with pauses of one to three seconds between requests
that nginx answers at once, and without, when all of them wait for an answer all the time."""
import loadgate
import peers
from bench import Failed, need_success
from closed import remarks
from servers import Mock, Nginx
from tables import figure, table

USERS, FEW, SECONDS = 5000, 50, 8
PAUSING = "[GET /, pause: 1s..3s]"
WAITING = "[GET /]"
MOCK = """routes:
  "GET /": {latency: 1500ms, body_size: 135}
"""


def pausing(bench, nginx, users):
    return by_loadgate(bench, nginx.url, users, PAUSING)


def waiting(bench, _, users):
    with Mock(bench, MOCK) as mock:
        found = by_loadgate(bench, mock.url, users, WAITING)
        return {**found, "requests": len(mock.record())}


def by_loadgate(bench, url, users, scenario):
    load = (f"{{phases: [{{name: arrive, for: 2s, users: 1, to: {users}, measure: false}}, "
            f"{{name: load, for: {SECONDS - 2}s, users: {users}}}]}}")
    loadgate.write_spec(bench, url, load, scenario)
    cost, result = loadgate.check(bench)
    errors = sum(row["errors"] for row in result["phases"])
    return {"peak_mib": cost.peak_mib, "errors": errors}


def by_loop(bench, nginx, users):
    command = [bench.programs / "bench_curl_loop", "127.0.0.1", nginx.port, users, 2]
    return {"peak_mib": need_success(bench.launch(command), command).peak_mib, "errors": 0}


def by_k6(bench, nginx, users):
    peer = next(peer for peer in peers.PEERS if peer.name == "k6")
    program = peer.find(bench.peers)
    if not program:
        raise Failed(f"not installed: `{peer.install.format(peers='build/peers')}`")
    command = peers.k6_users(program, nginx.url, users, SECONDS, bench.folder)
    cost = need_success(bench.launch(command), command)
    metrics = peer.read(cost.output, bench.folder)
    return {"peak_mib": cost.peak_mib, "errors": None, "said": metrics.requests}


TOOLS = (("loadgate check, pauses", pausing), ("loadgate check, all waiting", waiting),
         ("k6, pauses", by_k6), ("bare libcurl loop, no pauses", by_loop))


def measure(bench):
    rows, failures = [], []
    with Nginx(bench) as nginx:
        for name, attempt in TOOLS:
            for users in (FEW, USERS):
                bench.say(f"{name}, {users} users")
                before = nginx.served()
                try:
                    found = attempt(bench, nginx, users)
                except Failed as failed:
                    failures.append(f"{name} was not measured: {failed}")
                    break
                rows.append({"tool": name, "users": users, "requests": nginx.served() - before,
                             **found})
    return {"rows": rows, "missing": [], "failures": failures}


def show(data):
    by_tool = {}
    for row in data["rows"]:
        by_tool.setdefault(row["tool"], {})[row["users"]] = row
    rows = []
    for tool, found in by_tool.items():
        if len(found) == 2:
            few, many = found[FEW], found[USERS]
            each = (many["peak_mib"] - few["peak_mib"]) * 1024 / (USERS - FEW)
            errors = "–" if many["errors"] is None else f"{many['errors']:,}"
            rows.append([tool, f"{few['peak_mib']:.0f} MiB", f"{many['peak_mib']:.0f} MiB",
                         f"{figure(each)} KiB", f"{many['requests']:,}", errors])
    return table(["tool", f"{FEW} users", f"{USERS:,} users", "each user more", "requests",
                  "errors"], rows) + remarks(data)
