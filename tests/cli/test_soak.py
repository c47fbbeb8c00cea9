# SPDX-License-Identifier: Apache-2.0
"""A run needs no more memory and no more descriptors the longer it goes on."""
import json
import os
import pathlib
import signal
import unittest

from support import Case, get_json

MOCK = """
listen: 0
record: 0
routes:
  "GET /items/{id}": {latency: 1ms, body: {json: {ok: true}}}
"""
# Everything that ends a connection, and what is sent again.
ROUGH = """
listen: 0
record: 0
routes:
  "GET /items/{id}":
    latency: 1ms
    body: {json: {ok: true}}
    close: 20%
    reset: 2%
    half: 2%
    errors: {503: 0.5%}
"""
USERS = 8
SPEC = """version: 1
name: soak
target: {url}
scenario:
  - "GET /items/${{user}}"
  - "GET /items/${{iteration}}"
load:
  retries: 2
  phases:
    - {{name: users, users: {users}, {length}}}
rules:
  - {{metric: latency.p99, at_most: 10s, phase: users}}
"""
REQUESTS = 6000
# A sanitized program keeps what it has given back, to see who uses it still.
UNDELAYED = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") +
             ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}
KIB_A_REQUEST_MUST_NOT_LEAVE = 0.05


def spec(url, length="iterations: 400"):
    return SPEC.format(url=url, users=USERS, length=length)


def state_of(pid):
    """(KiB in memory, open descriptors)"""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    memory = int(status.split("VmRSS:")[1].split()[0])
    return memory, len(os.listdir(f"/proc/{pid}/fd"))


class Soak(Case):
    def test_memory_and_descriptors_stay_as_they_are(self):
        url = self.start_mock(ROUGH)
        self.write("loadgate.yaml", spec(url, "for: 1h"))
        # So few samples are kept that nearly all are counted in histograms only.
        running = self.start_program("run", "--out", "run.json",
                                     environment={**UNDELAYED, "LOADGATE_MOST_SAMPLES": "200"})
        looks, served = [], 0
        while served < REQUESTS and running.poll() is None:
            looks.append((served, *state_of(running.pid)))
            served = get_json(url, "/__stats")["arrivals"]
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 130, out + errors)
        self.assert_steady([look for look in looks if look[0] >= REQUESTS / 2])
        run = json.loads((self.folder / "run.json").read_text())
        outcomes = [sum(column) for column in zip(
            *(scope["ends"] for scope in run["histograms"]["scopes"] if scope["step"] < 2))]
        self.assertGreater(outcomes[0], REQUESTS / 2)
        self.assertGreater(sum(outcomes) - outcomes[0], REQUESTS / 100, outcomes)

    def assert_steady(self, looks):
        served, memory, descriptors = zip(*looks)
        self.assertGreater(len(looks), 3)
        grown = memory[-1] - memory[0]
        requests = served[-1] - served[0]
        self.assertLess(grown, 1024 + requests * KIB_A_REQUEST_MUST_NOT_LEAVE,
                        f"KiB after {requests} requests: {memory}")
        # A user has one connection or none at the moment.
        self.assertLessEqual(max(descriptors) - min(descriptors), USERS + 2, descriptors)

    def test_a_run_of_histograms_is_judged_and_says_so(self):
        self.write("loadgate.yaml", spec(self.start_mock(MOCK)))
        few = {"LOADGATE_MOST_SAMPLES": "100"}
        self.run_program("check", status=0, environment=few)
        run = json.loads((self.folder / "loadgate-report/run.json").read_text())
        self.assertEqual(run["samples"]["count"], 0)
        self.assertGreater(sum(run["histograms"]["scopes"][0]["ends"]), 100)
        report = (self.folder / "loadgate-report/report.md").read_text()
        self.assertIn("percentiles come from histograms of 3 digits", report)
        done = self.run_program("report", "loadgate-report/run.json", "--format", "csv", status=2)
        self.assertIn("more requests than are kept", done.stderr)
        self.run_program("compare", "loadgate-report/run.json", "loadgate-report/run.json",
                         "--fail-on", "never")
        done = self.run_program("run", status=2, environment={"LOADGATE_MOST_SAMPLES": "many"})
        self.assertIn("LOADGATE_MOST_SAMPLES expects a number of requests", done.stderr)

    def test_merged_shards_of_histograms_are_the_same_in_any_order(self):
        self.write("loadgate.yaml", spec(self.start_mock(MOCK)))
        environments = [{"LOADGATE_MOST_SAMPLES": "50"}, {}, {"LOADGATE_MOST_SAMPLES": "50"}]
        running = [self.start_program("run", "--shard", f"{k}/3", "--out", f"{k}.json",
                                      environment=environment)
                   for k, environment in enumerate(environments)]
        for process in running:
            out, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, out + errors)
        self.run_program("merge", "0.json", "1.json", "2.json", "--out", "all.json", status=0)
        self.run_program("merge", "2.json", "1.json", "--partial", "--out", "some.json", status=0)
        self.run_program("merge", "some.json", "0.json", "--out", "again.json", status=0)
        merged = (self.folder / "all.json").read_bytes()
        self.assertEqual(merged, (self.folder / "again.json").read_bytes())
        scopes = json.loads(merged)["histograms"]["scopes"]
        self.assertEqual([sum(scope["ends"]) for scope in scopes], [400, 400, 400])
        self.run_program("compare", "all.json", status=0)


if __name__ == "__main__":
    unittest.main()
