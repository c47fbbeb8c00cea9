# SPDX-License-Identifier: Apache-2.0
"""--help of each command, several specs, --fail-on, formats, the commands of the documentation."""
import json
import re
import shutil
import subprocess
import unittest

from support import PROGRAM, ROOT, Case, ScriptedServer, free_port, ok

COMMANDS = ["check", "run", "compare", "report", "plan", "try", "validate", "baseline",
            "calibrate", "selftest", "mock", "completion"]
SPEC = """version: 1
name: {name}
target: http://127.0.0.1:{port}
scenario: [GET /item]
load: {{rate: 200/s, for: 500ms}}
rules: [{{metric: latency.p95, at_most: {limit}}}]
"""


class Commands(Case):
    def serve(self):
        server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(server.stop)
        return server.port

    def test_help_of_each_command_shows_an_example(self):
        overview = self.run_program("--help", status=0).stdout
        for name in COMMANDS:
            self.assertIn(name, overview)
            text = self.run_program(name, "--help", status=0).stdout
            self.assertRegex(text, rf"Examples:\n  loadgate {name}")
        self.assertRegex(self.run_program("--version", status=0).stdout, r"^loadgate \d+\.\d+\.\d+\n$")

    def test_a_misspelt_command_or_option_is_answered_with_the_nearest(self):
        for arguments, message, hint in (
                (("chek", "loadgate.yaml"), "unknown command 'chek' of loadgate",
                 "did you mean 'check'?"),
                (("check", "--profil", "soak"), "unknown option '--profil' of loadgate check",
                 "did you mean '--profile'?"),
                (("--profile", "soak", "plan"), "unknown option '--profile' of loadgate plan",
                 "did you mean '--profile'?"),
                (("baseline", "recrd", "--runs", "8"), "unknown command 'recrd' of loadgate baseline",
                 "did you mean 'record'?"),
                (("baseline", "record", "--rusn=8"), "unknown option '--rusn' of loadgate baseline record",
                 "did you mean '--runs'?"),
                (("plan", "a.yaml", "b.yaml"), "unexpected argument 'b.yaml' of loadgate plan",
                 "loadgate plan --help shows what it takes")):
            with self.subTest(arguments=arguments):
                said = self.run_program(*arguments, status=2).stderr
                self.assertEqual(said, f"loadgate: {message}\nhint: {hint}\n")

    def test_an_old_build_is_offered_where_two_are_measured(self):
        for command in (["check"], ["run"], ["plan"]):
            self.assertIn("--against", self.run_program(*command, "--help", status=0).stdout)
        for command in (["try"], ["baseline", "record"]):
            self.assertNotIn("--against", self.run_program(*command, "--help", status=0).stdout)
            said = self.run_program(*command, "--against", "x", status=2).stderr
            self.assertIn("two builds are measured by loadgate check and loadgate run", said)

    def test_rules_are_counted_as_the_report_counts_them(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s")
                   .replace("[GET /item]", "[GET /item, GET /other]"))
        said = self.run_program("validate", status=0).stdout
        # Of each step: the limit, and the guard's limit and tolerance.
        self.assertEqual(said, "loadgate.yaml: valid (2 steps, 1 phase, 6 rules to judge)\n")
        self.run_program("check", status=0)
        self.assertEqual(len(self.result()["judgement"]["findings"]), 6)

    def test_a_first_run_says_that_there_is_no_baseline_yet(self):
        # The default rules: what is not compared needs no quiet machine.
        spec = SPEC.format(name="a", port=self.serve(), limit="5s").split("rules:")[0]
        self.write("loadgate.yaml", spec)
        first = self.run_program("check", status=0).stdout.splitlines()[0]
        self.assertIn("? NO BASELINE YET", first)
        self.assertTrue(first.endswith("loadgate baseline record loadgate.yaml --runs 8"), first)

    def test_a_broken_first_step_is_the_headline_and_its_run_no_baseline(self):
        server = ScriptedServer(lambda c, text, n: ok(c, status="200 OK" if "preflight" in text
                                                      else "500 No"))
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", SPEC.format(name="a", port=server.port, limit="5s")
                   .replace("[GET /item]", "[{name: zero, request: GET /}, GET /later]"))
        text = self.run_program("check", status=1).stdout
        self.assertIn("a  ✗ FAIL   zero fails too often: error rate 100 % (limit 5 %)", text)
        self.assertIn("this run is none", text)
        self.assertNotIn("The first baseline: ", text)

    def test_completions_name_every_command_and_option(self):
        script = self.run_program("completion", "bash", status=0).stdout
        self.write("completion.bash", script + """
COMP_WORDS=(loadgate baseline --max); COMP_CWORD=2; _loadgate; echo "${COMPREPLY[*]}"
COMP_WORDS=(loadgate c); COMP_CWORD=1; _loadgate; echo "${COMPREPLY[*]}"
COMP_WORDS=(loadgate check --fail); COMP_CWORD=2; _loadgate; echo "${COMPREPLY[*]}"
COMP_WORDS=(loadgate baseline pro); COMP_CWORD=2; _loadgate; echo "${COMPREPLY[*]}"
""")
        said = subprocess.run(["bash", "completion.bash"], cwd=self.folder, check=True,
                              capture_output=True, text=True).stdout.splitlines()
        self.assertEqual(said, ["", "check compare calibrate completion", "--fail-on", "promote"])
        self.assertTrue(self.run_program("completion", "zsh", status=0).stdout.endswith(script))
        fish = self.run_program("completion", "fish", status=0).stdout
        self.assertIn("'__fish_seen_subcommand_from check' -l fail-on -d ", fish)
        self.run_program("completion", "tcsh", status=2)

    def test_several_specs_have_reports_of_their_own_and_the_first_status(self):
        port = self.serve()
        self.write("a.yaml", SPEC.format(name="a", port=port, limit="5s"))
        self.write("b.yaml", SPEC.format(name="b", port=port, limit="1us"))
        self.write("c.yaml", SPEC.format(name="c", port=free_port(), limit="5s"))
        self.run_program("check", "a.yaml", "b.yaml", "c.yaml", status=1)
        verdicts = [self.result(f"loadgate-report/{name}")["judgement"]["verdict"]
                    for name in "abc"]
        self.assertEqual(verdicts[1:], ["fail", "not_measured"])
        self.assertNotEqual(verdicts[0], "fail")

    def test_fail_on_changes_the_status_and_not_the_verdict(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="1us"))
        for fail_on, status in (("regression", 1), ("error", 0), ("never", 0)):
            self.run_program("check", "--fail-on", fail_on, status=status)
            self.assertEqual(self.result()["judgement"]["verdict"], "fail")

    def test_options_do_not_swallow_the_spec_and_words_are_checked_before_the_load(self):
        self.write("s.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("check", "--format", "markdown", "--var", "A=b", "s.yaml", status=0)
        for arguments in (("check", "--format", "pdf", "s.yaml"),
                          ("compare", "--format", "pdf", "loadgate-report/run.json"),
                          ("check", "--fail-on", "2", "s.yaml")):
            self.run_program(*arguments, status=2)
        self.assertIn("--against expects an address such as http://127.0.0.1:8080, got 'x…'",
                      self.run_program("run", "--against", "x y", "s.yaml", status=2).stderr)

    def test_a_baseline_named_on_the_command_line_must_exist(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        done = self.run_program("check", "--baseline", "missing.json", status=2)
        self.assertIn("there is no baseline file 'missing.json'", done.stderr)
        self.run_program("check", "--baseline", "none", status=0)

    def test_github_gets_one_set_of_outputs_for_several_specs(self):
        port = self.serve()
        self.write("a.yaml", SPEC.format(name="a", port=port, limit="1us"))
        self.write("b.yaml", SPEC.format(name="b", port=port, limit="5s"))
        self.write("c.yaml", "version: 1\nnonsense: 1\n")
        environment = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.folder),
                       "GITHUB_OUTPUT": str(self.folder / "output")}
        self.run_program("check", "a.yaml", "b.yaml", "--fail-on", "never", status=0,
                         environment=environment)
        text = (self.folder / "output").read_text()
        self.assertEqual(text.count("verdict<<"), 1)
        self.assertRegex(text, r"verdict<<(\S+)\nfail\n\1\n")
        self.assertRegex(text, r"exit-code<<(\S+)\n0\n\1\n")
        self.assertRegex(text, r"report-dir<<(\S+)\nloadgate-report\n\1\n")
        done = self.run_program("check", "c.yaml", status=2, environment=environment)
        self.assertRegex(done.stdout, r"(?m)^::error file=c\.yaml,line=1,.*needs the key")

    def test_a_run_that_did_not_come_about_leaves_no_older_run_beside_it(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("check", status=0)
        self.run_program("check", "--target", f"http://127.0.0.1:{free_port()}", status=4)
        self.assertFalse((self.folder / "loadgate-report/run.json").exists())

    def test_an_own_error_rule_replaces_the_guard_only_where_it_stands(self):
        port = ScriptedServer(lambda c, t, n: ok(c, status="500 No") if n % 2 else ok(c))
        self.addCleanup(port.stop)
        spec = SPEC.format(name="a", port=port.port, limit="5s").replace(
            "load: {rate: 200/s, for: 500ms}",
            "load: {phases: [{name: a, rate: 100/s, for: 500ms}, {name: b, rate: 100/s, for: 500ms}]}")
        for rule in ("{metric: error_rate, phase: a, at_most: 100%}",
                     "{metric: error_rate, at_most: 100%, severity: info}"):
            self.write("loadgate.yaml", spec.replace("rules: [", f"rules: [{rule}, "))
            self.run_program("check", "--baseline", "none", status=1)
            self.assertIn("error_rate main/GET /item [b] limit", self.findings("fail"))

    def test_two_specs_of_one_name_are_refused_before_the_load(self):
        for folder in ("a", "b"):
            self.write(f"{folder}/loadgate.yaml", SPEC.format(name="same", port=1, limit="5s"))
        done = self.run_program("check", "a/loadgate.yaml", "b/loadgate.yaml", status=2)
        self.assertIn("have the same name, 'same'", done.stderr)

    def test_a_run_counts_once_and_the_order_of_files_does_not_matter(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("run", "--out", "one.json", status=0)
        self.run_program("run", "--out", "two.json", status=0)
        twice = ("compare", "--baseline", "none", "one.json", "one.json")
        self.assertIn("is there twice", self.run_program(*twice, status=2).stderr)
        for order, folder in ((("one.json", "two.json"), "x"), (("two.json", "one.json"), "y")):
            self.run_program("compare", "--baseline", "none", *order, "--report-dir", folder)
        texts = [(self.folder / f / "report.md").read_text().split("What to do")[0] for f in "xy"]
        self.assertEqual(*texts)

    def test_promote_judges_by_the_spec_of_today(self):
        port = self.serve()
        self.write("loadgate.yaml", SPEC.format(name="a", port=port, limit="5s"))
        self.run_program("run", "--out", "run.json", status=0)
        self.write("loadgate.yaml", SPEC.format(name="a", port=port, limit="1us"))
        done = self.run_program("baseline", "promote", "run.json", status=2)
        self.assertIn("--reason", done.stderr)
        spec = SPEC.format(name="a", port=port, limit="5s").replace("200/s", "220/s")
        self.write("loadgate.yaml", spec)
        done = self.run_program("baseline", "promote", "run.json", status=2)
        self.assertIn("phases[0].rate", done.stderr)

    def test_a_report_folder_that_cannot_be_written_costs_no_load(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=1, limit="5s"))
        self.write("loadgate-report", "a file")
        self.assertIn("loadgate-report", self.run_program("check", status=2).stderr)

    def test_several_results_are_one_text_and_never_a_broken_file(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("check", status=0)
        twice = ("report", "loadgate-report/result.json", "loadgate-report/result.json")
        self.run_program(*twice, "--format", "markdown", status=0)
        self.run_program(*twice, "--format", "junit", status=2)

    def test_try_shows_the_request_and_its_answer(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="1s"))
        text = self.run_program("try", status=0).stdout
        self.assertIn("→ GET http://127.0.0.1", text)
        self.assertIn("← 200", text)
        self.run_program("try", "--scenario", "nothing", status=2)

    def test_a_format_can_be_chosen_and_rendered_again(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("check", "--format", "json", status=0)
        self.assertFalse((self.folder / "loadgate-report/report.md").exists())
        self.run_program("report", "loadgate-report/result.json", "--format", "junit", "--out",
                         "again.xml", status=0)
        self.assertIn("<testsuite", (self.folder / "again.xml").read_text())

    def test_two_runs_are_compared_with_each_other(self):
        self.write("loadgate.yaml", SPEC.format(name="a", port=self.serve(), limit="5s"))
        self.run_program("run", "--out", "one.json", status=0)
        self.run_program("run", "--out", "two.json", status=0)
        self.run_program("compare", "one.json", "two.json")
        done = self.run_program("compare", "--baseline", "one.json", "two.json", "--report-dir", "r")
        self.assertIn(done.returncode, (0, 1))
        self.assertEqual(self.result("r")["baseline"]["runs"], 1)

    def test_the_printed_schema_is_the_committed_one(self):
        schema = self.run_program("validate", "--schema", status=0).stdout
        self.assertEqual(json.loads(schema),
                         json.loads((ROOT / "docs/schema/spec.schema.json").read_text()))

    def test_unset_variables_are_notes_and_strict_refuses_them(self):
        spec = SPEC.format(name="a", port=1, limit="5s")
        self.write("loadgate.yaml", spec.replace("GET /item", "'GET /item/${env:UNSET_THING}'"))
        done = self.run_program("validate", status=0)
        self.assertIn("UNSET_THING", done.stderr)
        self.run_program("validate", "--strict", status=2)


class Documentation(Case):
    """Each `$ loadgate …` line of a console block runs in a copy of the quick start."""

    def test_commands_in_the_documentation_work(self):
        for folder in (self.folder, self.folder / "examples/quickstart"):
            shutil.copytree(ROOT / "examples/quickstart", folder, dirs_exist_ok=True)
        # That the example passes by its own rules is test_quickstart.py's to show, on a quiet machine.
        self.leave_room("examples/quickstart/loadgate.yaml")
        # Here nothing is compared with the baseline, so that the load may be shorter.
        own = (self.folder / "loadgate.yaml").read_text()
        self.assertIn("for: 10s", own)
        self.write("loadgate.yaml", own.replace("for: 10s", "for: 1s"))
        pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")),
                 ROOT / "examples/quickstart/README.md"]
        count = 0
        for page in pages:
            for block in re.findall(r"```console\n(.*?)```", page.read_text(), re.S):
                for line in re.findall(r"^ *\$ (loadgate .*)", block, re.M):
                    arguments = line.split("#")[0].split()[1:]
                    expected = int((re.search(r"# status (\d+)", line) or [0, 0])[1])
                    with self.subTest(page=page.name, line=line):
                        self.run_program(*arguments, status=expected)
                        count += 1
        self.assertGreater(count, 4, PROGRAM)


if __name__ == "__main__":
    unittest.main()
