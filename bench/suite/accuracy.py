# SPDX-License-Identifier: Apache-2.0
"""loadgate's figures beside the server's record: 20 ms, 1 % at 200 ms."""
import loadgate
from bench import three
from servers import Mock
from tables import table

RATE, SECONDS = 500, 8
MOCK = """routes:
  "GET /": {latency: {fixed: 20ms, tails: [{share: 1%, latency: 200ms}]}}
"""


def measure(bench):
    found = []
    with Mock(bench, MOCK) as mock:
        for name, cores in (("on one core", None), ("not pinned", bench.both_cores())):
            bench.say(name)
            mock.reset()
            loadgate.write_spec(bench, mock.url, f"{{rate: {RATE}/s, for: {SECONDS}s}}")
            _, result = loadgate.check(bench, cores)
            truth = three(row["service_ns"] / 1e6 for row in mock.record())
            found.append({"tool": name, "said": loadgate.figures(result, "latency"), "truth": truth,
                          "trust": loadgate.trust(result)})
    return {"rate": RATE, "seconds": SECONDS, "rows": found}


def show(data):
    rows = []
    for row in data["rows"]:
        for name, said, truth in zip(("p50", "p99", "max"), row["said"], row["truth"]):
            rows.append([f"{name}, {row['tool']}", f"{truth:.3f} ms", f"{said:.3f} ms",
                         f"{said - truth:+.3f} ms", f"{max(0.2, truth / 100):.2f} ms"])
    text = (f"{data['rate']}/s for {data['seconds']} s against the mock: 20 ms, and 200 ms for 1 % "
            "of the requests.\n\n")
    return text + table(["", "server's record", "loadgate", "off by", "aim"], rows)
