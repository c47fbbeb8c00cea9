# SPDX-License-Identifier: Apache-2.0
"""Phases are judged apart: a spike that the server slows fails only its own rule. What is slow here is
slower than any busy machine makes it, and what is not has time."""
import unittest

from support import Case, end

MOCK = """
listen: 0
routes:
  "GET /item":
    latency: 20ms
    slow: {factor: 15, from: 3s, for: 3s}
"""
SPEC = """version: 1
name: spike
target: {url}
scenario: [GET /item]
load:
  phases:
    - {{name: steady, for: 3s, rate: 100/s}}
    - {{name: spike, for: 3s, rate: 300/s}}
    - {{name: after, for: 3s, rate: 100/s}}
rules:
  - {{metric: latency.p50, phase: steady, at_most: 150ms}}
  - {{metric: latency.p50, phase: spike, at_most: 150ms}}
  - {{metric: latency.p50, phase: after, at_most: 150ms}}
"""
# Slower from the spike on: it does not recover.
TIRED = """
listen: 0
routes:
  "GET /item":
    latency: 20ms
    slow: {factor: 10, from: 12s, for: 60s}
"""
RECOVERY = """version: 1
name: recovery
target: {url}
scenario: [GET /item]
load:
  phases:
    - {{name: steady, for: 11s, rate: 40/s}}
    - {{name: spike, for: 1s, rate: 200/s}}
    - {{name: after, for: 11s, rate: 40/s}}
rules:
  - {{metric: latency.p50, at_most: 5s, max_increase: 300%, min_delta: 100ms}}
  - {{metric: latency.p50, phase: after, compare_to_phase: steady, max_increase: 20%, min_delta: 90ms}}
"""
# 200 ms at 20/s: four in flight; at 300/s: sixty.
CROWDED = """
listen: 0
routes:
  "GET /item":
    latency: 200ms
    body: {json: {name: Tea kettle}}
    above: {in_flight: 20, corrupt: 30%}
"""
CHECKED = """version: 1
name: crowd
target: {url}
scenario: [{{request: GET /item, expect: {{status: 200, contains: Tea kettle}}}}]
load:
  phases:
    - {{name: steady, for: 3s, rate: 20/s}}
    - {{name: crowd, for: 2s, rate: 300/s}}
rules:
  - {{metric: check_rate, phase: steady, at_least: 99%}}
  - {{metric: check_rate, phase: crowd, at_least: 99%}}
"""


class Phases(Case):
    def test_answers_that_are_useless_under_load_fail_the_check_by_name(self):
        url = self.start_mock(CROWDED)
        self.write("loadgate.yaml", CHECKED.format(url=url))
        done = self.run_program("check", status=1)
        failed = [key for key in self.findings("fail") if key.startswith("check_rate")]
        self.assertEqual(len(failed), 1, failed)
        self.assertIn("[crowd]", failed[0])
        self.assertFalse([key for key in self.findings("fail") if "[steady]" in key])
        self.assertIn("contains Tea kettle: not in the body", done.stdout)

    def test_a_service_that_does_not_recover_fails_only_the_rule_about_that(self):
        url = self.start_mock(TIRED)
        self.write("loadgate.yaml", RECOVERY.format(url=url))
        done = self.run_program("check", status=1)
        self.assertEqual(self.findings("fail"),
                         ["latency.p50 main/GET /item [after vs steady] increase"])
        self.assertIn("after vs steady", done.stdout)

    def check_anew(self):
        url = self.start_mock(MOCK)
        self.write("loadgate.yaml", SPEC.format(url=url))
        self.run_program("check", status=1)
        end(self.mock)
        return self.findings("fail")

    def test_a_slow_spike_fails_only_its_rule(self):
        spike = "latency.p50 main/GET /item [spike] limit"
        failed = self.in_a_quiet_moment(self.check_anew, lambda failed: failed == [spike])
        self.assertEqual(failed, [spike])
        phases = {row["name"]: row for row in self.result()["phases"]}
        self.assertEqual([phases[name]["requests"] for name in ("steady", "spike", "after")],
                         [300, 900, 300])


if __name__ == "__main__":
    unittest.main()
