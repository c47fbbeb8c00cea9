# SPDX-License-Identifier: Apache-2.0
"""No path to green without evidence: every way that we know of, and the test that closes it."""
import importlib
import json
import signal
import time
import unittest

from support import Case, free_port

# Case by case the whole-program test; tests/unit/judge/no_green_test.cpp has them for the judge.
CASES = {
    "a step that vanished": "test_no_green.NoGreen.test_a_step_that_vanished",
    "a rule that matches nothing": "test_no_green.NoGreen.test_a_rule_that_matches_nothing",
    "zero samples": "test_no_green.NoGreen.test_zero_samples",
    "all requests failed": "test_no_green.NoGreen.test_all_requests_failed",
    "60 % failed with only latency rules": "test_no_green.NoGreen.test_most_failed_and_only_latency",
    "a baseline of another testbed": "test_no_green.NoGreen.test_a_baseline_of_another_testbed",
    "an aborted run": "test_no_green.NoGreen.test_an_aborted_run",
    "an untrusted run of a service that burns the CPU":
        "test_fidelity.Fidelity.test_a_slow_server_that_takes_every_core_fails_as_well",
    "a NaN": "test_no_green.NoGreen.test_a_nan",
    "a rule that the change itself removes":
        "test_policies.Policies.test_a_loosened_rule_is_judged_as_it_was_and_listed",
    "a baseline that the change itself edits":
        "test_policies.Policies.test_an_edited_baseline_is_reported_with_both_verdicts",
    "a regression that only one job has seen":
        "test_policies.Policies.test_a_second_job_confirms_what_one_suspects",
    "a second job that is not needed":
        "test_policies.Policies.test_a_second_job_measures_nothing_where_nothing_was_suspect",
    "a waiver that has expired": "test_policies.Policies.test_a_waiver_has_an_end_and_a_size",
    "and no deadlock: an intended slow-down":
        "test_policies.Policies.test_an_intended_slow_down_is_merged_by_a_waiver",
}
MOCK = """seed: 1
routes:
  "GET /item": {{latency: 5ms{fault}}}
  "GET /old": {{latency: 5ms}}
"""
SPEC = """version: 1
name: shop
target: {target}
scenario: {steps}
load: {{rate: 120/s, for: {length}, preflight: {preflight}}}
baseline: {{on_mismatch: {on_mismatch}}}
gate: {{on_inconclusive: fail}}
rules:
  - {{metric: latency.p50, max_increase: 50%, min_delta: 20ms}}
{rules}"""


class NoGreen(Case):
    baseline = None

    def setUp(self):
        super().setUp()
        self.write_spec()
        self.write("mock.yaml", MOCK.format(fault=""))

    def write_spec(self, steps="[GET /item, GET /old]", rules="", target="{mock: mock.yaml}",
                   on_mismatch="inconclusive", length="500ms", preflight="off"):
        self.write("loadgate.yaml", SPEC.format(steps=steps, rules=rules, target=target,
                                                on_mismatch=on_mismatch, length=length,
                                                preflight=preflight))

    def have_baseline(self):
        """Of what setUp() writes, the same for all tests: recorded by the first that asks."""
        path = self.folder / "baselines/shop.json"
        if NoGreen.baseline is None:
            self.run_program("baseline", "record", "--runs", "5", "--reason", "of a test", status=0)
            NoGreen.baseline = path.read_text()
        self.write("baselines/shop.json", NoGreen.baseline)

    def states(self):
        return {row["key"]: row["state"] for row in self.result()["judgement"]["findings"]}

    def assert_not_green(self, done, *statuses):
        self.assertIn(done.returncode, statuses, done.stdout + done.stderr)
        self.assertNotIn(self.result()["judgement"]["verdict"], ("pass", "warn"))

    def test_every_case_has_its_test(self):
        for case, name in CASES.items():
            module, group, test = name.split(".")
            self.assertTrue(hasattr(getattr(importlib.import_module(module), group), test), case)

    def test_a_step_that_vanished(self):
        self.have_baseline()
        self.write_spec(steps="[GET /item]")
        self.assert_not_green(self.run_program("check"), 1)
        self.assertIn("missing", self.states().values())

    def test_a_rule_that_matches_nothing(self):
        self.write_spec(rules="  - {metric: latency.p95, step: main/GET /gone, at_most: 1s}\n")
        done = self.run_program("check", status=2)
        self.assertIn("no step matches 'main/GET /gone'", done.stderr)
        # Nor in a run file that somebody has edited.
        self.write_spec()
        self.run_program("run", "--out", "run.json", status=0)
        run = json.loads((self.folder / "run.json").read_text())
        run["rules"][0]["phase"] = "nowhere"
        self.write("run.json", json.dumps(run))
        done = self.run_program("compare", "run.json", "--report-dir", "loadgate-report")
        self.assert_not_green(done, 1)

    def test_zero_samples(self):
        self.write_spec(target=f"http://127.0.0.1:{free_port()}", preflight="on")
        self.assert_not_green(self.run_program("check"), 4)

    def test_all_requests_failed(self):
        self.have_baseline()
        self.write("mock.yaml", MOCK.format(fault=", errors: {500: 100%}"))
        self.write_spec(rules="  - {metric: error_rate, severity: off}\n")
        self.assert_not_green(self.run_program("check"), 1, 4)

    def test_most_failed_and_only_latency(self):
        self.have_baseline()
        self.write("mock.yaml", MOCK.format(fault=", errors: {500: 60%}"))
        self.assert_not_green(self.run_program("check"), 1)  # by the guard
        self.write_spec(rules="  - {metric: error_rate, severity: off}\n")
        self.assert_not_green(self.run_program("check"), 1, 3)
        self.assertNotIn(self.states()["latency.p50 main/GET /item [load] increase"],
                         ("pass", "improved"))

    def test_a_baseline_of_another_testbed(self):
        self.have_baseline()
        path = self.folder / "baselines/shop.json"
        pool = json.loads(path.read_text())
        for run in pool["runs"]:
            run["testbed"]["usable_cores"] += 62
        self.write("baselines/shop.json", json.dumps(pool))
        self.assert_not_green(self.run_program("check"), 3)
        self.assertIn("incomparable", self.states().values())
        self.write_spec(on_mismatch="fail")
        self.assert_not_green(self.run_program("check"), 3)

    def test_an_aborted_run(self):
        self.write_spec(length="30s")
        process = self.start_program("check")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertNotIn(self.result()["judgement"]["verdict"], ("pass", "warn"))
        done = self.run_program("compare", "loadgate-report/run.json", "--report-dir", "again")
        self.assertNotEqual(done.returncode, 0)

    def test_a_nan(self):
        self.have_baseline()
        text = (self.folder / "baselines/shop.json").read_text()
        pool = json.loads(text)
        scope = next(scope for scope in pool["runs"][0]["figures"]["scopes"]
                     if scope["step"] == "main/GET /item")
        for number in ("NaN", "1e999", "-1", '"fast"'):
            scope["distributions"]["latency"]["statistics"]["p50"] = "@"
            self.write("baselines/shop.json", json.dumps(pool).replace('"@"', number))
            done = self.run_program("check")
            self.assertEqual(done.returncode, 2, f"{number}: {done.stdout}")


if __name__ == "__main__":
    unittest.main()
