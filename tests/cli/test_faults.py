# SPDX-License-Identifier: Apache-2.0
"""Every request is accounted for, whatever the server does to it: each one is held against the
server's own record of it. LOADGATE_REQUESTS=100000 makes the load as long as that."""
import csv
import os
import sys
import unittest
from collections import Counter

from support import Case, get_json

RATE = 1000
REQUESTS = int(os.environ.get("LOADGATE_REQUESTS", "4000"))
FAULTY = """
listen: 0
record: 400k
stall: {at: 1500ms, for: 500ms}
routes:
  "GET /item/{id}":
    latency: {fixed: 3ms, tails: [{share: 1%, latency: 60ms}]}
    body_size: 400
    errors: {500: 1%, 503: 0.5%, 404: 0.5%}
    hang: 0.2%
    reset: 1%
    half: 1%
    close: 3%
"""
SPEC = """version: 1
name: faults
target: {{url: {url}, timeout: 1200ms}}
scenario: ["GET /item/${{user}}"]
load: {{rate: {rate}/s, for: {seconds}s, max_in_flight: 4000}}
"""
# What the client may call it, by what the server says that it did.
CALLED = {
    ("answered", 200): {"ok"},
    ("answered", 404): {"client_4xx"},
    ("answered", 500): {"server_5xx"},
    ("answered", 503): {"server_5xx", "overloaded"},
    ("reset", 0): {"reset", "reset_on_reuse"},
    ("half", 200): {"reset"},
    ("hung", 0): {"timeout_first_byte", "timeout_total"},
}


class Faults(Case):
    def rows(self):
        self.run_program("report", "run.json", "--format", "csv", "--out", "rows.csv", status=0)
        with open(self.folder / "rows.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))

    def test_each_request_ends_as_the_server_says(self):
        url = self.start_mock(FAULTY)
        self.write("loadgate.yaml", SPEC.format(url=url, rate=RATE, seconds=REQUESTS // RATE))
        self.run_program("run", status=0, timeout=60 + 2 * REQUESTS // RATE)
        rows = self.rows()
        record = [row for row in get_json(url, "/__stats")["requests"] if not row["is_preflight"]]
        told = Counter()
        sent = {row["path"]: row for row in record}
        self.assertEqual(len(sent), len(record), "a request was sent twice")
        self.assertEqual(len(rows), REQUESTS)
        self.assertEqual({f"/item/{row['sequence']}" for row in rows}, set(sent))
        for row in rows:
            server = sent[f"/item/{row['sequence']}"]
            said = (server["outcome"], server["status"])
            told[said, row["outcome"]] += 1
            self.assertIn(row["outcome"], self.expected(server), (row, server))
        if "LOADGATE_REQUESTS" in os.environ:
            print(f"{len(rows)} planned, {len(record)} received:", file=sys.stderr)
            for (said, outcome), count in sorted(told.items(), key=str):
                print(f"  {count:7} {said[0]} {said[1]} → {outcome}", file=sys.stderr)
        self.assertGreaterEqual(len({outcome for _, outcome in told}), 5)

    def expected(self, server):
        """Who leaves while an answer is due was told to: only its own timeout may make a client go,
        and an answer that was late may have crossed it."""
        said = (server["outcome"], server["status"])
        waited = (server["answered_ns"] or server["received_ns"]) - server["received_ns"]
        late = {"timeout_first_byte", "timeout_total"} if waited > 1e9 else set()
        if server["outcome"] in ("gone", "waiting"):
            return {"timeout_first_byte", "timeout_total"}
        return CALLED[said] | late


if __name__ == "__main__":
    unittest.main()
