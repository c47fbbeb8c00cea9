# SPDX-License-Identifier: Apache-2.0
"""Classes of data, from the file to the verdict."""
import json
import unittest

from support import Case

MOCK = """
listen: 0
routes:
  GET /short: {latency: 5ms}
  GET /long:
    latency: 200ms
"""
SPEC = """version: 1
name: asking
target: {{url: {url}}}
data: {{questions: {{csv: questions.csv, pick: sequential, class_column: kind}}}}
scenario:
  - {{name: ask, request: "GET /${{questions.kind}}", expect: {{status: 200}}}}
  - {{name: plain, request: GET /short}}
load: {{iterations: 60, users: 6}}
rules:
{rules}
"""
RULES = """  - {metric: latency.p50, class: "*", at_most: 100ms}
  - {metric: check_rate, class: short, at_least: 99%}
  - {metric: latency.p50, step: main/ask, max_increase: 300%}
  - {metric: latency.p50, class: short, max_increase: 300%}
"""


class Classes(Case):
    def setUp(self):
        super().setUp()
        self.url = self.start_mock(MOCK)
        self.write("questions.csv", "kind\nshort\nlong\nshort\n")
        self.write_spec(RULES)

    def write_spec(self, rules):
        self.write("loadgate.yaml", SPEC.format(url=self.url, rules=rules))

    def test_each_class_is_judged_by_its_own_requests(self):
        self.run_program("check", status=1)
        self.assertEqual(self.findings("fail"), ["latency.p50 main/ask [load] [long] limit"])
        self.assertIn("check_rate main/ask [load] [short] limit", self.findings("pass"))
        requests = {(row["now"]["step"], row["now"].get("class", "")): row["now"]["requests"]
                    for row in self.result()["scopes"]}
        self.assertEqual(requests, {("main/ask", ""): 60, ("main/ask", "short"): 40,
                                    ("main/ask", "long"): 20, ("main/plain", ""): 60, ("main", ""): 60})
        report = (self.folder / "loadgate-report/report.md").read_text()
        self.assertIn("ask \\[long\\] is too slow", report)

    def test_the_baseline_holds_them_and_one_without_them_stays_readable(self):
        reason = ("--reason", "a mock on a busy machine")
        self.run_program("baseline", "record", "--runs", "2", *reason, status=0)
        self.assertIn("main/ask [short]", self.run_program("baseline", "show", status=0).stdout)
        self.run_program("check", status=1)
        self.assertIn("latency.p50 main/ask [load] [short] increase", self.findings("pass"))
        path = self.folder / "baselines/asking.json"
        kept = json.loads(path.read_text())
        for run in kept["runs"]:
            run["figures"]["scopes"] = [scope for scope in run["figures"]["scopes"]
                                        if "class" not in scope]
        path.write_text(json.dumps(kept))
        self.run_program("check", status=1)
        self.assertEqual(self.findings("no_baseline"), ["latency.p50 main/ask [load] [short] increase"])
        self.assertIn("latency.p50 main/ask [load] increase", self.findings("pass"))

    def test_a_class_that_does_not_exist_is_an_error(self):
        self.write_spec("  - {metric: latency.p50, class: shrot, at_most: 1s}")
        done = self.run_program("validate", status=2)
        self.assertIn("no class matches 'shrot'\n  hint: did you mean 'short'?", done.stderr)
        self.write_spec("  - {metric: latency.p50, step: main/plain, class: short, at_most: 1s}")
        done = self.run_program("check", status=2)
        self.assertIn("no step of the rule uses rows of the class 'short'", done.stderr)


if __name__ == "__main__":
    unittest.main()
