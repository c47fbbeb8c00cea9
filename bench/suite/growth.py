# SPDX-License-Identifier: Apache-2.0
"""How the cost grows with rate, connections, steps and samples; loadgate on one core, nginx on the
other."""
import loadgate
from bench import Failed
from closed import remarks
from servers import Nginx
from tables import figure, table, triple

RATES = (100, 1000, 5000, 10_000, 20_000)
CONNECTIONS = (1, 32, 256, 1000, 4000)
STEPS = (1, 4, 16)
SAMPLES = (10_000, 100_000, 400_000)
SECONDS = 3
# Each with a capture, a draw, and checks: what a flow of a real spec has.
STEP = ("{name: step%d, request: 'POST /items/%d?n=${random:1..1000}', "
        "json: {number: '${random:1..9}', note: '${uuid}'}, capture: {id: json:/id}, "
        "expect: {status: 200, json: {/ok: true}}}")


def by_rate(bench, nginx, rate):
    loadgate.write_spec(bench, nginx.url, f"{{rate: {rate}/s, for: {SECONDS}s}}")
    cost, result = loadgate.check(bench)
    lag = [value * 1000 for value in loadgate.figures(result, "schedule_lag")]
    return cost, {"lag_us": lag, "share": cost.cpu_s / cost.wall_s}


def by_connections(bench, nginx, users):
    loadgate.write_spec(bench, nginx.url, f"{{users: {users}, for: {SECONDS}s}}")
    cost, _ = loadgate.check(bench)
    return cost, {}


def by_steps(bench, nginx, steps):
    scenario = "[" + ", ".join(STEP % (number, number) for number in range(steps)) + "]"
    loadgate.write_spec(bench, nginx.url, f"{{users: 32, for: {SECONDS}s}}", scenario)
    cost, _ = loadgate.check(bench)
    return cost, {}


def by_samples(bench, nginx, samples):
    loadgate.write_spec(bench, nginx.url, f"{{iterations: {samples}, users: 32}}")
    cost = loadgate.run(bench)
    report = loadgate.compare(bench)
    return cost, {"run_peak_mib": cost.peak_mib, "report_s": report.wall_s,
                  "report_peak_mib": report.peak_mib,
                  "file_kib": (bench.folder / "run.json").stat().st_size / 1024}


WAYS = (("rate", RATES, by_rate), ("connections", CONNECTIONS, by_connections),
        ("steps", STEPS, by_steps), ("samples", SAMPLES, by_samples))


def measure(bench):
    found, failures = {way: [] for way, _, _ in WAYS}, []
    with Nginx(bench) as nginx:
        for way, sizes, attempt in WAYS:
            for size in sizes:
                bench.say(f"{way} {size}")
                before = nginx.served()
                try:
                    cost, more = attempt(bench, nginx, size)
                except Failed as failed:
                    failures.append(f"{way} {size} failed: {failed}")
                    continue
                requests = nginx.served() - before
                found[way].append({"size": size, "requests": requests, "peak_mib": cost.peak_mib,
                                   "cpu_us": cost.cpu_s / requests * 1e6, **more})
    return {**found, "missing": [], "failures": failures}


def show(data):
    text = "Rate, open loop:\n\n" + table(
        ["", "CPU", "CPU µs a request", "lag p50 / p99 / max µs"],
        [[f"{row['size']:,}/s", f"{row['share']:.0%}", figure(row["cpu_us"]), triple(row["lag_us"])]
         for row in data["rate"]])
    text += "\n\nConnections, closed loop:\n\n" + table(
        ["", "CPU µs a request", "peak memory"],
        [[f"{row['size']:,}", figure(row["cpu_us"]), f"{row['peak_mib']:.0f} MiB"]
         for row in data["connections"]])
    text += ("\n\nSteps of a flow, 32 users, each with a capture, draws, a JSON body and two "
             "checks:\n\n") + table(
        ["", "CPU µs a request", "peak memory"],
        [[row["size"], figure(row["cpu_us"]), f"{row['peak_mib']:.0f} MiB"]
         for row in data["steps"]])
    text += ("\n\nSamples, `loadgate run` and the report of its file by `loadgate compare`:"
             "\n\n") + table(
        ["", "peak of the run", "run file", "report", "peak of the report"],
        [[f"{row['size']:,}", f"{row['run_peak_mib']:.0f} MiB", f"{row['file_kib']:,.0f} KiB",
          f"{row['report_s']:.2f} s", f"{row['report_peak_mib']:.0f} MiB"]
         for row in data["samples"]])
    return text + remarks(data)
