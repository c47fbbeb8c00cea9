# SPDX-License-Identifier: Apache-2.0
"""loadgate selftest: a proxy disturbs the target, and each rule trips on its own injection only."""
import re
import shutil
import signal
import unittest

from support import ROOT, Case, free_port

# As short as rules about p95 allow: 60 requests of each step.
SHORT = ("--shorten", "1500ms")
NO_RULES = re.compile(r"(?ms)^rules:.*")
PHASES = """version: 1
name: phases
target: {{mock: mock.yaml}}
scenario:
  - {{name: a, request: GET /a, expect: {{status: 200, json: {{/ok: true}}}}}}
  - {{name: b, request: GET /b}}
load:
  phases:
    - {{name: steady, for: 1s, rate: 60/s}}
    - {{name: after, for: 1s, rate: 60/s}}
rules:
{rules}
  - {{metric: error_rate, severity: "off"}}
"""
MOCK = """
listen: 0
routes:
  GET /a: {latency: 5ms, body: {json: {ok: true}}}
  GET /b: {latency: 20ms, body: hello}
"""


class SelfTest(Case):
    def quick_start(self, rules=None):
        shutil.copytree(ROOT / "examples/quickstart", self.folder, dirs_exist_ok=True)
        if rules:
            spec = (self.folder / "loadgate.yaml").read_text()
            self.write("loadgate.yaml", NO_RULES.sub("rules:\n" + rules, spec))

    def selftest(self, *arguments, status):
        """In a quiet moment: where the host takes the CPU, nothing can be shown, and it says so."""
        for _ in range(3):
            done = self.run_program("selftest", *arguments)
            if done.returncode == status or "not to be trusted" not in done.stdout + done.stderr:
                break
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def rows(self, text):
        """{rule: (tripped, others)} of the table."""
        table = re.findall(r"(?m)^  [✓✗]  (.+?\]) +(\S.*?)  +(yes|no)  +(\S.*)$", text)
        return {rule: (tripped, others) for rule, _, tripped, others in table}

    def test_on_the_quick_start_every_rule_trips_on_its_injection_and_no_other_does(self):
        self.quick_start()
        done = self.selftest(*SHORT, status=0)
        rules = [f"{metric} buy/{step} [steady]" for metric in ("error_rate", "latency.p95")
                 for step in ("add to cart", "login", "order")]
        self.assertEqual(self.rows(done.stdout), {rule: ("yes", "none") for rule in rules},
                         done.stdout)
        self.assertIn("quickstart  selftest: each of 6 rules trips on its injection, and no other "
                      "does\n", done.stdout)
        self.assertIn("compared with a clean pass through the same proxy: the baseline is of "
                      "another load or machine", done.stdout)
        self.assertIn("injection 6 of 6: buy/", done.stderr)
        self.assertFalse((self.folder / "loadgate-report/result.json").exists())
        self.assertNotIn("open-sesame", done.stdout + done.stderr)

    def test_a_rule_that_tolerates_anything_sleeps_and_is_named(self):
        self.quick_start('  - {metric: latency.p50, step: buy/login, max_increase: 100000%}\n'
                         '  - {metric: error_rate, severity: "off"}\n')
        done = self.selftest("--shorten", "500ms", status=1)
        self.assertEqual(self.rows(done.stdout), {"latency.p50 buy/login [steady]": ("no", "none")})
        self.assertIn("selftest: 1 rule sleeps\n", done.stdout)
        self.assertRegex(done.stdout,
                         r"✗ asleep: latency\.p50 buy/login \[steady\] increase, at buy/login: each "
                         r"answer 500 ms later: \S")

    def test_a_rule_of_one_phase_is_tried_in_it_and_the_flow_follows_its_step(self):
        self.write("mock.yaml", MOCK)
        self.write("loadgate.yaml", PHASES.format(rules="""
  - {metric: latency.p75, step: main/b, phase: after, max_increase: 50%}
  - {metric: latency.p50, step: main/a, max_increase: 50%}
  - {metric: iteration.p75, max_increase: 50%}"""))
        done = self.selftest(status=0)
        rows = self.rows(done.stdout)
        self.assertEqual({tripped for tripped, _ in rows.values()}, {"yes"}, done.stdout)
        self.assertEqual(rows["latency.p75 main/b [after]"], ("yes", "only what follows"))
        self.assertRegex(done.stdout, r"follows, as it looks at the same answers: iteration\.p75 main "
                                      r"\[after\] increase, at main/b: ")
        self.assertNotIn("iteration.p75 main [steady] increase, at main/b", done.stdout)
        self.assertEqual(len(rows), 5, done.stdout)

    def test_bodies_are_made_larger_and_broken(self):
        self.write("mock.yaml", MOCK)
        self.write("loadgate.yaml", PHASES.format(rules="""
  - {metric: bytes_in.mean, step: main/a, phase: after, max_increase: 10%}
  - {metric: check_rate, step: main/a, phase: after, at_least: 99%}"""))
        done = self.selftest("--shorten", "500ms", status=0)
        self.assertEqual(self.rows(done.stdout),
                         {"bytes_in.mean main/a [after]": ("yes", "none"),
                          "check_rate main/a [after]": ("yes", "none")}, done.stdout)
        self.assertRegex(done.stdout, r"main/a: each answer \d+ B larger")
        self.assertRegex(done.stdout, r"main/a: [\d.]+ % of the answers with a broken body")

    def test_what_no_server_can_trip_is_not_called_proven(self):
        self.write("mock.yaml", MOCK)
        self.write("loadgate.yaml", PHASES.format(
            rules="  - {metric: schedule_lag.p50, step: main/a, phase: after, at_most: 5s}"))
        done = self.selftest("--shorten", "200ms", status=1)
        self.assertIn("selftest: 1 condition could not be tried\n", done.stdout)
        self.assertIn("✗ not tried: schedule_lag.p50 main/a [after] limit: no answer of a server "
                      "changes it\n", done.stdout)

    def test_a_rule_that_fails_without_any_injection_ends_it(self):
        self.write("mock.yaml", MOCK)
        self.write("loadgate.yaml", PHASES.format(
            rules="  - {metric: latency.p50, step: main/a, at_most: 1ms}"))
        done = self.selftest("--shorten", "500ms", status=1)
        self.assertIn("selftest: rules fail without any injection", done.stdout)
        self.assertIn("✗ latency.p50 main/a [after] limit: ", done.stdout)
        self.assertNotIn("injection 1", done.stderr)

    def test_a_target_that_is_not_there_is_status_4_and_a_bad_spec_2(self):
        url = f"http://127.0.0.1:{free_port()}"
        self.quick_start()
        done = self.run_program("selftest", "--target", url, status=4)
        self.assertEqual(done.stderr, f"loadgate: the target {url} cannot be reached: Connection "
                         "refused\nhint: start it, or name another one with --target\n")
        done = self.run_program("selftest", "--baseline", "none.json", status=2)
        self.assertIn("there is no baseline file 'none.json'", done.stderr)
        done = self.run_program("selftest", "--shorten", "soon", status=2)
        self.assertIn("--shorten expects a duration such as 5s, got 'soon'", done.stderr)
        self.write("loadgate.yaml", "version: 1\n")
        self.run_program("selftest", status=2)

    def test_a_signal_ends_it_and_what_was_started(self):
        self.quick_start()
        process = self.start_program("selftest", "--baseline", "none")
        self.assertIn("a clean pass", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), 130)


if __name__ == "__main__":
    unittest.main()
