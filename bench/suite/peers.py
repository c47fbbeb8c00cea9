# SPDX-License-Identifier: Apache-2.0
"""Other load generators: how each is installed, what it is told, and what it says. A figure is read
from the tool's own report, in its own precision; what it does not report stays empty."""
import dataclasses
import json
import pathlib
import re
import shutil


@dataclasses.dataclass
class Said:
    """By the tool. Times in milliseconds; None: it does not say."""
    requests: int
    per_second: float
    p50: float = None
    p99: float = None
    longest: float = None
    note: str = ""


@dataclasses.dataclass
class Peer:
    name: str
    install: str              # the command, {peers} stands for the folder
    closed: callable          # (program, url, connections, seconds, folder) -> command
    read: callable            # (output, folder) -> Said
    once: callable            # (program, url, folder) -> command for as little as it can send
    paced: callable = None    # (program, url, rate, seconds, folder) -> command, None: no rates
    how: str = ""             # what is to be known about `paced`

    def find(self, peers):
        for folder in (peers / "bin", peers / "node_modules/.bin", peers):
            if (folder / self.name).is_file():
                return str(folder / self.name)
        return shutil.which(self.name)


MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}


def duration(text):
    """'635.00us', '1.02ms', '2.1s' in milliseconds."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m|h)", text.strip()).groups()
    return float(number) * MILLISECONDS[unit]


def found(pattern, text, convert=float):
    match = re.search(pattern, text, re.M)
    return convert(match[1]) if match else None


def read_wrk(output, _):
    return Said(found(r"^\s*(\d+) requests in", output, int),
                found(r"^Requests/sec:\s+([\d.]+)", output),
                found(r"^\s+50%\s+(\S+)", output, duration),
                found(r"^\s+99%\s+(\S+)", output, duration),
                found(r"^\s+Latency\s+\S+\s+\S+\s+(\S+)", output, duration))


def read_h2load(output, _):
    longest = found(r"^time for request:\s+\S+\s+(\S+)", output, duration)
    return Said(found(r"(\d+) succeeded", output, int),
                found(r"^finished in \S+, ([\d.]+) req/s", output), None, None, longest)


def read_hey(output, _):
    def seconds(text):
        return float(text) * 1000
    statuses = re.findall(r"^\s+\[\d+\]\s+(\d+) responses", output, re.M)
    return Said(sum(map(int, statuses)), found(r"^\s+Requests/sec:\s+([\d.]+)", output),
                found(r"^\s+50%+ in ([\d.]+) secs", output, seconds),
                found(r"^\s+99%+ in ([\d.]+) secs", output, seconds),
                found(r"^\s+Slowest:\s+([\d.]+) secs", output, seconds))


def read_fortio(_, folder):
    report = json.loads(pathlib.Path(folder, "fortio.json").read_text())
    histogram = report["DurationHistogram"]
    ranks = {row["Percentile"]: row["Value"] * 1000 for row in histogram.get("Percentiles") or []}
    return Said(histogram["Count"], report["ActualQPS"], ranks.get(50), ranks.get(99),
                histogram["Max"] * 1000, "interpolated in buckets; warms up")


def read_oha(output, _):
    report = json.loads(output[output.index("{"):])
    ranks = report["latencyPercentiles"]

    def in_ms(value):
        return None if value is None else value * 1000
    return Said(sum(report["statusCodeDistribution"].values()),
                report["summary"]["requestsPerSec"], in_ms(ranks["p50"]), in_ms(ranks["p99"]),
                in_ms(report["summary"]["slowest"]))


def read_k6(output, _):
    metrics = json.loads(output[output.index("{"):output.rindex("}") + 1])
    times = metrics["http_req_duration"]["values"]
    dropped = metrics.get("dropped_iterations", {"values": {"count": 0}})["values"]["count"]
    return Said(metrics["http_reqs"]["values"]["count"], metrics["http_reqs"]["values"]["rate"],
                times["med"], times["p(99)"], times["max"],
                f"{dropped:.0f} dropped" if dropped else "")


def read_autocannon(output, _):
    report = json.loads(output[output.index("{"):])
    latency = report["latency"]
    return Said(report["requests"]["total"], report["requests"]["average"], latency["p50"],
                latency["p99"], latency["max"], "whole milliseconds")


K6 = """import http from 'k6/http';
import {{ sleep }} from 'k6';
export const options = {{ discardResponseBodies: true, {options} }};
export default function () {{ http.get('{url}'); {after} }}
export function handleSummary(data) {{ return {{ stdout: JSON.stringify(data.metrics) }}; }}
"""
K6_FIGURES = "summaryTrendStats: ['med', 'p(99)', 'max'], "


def k6_script(program, folder, url, options, after=""):
    script = pathlib.Path(folder, "k6.js")
    script.write_text(K6.format(options=K6_FIGURES + options, url=url, after=after))
    return [program, "run", "-q", "--no-usage-report", script]


def k6_paced(program, url, rate, seconds, folder):
    return k6_script(program, folder, url,
                     "scenarios: { a: { executor: 'constant-arrival-rate', "
                     f"rate: {rate}, timeUnit: '1s', duration: '{seconds}s', "
                     "preAllocatedVUs: 300 } }")


def k6_users(program, url, users, seconds, folder):
    """With pauses of one to three seconds, as the memory section has them."""
    return k6_script(program, folder, url, f"vus: {users}, duration: '{seconds}s'",
                     "sleep(1 + 2 * Math.random());")


def fortio(program, url, *options):
    return [program, "load", "-quiet", "-json", "fortio.json", "-r", "0.00001", "-p", "50,99",
            *options, url]


PEERS = [
    Peer("wrk", "apt-get install wrk",
         closed=lambda p, url, c, s, f: [p, "-t1", f"-c{c}", f"-d{s:.0f}s", "--latency", url],
         read=read_wrk, once=lambda p, url, f: [p, "-t1", "-c1", "-d1s", url]),
    Peer("h2load", "apt-get install nghttp2-client",
         closed=lambda p, url, c, s, f: [p, "--h1", "-t1", f"-c{c}", "-D", f"{s:.0f}", url],
         read=read_h2load, once=lambda p, url, f: [p, "--h1", "-n1", "-c1", url],
         paced=lambda p, url, r, s, f: [p, "--h1", "-t1", "-c100", "--rps", f"{r // 100}", "-D",
                                        f"{s:.0f}", url],
         how="100 clients at a rate of their own"),
    Peer("hey", "apt-get install hey",
         closed=lambda p, url, c, s, f: [p, "-c", f"{c}", "-z", f"{s:.0f}s", url],
         read=read_hey, once=lambda p, url, f: [p, "-n", "1", "-c", "1", url],
         paced=lambda p, url, r, s, f: [p, "-c", "100", "-q", f"{r // 100}", "-z", f"{s:.0f}s",
                                        url],
         how="100 workers at a rate of their own"),
    Peer("fortio", "GOBIN={peers}/bin go install fortio.org/fortio@v1.63.10",
         closed=lambda p, url, c, s, f: fortio(p, url, "-c", f"{c}", "-qps", "0", "-t", f"{s}s"),
         read=read_fortio,
         once=lambda p, url, f: fortio(p, url, "-c", "1", "-qps", "0", "-n", "1"),
         paced=lambda p, url, r, s, f: fortio(p, url, "-c", "100", "-qps", f"{r}", "-t", f"{s}s"),
         how="100 connections"),
    Peer("oha", "cargo install oha --locked --root {peers}",
         closed=lambda p, url, c, s, f: [p, "--no-tui", "--output-format", "json", "-c", f"{c}",
                                         "-z", f"{s:.0f}s", url],
         read=read_oha,
         once=lambda p, url, f: [p, "--no-tui", "--output-format", "json", "-c", "1", "-n", "1",
                                 url],
         paced=lambda p, url, r, s, f: [p, "--no-tui", "--output-format", "json", "-c", "300", "-q",
                                        f"{r}", "-z", f"{s:.0f}s", "--latency-correction", url],
         how="300 connections, --latency-correction"),
    Peer("k6", "GOBIN={peers}/bin go install go.k6.io/k6@latest",
         closed=lambda p, url, c, s, f: k6_script(p, f, url, f"vus: {c}, duration: '{s}s'"),
         read=read_k6, once=lambda p, url, f: k6_script(p, f, url, "vus: 1, iterations: 1"),
         paced=k6_paced, how="constant-arrival-rate, 300 users"),
    Peer("autocannon", "npm install --prefix {peers} autocannon",
         closed=lambda p, url, c, s, f: [p, "-j", "-c", f"{c}", "-d", f"{s:.0f}", url],
         read=read_autocannon, once=lambda p, url, f: [p, "-j", "-c", "1", "-a", "1", url],
         paced=lambda p, url, r, s, f: [p, "-j", "-c", "100", "-R", f"{r}", "-d", f"{s:.0f}", url],
         how="100 connections"),
]


def installed(peers):
    """[(peer, program)] of those that are here, and a line for each other one."""
    here = [(peer, peer.find(peers)) for peer in PEERS]
    missing = [f"{peer.name} is not installed: `{peer.install.format(peers='build/peers')}`"
               for peer, program in here if not program]
    return [(peer, program) for peer, program in here if program], missing
