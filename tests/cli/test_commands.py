# SPDX-License-Identifier: Apache-2.0
"""--help of each command, several specs, --fail-on, formats, the commands of the documentation."""
import json
import re
import shutil
import unittest

from support import PROGRAM, ROOT, Case, ScriptedServer, free_port, ok

COMMANDS = ["check", "run", "compare", "report", "plan", "try", "validate", "baseline", "mock"]
SPEC = """version: 1
name: {name}
target: http://127.0.0.1:{port}
scenario: [GET /item]
load: {{rate: 100/s, for: 1s}}
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
