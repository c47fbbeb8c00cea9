# SPDX-License-Identifier: Apache-2.0
"""From the fork to the first request that the server sees; and the time of a report."""
import loadgate
from bench import Failed, median, need_success
from closed import remarks
from peers import installed
from servers import Mock, Nginx
from tables import figure, table

TRIES = 5
MOCK = """routes:
  "GET /": {body_size: 135}
"""
SAMPLES = 100_000


def first_after(mock, cost):
    """Milliseconds, to the first request of any kind and to the first that is no preflight."""
    rows = mock.everything()
    if not rows:
        raise Failed("the server saw no request")
    load = [row["received_ns"] for row in rows if not row["is_preflight"]]
    return ((min(row["received_ns"] for row in rows) - cost.started_ns) / 1e6,
            (min(load) - cost.started_ns) / 1e6 if load else None)


def by_loadgate(bench, mock):
    loadgate.write_spec(bench, mock.url, "{iterations: 1}")
    return first_after(mock, loadgate.run(bench))


def starts(bench, mock, failures):
    here, missing = installed(bench.peers)
    attempts = [("loadgate run", lambda: by_loadgate(bench, mock))]

    def by_peer(peer, program):
        command = peer.once(program, mock.url, bench.folder)
        return first_after(mock, need_success(bench.launch(command), command))
    attempts += [(peer.name, lambda peer=peer, program=program: by_peer(peer, program))
                 for peer, program in here]
    rows = []
    for name, attempt in attempts:
        bench.say(name)
        tries = []
        try:
            for _ in range(TRIES):
                mock.reset()
                tries.append(attempt())
        except Failed as failed:
            failures.append(f"{name} failed: {failed}")
            continue
        rows.append({"tool": name, "first_ms": [first for first, _ in tries],
                     "load_ms": [load for _, load in tries]})
    return rows, missing


def report_times(bench):
    bench.say(f"a run of {SAMPLES} samples and its report")
    with Nginx(bench) as nginx:
        loadgate.write_spec(bench, nginx.url, f"{{iterations: {SAMPLES}, users: 32}}")
        measured = loadgate.run(bench)
    costs = [loadgate.compare(bench) for _ in range(3)]
    return {"samples": SAMPLES, "wall_s": median([cost.wall_s for cost in costs]),
            "peak_mib": max(cost.peak_mib for cost in costs),
            "file_kib": (bench.folder / "run.json").stat().st_size / 1024,
            "run_peak_mib": measured.peak_mib}


def measure(bench):
    failures = []
    with Mock(bench, MOCK) as mock:
        rows, missing = starts(bench, mock, failures)
    return {"rows": rows, "report": report_times(bench), "missing": missing, "failures": failures}


def show(data):
    rows = []
    for row in sorted(data["rows"], key=lambda row: median(row["first_ms"])):
        is_ours = row["tool"].startswith("loadgate")
        load = [value for value in row["load_ms"] if value is not None]
        rows.append([row["tool"], f"{figure(median(row['first_ms']))} ms",
                     f"{figure(max(row['first_ms']))} ms",
                     f"{figure(median(load))} ms" if is_ours and load else "–"])
    report = data["report"]
    text = (f"From the fork to the first request at the server, median and worst of {TRIES}. "
            "loadgate's first is the preflight.\n\n")
    text += table(["tool", "first request", "worst", "first of the load"], rows)
    text += (f"\n\nFigures, judgement and all reports of a run of {report['samples']:,} samples "
             f"(`loadgate compare`): {report['wall_s']:.2f} s and {report['peak_mib']:.0f} MiB; its "
             f"file has {report['file_kib']:,.0f} KiB.")
    return text + remarks(data)
