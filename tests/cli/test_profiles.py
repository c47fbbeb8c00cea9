# SPDX-License-Identifier: Apache-2.0
"""Profiles: one spec, two plans, two baselines, and no comparison across them."""
import json
import unittest

from support import Case, ScriptedServer, ok

SPEC = """version: 1
name: shop
target: http://127.0.0.1:{port}
scenario: [GET /item]
load:
  seed: 3
  phases:
    - {{name: steady, rate: 50/s, for: 1s}}
    - {{name: spike, rate: 100/s, for: 300ms}}
profiles:
  deploy: {{load: {{phases: [{{name: steady, rate: 80/s, for: 1s}}]}}}}
  soak: {{load: {{phases: [{{name: steady, iterations: 40, users: 4}}]}}}}
rules:
  - {{metric: latency.p50, phase: steady, max_increase: 900%}}
  - {{metric: latency.p50, phase: spike, max_increase: 900%}}
"""
REASON = ("--reason", "a Python server is no quiet one")


class Profiles(Case):
    def setUp(self):
        super().setUp()
        server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", SPEC.format(port=server.port))

    def digest(self, *arguments):
        text = self.run_program("plan", *arguments, status=0).stdout
        return text.split("plan digest: ")[1].strip()

    def test_each_has_a_plan_of_its_own(self):
        digests = {self.digest(), self.digest("--profile", "deploy"), self.digest("--profile", "soak")}
        self.assertEqual(len(digests), 3)
        self.assertIn("shop, profile deploy: 1 phase",
                      self.run_program("plan", "--profile", "deploy").stdout)
        self.assertIn("profiles deploy, soak", self.run_program("validate", status=0).stdout)
        done = self.run_program("plan", "--profile", "deplyo", status=2)
        self.assertIn("the spec has no profile 'deplyo'\nhint: did you mean 'deploy'?", done.stderr)

    def test_each_has_a_baseline_of_its_own(self):
        deploy = ("--profile", "deploy")
        self.run_program("baseline", "record", "--runs", "1", *deploy, *REASON, status=0)
        self.assertTrue((self.folder / "baselines/shop.deploy.json").exists())
        self.assertFalse((self.folder / "baselines/shop.json").exists())
        self.run_program("baseline", "show", status=2)
        self.run_program("baseline", "show", *deploy, status=0)
        done = self.run_program("check", *deploy, status=0)
        self.assertTrue(done.stdout.startswith("shop (deploy)  "), done.stdout)
        self.assertEqual(self.result()["profile"], "deploy")
        self.assertEqual([row["name"] for row in self.result()["phases"]], ["steady"])
        self.assertIn("latency.p50 main/GET /item [steady] increase", self.findings("pass"))
        self.assertIn("not applied, because the profile 'deploy' has no such measured phase: "
                      "latency.p50 [spike]", self.result()["judgement"]["warnings"])
        self.assertIn("shop (deploy): ", (self.folder / "loadgate-report/report.md").read_text())

    def test_two_of_them_are_never_compared(self):
        self.run_program("baseline", "record", "--runs", "1", "--profile", "soak", *REASON, status=0)
        self.run_program("run", "--profile", "deploy", "--out", "deploy.json", status=0)
        self.assertEqual(json.loads((self.folder / "deploy.json").read_text())["profile"], "deploy")
        self.run_program("compare", "--baseline", "baselines/shop.soak.json", "deploy.json",
                         "--report-dir", "compared", status=0)
        self.assertEqual(self.findings("incomparable", "compared"),
                         ["error_rate main/GET /item [steady] increase",
                          "latency.p50 main/GET /item [steady] increase"])
        finding = next(row for row in self.result("compared")["judgement"]["findings"]
                       if row["state"] == "incomparable")
        self.assertEqual(finding["reason"], "another load: recorded with the profile 'soak', this run "
                                            "with the profile 'deploy'")
        done = self.run_program("baseline", "promote", "deploy.json", status=2)
        self.assertIn("hint: add --profile deploy", done.stderr)
        self.run_program("baseline", "promote", "--profile", "deploy", "deploy.json", status=0)

    def test_a_check_against_the_baseline_of_another_names_both(self):
        self.run_program("baseline", "record", "--runs", "5", "--profile", "soak", *REASON, status=0)
        other = ("--baseline", "baselines/shop.soak.json")
        done = self.run_program("check", "--profile", "deploy", *other, "--report-dir", "deploy",
                                "--fail-on", "regression", status=0)
        reason = ("another load: recorded with the profile 'soak', this run with the profile "
                  "'deploy'")
        self.assertEqual(self.findings("incomparable", "deploy"),
                         ["error_rate main/GET /item [steady] increase",
                          "latency.p50 main/GET /item [steady] increase"])
        self.assertEqual(self.result("deploy")["judgement"]["verdict"], "inconclusive")
        self.assertIn(reason, " ".join(done.stdout.split()))
        self.assertIn(reason, (self.folder / "deploy/report.md").read_text())
        self.run_program("check", *other, "--report-dir", "own", status=0)
        self.assertEqual({row["reason"] for row in self.result("own")["judgement"]["findings"]
                          if row["state"] == "incomparable"},
                         {"another load: recorded with the profile 'soak', this run without a profile"})

    def test_a_report_folder_belongs_to_one_profile(self):
        self.run_program("check", "--baseline", "none", status=0)
        done = self.run_program("check", "--baseline", "none", "--profile", "soak", status=2)
        self.assertIn("holds the report of 'shop', this is 'shop (soak)'", done.stderr)

    def test_validate_looks_at_every_profile(self):
        self.write("rows.csv", "id\n" + "1\n" * 100)
        text = (self.folder / "loadgate.yaml").read_text()
        self.write("loadgate.yaml", text.replace("scenario: [GET /item]",
                                                 "data: {rows: {csv: rows.csv, pick: unique}}\n"
                                                 "scenario: [\"GET /${rows.id}\"]")
                   .replace("80/s", "800/s"))
        done = self.run_program("validate", status=2)
        self.assertIn("with --profile deploy:\nloadgate.yaml:4:8: 'pick: unique' gives no row of "
                      "'rows' twice: the file has 100, and the load needs 801", done.stderr)
        self.assertNotIn("--profile soak", done.stderr)


if __name__ == "__main__":
    unittest.main()
