# SPDX-License-Identifier: Apache-2.0
"""loadgate calibrate: the same load again and again, and what its noise would have done."""
import json
import re
import signal
import unittest

from support import Case, free_port

MOCK = """
listen: 0
routes:
  GET /item: {latency: {lognormal: {median: 5ms, sigma: 0.2}}}
"""
SPEC = """version: 1
name: shop
target: {mock: mock.yaml}
scenario: [{name: item, request: GET /item, expect: {status: 200}}]
load: {rate: 100/s, for: 1s}
rules:
  - {metric: latency.p50, max_increase: 300%, min_delta: 20ms}
  - {metric: latency.p50, at_most: 1s}
"""


class Calibrate(Case):
    def setUp(self):
        super().setUp()
        self.write("mock.yaml", MOCK)
        self.write("loadgate.yaml", SPEC)

    def test_it_shows_noise_false_alarms_and_what_to_allow(self):
        done = self.run_program("calibrate", "--runs", "4", "--write", "noise.json", status=0)
        self.assertRegex(done.stdout, r"^shop  calibrate: 4 runs of unchanged code on \S")
        self.assertEqual(len(re.findall(r"(?m)^ +[1-4]  (trusted|degraded|untrusted) ", done.stdout)), 4,
                         done.stdout)
        row = next(line for line in done.stdout.splitlines()
                   if line.startswith("  latency.p50 main/item [load] increase"))
        self.assertRegex(row, r"  \d.* ms +\d.* %  +0 of 4 +\+300 % +\+\S+ % +\+\S+ %  "
                              r"(more than )?\d+ slices of 60( see \+\S+ %)? \(assumed\)$")
        self.assertIn("error_rate main/item [load] increase", done.stdout)
        self.assertNotIn("limit", done.stdout)
        self.assertIn("false alarms of the gate: 0 of 4 runs against all others, 0 of 12 against each "
                      "other one\n", done.stdout)
        self.assertIn("run 4 of 4\n", done.stderr)
        record = json.loads((self.folder / "noise.json").read_text())
        self.assertEqual(record["schema"], "loadgate.calibration.v1")
        self.assertEqual(record["spec_name"], "shop")
        self.assertEqual(len(record["runs"]), 4)
        rule = next(rule for rule in record["rules"] if rule["key"].startswith("latency.p50"))
        self.assertEqual(rule["against_one"], {"fired": 0, "compared": 12})
        self.assertGreater(rule["spread"], 0)
        self.assertGreater(rule["sees"], rule["tolerance"])

    def test_nothing_is_written_unless_it_is_asked_for(self):
        self.run_program("calibrate", "--runs", "3", status=0)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()
                                if path.name != "loadgate-report"), ["loadgate.yaml", "mock.yaml"])
        self.assertFalse((self.folder / "loadgate-report/run.json").exists())

    def test_time_is_kept(self):
        done = self.run_program("calibrate", "--for", "100ms", status=4)
        self.assertIn("time for 1 of at least 3 runs only\nhint: raise --for, or shorten the load\n",
                      done.stderr)
        done = self.run_program("calibrate", "--for", "soon", status=2)
        self.assertIn("--for expects a duration such as 10m, got 'soon'", done.stderr)

    def test_a_target_that_is_not_there_is_status_4(self):
        self.run_program("calibrate", "--target", f"http://127.0.0.1:{free_port()}", status=4)

    def test_a_signal_ends_it(self):
        process = self.start_program("calibrate", "--runs", "50")
        self.assertEqual(process.stderr.readline(), "run 1 of 50\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), 130)


if __name__ == "__main__":
    unittest.main()
