# SPDX-License-Identifier: Apache-2.0
"""In a pull request the baseline is the base commit's, by real git; without one the gate says so."""
import json
import subprocess
import unittest

from support import GitCase, ScriptedServer, ok

SPEC = """version: 1
name: shop
target: http://127.0.0.1:{port}
scenario: [GET /item]
load: {{rate: 100/s, for: 500ms}}
baseline: {{on_missing: {on_missing}}}
"""


class Baseline(GitCase):
    def setUp(self):
        super().setUp()
        server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(server.stop)
        self.port = server.port
        self.write_spec()

    def write_spec(self, on_missing="warn"):
        self.write("loadgate.yaml", SPEC.format(port=self.port, on_missing=on_missing))

    def test_without_a_baseline_the_policy_decides_and_the_report_says_how_to_make_one(self):
        done = self.run_program("check", status=0)
        self.assertIn("loadgate baseline record loadgate.yaml", done.stdout)
        self.assertNotIn("PASS", done.stdout)
        self.write_spec("fail")
        self.run_program("check", status=3)
        self.run_program("check", "--fail-on", "never", status=0)

    def test_the_pull_requests_own_baseline_is_not_believed(self):
        self.git("init", "-q", "-b", "main")
        self.run_program("baseline", "record", "--runs", "1", status=0)
        base = self.commit_all()
        kept = json.loads((self.folder / "baselines/shop.json").read_text())
        self.write("baselines/shop.json", json.dumps(kept).replace("shop", "forged"))
        self.commit_all()
        done = self.run_program("check", status=0, environment=self.in_pull_request(base))
        self.assertTrue(self.result()["baseline"]["changed_in_tree"])
        self.assertIn(base[:7], done.stdout)
        self.run_program("check", status=2)  # the tree's own one is of another spec

    def test_no_way_of_naming_it_makes_the_pull_requests_own_baseline_count(self):
        self.git("init", "-q", "-b", "main")
        base = self.commit_all()
        self.run_program("baseline", "record", "--runs", "1", status=0)
        spec = (self.folder / "loadgate.yaml").read_text()
        self.write("loadgate.yaml", spec.replace("{on_missing", "{read_from: tree, on_missing"))
        self.commit_all()
        environment = self.in_pull_request(base)
        for arguments in ((), ("--baseline", "baselines/shop.json")):
            self.run_program("check", *arguments, status=0, environment=environment)
            self.assertNotIn("baseline", self.result())

    def test_a_base_without_a_baseline_has_none(self):
        self.git("init", "-q", "-b", "main")
        base = self.commit_all()
        self.run_program("baseline", "record", "--runs", "1", status=0)
        self.commit_all()
        self.run_program("check", status=0, environment=self.in_pull_request(base))
        self.assertNotIn("baseline", self.result())

    def test_a_base_that_cannot_be_read_is_an_error_with_the_line_to_add(self):
        self.git("init", "-q", "-b", "main")
        self.commit_all()
        done = self.run_program("check", status=2, environment=self.in_pull_request("0" * 39 + "1"))
        self.assertIn("fetch-depth: 0", done.stderr)

    def test_a_shallow_clone_fetches_the_base(self):
        self.git("init", "-q", "-b", "main")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.run_program("baseline", "record", "--runs", "1", status=0)
        base = self.commit_all()
        self.write("more", "1")
        self.commit_all()
        clone = self.folder / "clone"
        subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{self.folder}", clone],
                       check=True, capture_output=True)
        environment = self.in_pull_request(base)
        self.folder = clone
        done = self.run_program("check", status=0, environment=environment)
        self.assertIn(base[:7], done.stdout)

    def test_show_lists_the_runs(self):
        self.run_program("baseline", "show", status=2)
        self.run_program("baseline", "record", "--runs", "2", "--reason",
                         "a Python server is no quiet one", status=0)
        again = ("baseline", "promote", "--add", "loadgate-report/record-1.json")
        self.assertIn("is there twice", self.run_program(*again, status=2).stderr)
        self.run_program("run", "--out", "run.json", status=0)
        self.run_program("baseline", "promote", "--add", "run.json", "--reason",
                         "a Python server is no quiet one", status=0)
        kept = json.loads((self.folder / "baselines/shop.json").read_text())
        self.assertEqual(len(kept["runs"]), 3)
        self.run_program("baseline", "show", status=0)


if __name__ == "__main__":
    unittest.main()
