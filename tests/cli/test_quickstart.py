# SPDX-License-Identifier: Apache-2.0
"""What ./bootstrap demo shows: the quick start passes, and a slower mock fails with a name."""
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from support import ROOT, Case


class QuickStart(Case):
    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "examples/quickstart", self.folder, dirs_exist_ok=True)

    def slow_down(self, factor):
        config = (self.folder / "mock.yaml").read_text()
        config, count = re.subn(r"(?m)^slow: .*", f"slow: {factor}", config)
        self.assertEqual(count, 1)
        (self.folder / "mock.yaml").write_text(config)

    def test_unchanged_it_passes_and_judged_again_from_its_files_it_gives_the_same_bytes(self):
        done = self.in_a_quiet_moment(lambda: self.run_program("check"),
                                      lambda done: done.returncode == 0 and
                                      not self.findings("fail"))
        if self.stolen() > 0.02 and self.findings("fail"):
            # A host that takes so much in all eight tries makes answers later than these rules allow.
            self.assertRegex(done.stdout, "Not to be trusted: |To be read with care: ")
            self.leave_room("loadgate.yaml")
            done = self.run_program("check")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertNotIn("FAIL", done.stdout)
        self.assertIn("reports in loadgate-report", done.stdout)
        for name in ("run.json", "result.json", "report.md", "junit.xml"):
            self.assertTrue((self.folder / "loadgate-report" / name).exists(), name)
        self.assertEqual(self.findings("fail"), [])
        self.assertNotEqual(self.result()["baseline"], None)
        self.assert_judging_again_gives_the_same_bytes()

    def assert_judging_again_gives_the_same_bytes(self):
        arguments = ("compare", "--spec", "loadgate.yaml", "loadgate-report/run.json", "--verbose")
        first = self.run_program(*arguments, "--report-dir", "one")
        second = self.run_program(*arguments, "--report-dir", "two")
        self.assertEqual(first.stdout, second.stdout)
        for name in ("result.json", "report.md", "junit.xml"):
            self.assertEqual((self.folder / "one" / name).read_bytes(),
                             (self.folder / "two" / name).read_bytes())
        rendered = self.run_program("report", "one/result.json", "--format", "markdown", status=0)
        self.assertEqual(rendered.stdout, (self.folder / "one/report.md").read_text())

    def test_half_as_slow_again_it_fails_and_names_what_got_worse(self):
        self.slow_down(1.5)
        event = self.write("event.json", "{}")
        environment = {
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.folder),
            "GITHUB_EVENT_PATH": str(event), "GITHUB_EVENT_NAME": "push",
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary")}
        done = self.in_a_quiet_moment(
            lambda: self.run_program("check", environment=environment),
            lambda done: done.returncode == 1)
        self.assertEqual(done.returncode, 1, done.stdout)
        failed = self.findings("fail")
        self.assertGreater(len(failed), 0)
        self.assertTrue(all("latency.p95" in key and key.endswith("increase") for key in failed))
        self.assert_console_says_all(done.stdout)
        self.assert_junit_has_exactly(failed)
        self.assert_annotations_point_at_rules(done.stdout)
        self.assertIn("verdict", (self.folder / "output").read_text())
        self.assertIn("❌", (self.folder / "summary").read_text())

    def assert_console_says_all(self, text):
        line = next(line for line in text.splitlines() if re.search("✗ +latency.p95", line))
        for pattern in (r"buy/\w+", r"\d+(\.\d+)? m?s → \d+(\.\d+)? m?s", r"\+\d+", r"allowed \+10 %",
                        r"at least \+\d+"):
            self.assertRegex(line, pattern)

    def assert_junit_has_exactly(self, failed):
        root = ElementTree.parse(self.folder / "loadgate-report/junit.xml").getroot()
        names = [case.get("name") for case in root.iter("testcase")
                 if case.find("failure") is not None]
        self.assertEqual(sorted(names), sorted(failed))

    def assert_annotations_point_at_rules(self, text):
        lines = (self.folder / "loadgate.yaml").read_text().splitlines()
        errors = re.findall(r"^::error .*file=loadgate\.yaml,line=(\d+)", text, re.M)
        self.assertGreater(len(errors), 0)
        for number in errors:
            self.assertIn("metric: latency.p95", lines[int(number) - 1])


class Bootstrap(unittest.TestCase):
    """Its command line; what its tasks do is what all other tests show."""

    def refused(self, *arguments):
        done = subprocess.run([ROOT / "bootstrap", *arguments], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        message, usage = done.stderr.split("\n\n", 1)
        self.assertTrue(usage.startswith("usage: ./bootstrap TASK\n"), done.stderr)
        return message

    def test_what_is_wrong_is_said_with_the_usage_before_anything_is_built(self):
        for arguments, message in (
                (("demo", "--fast"), "demo does not know '--fast'"),
                (("demo", "--slow"), "--slow needs a factor, such as --slow 1.5"),
                (("demo", "--slow", "very"), "--slow needs a factor above 0, such as 1.5, got 'very'"),
                (("demo", "--slow", "0.0"), "--slow needs a factor above 0, such as 1.5, got '0.0'"),
                (("demo", "--slow", "2", "3"), "demo does not know '3'"),
                (("build", "all"), "build takes nothing else, got 'all'"),
                (("dmo",), "there is no task 'dmo'"),
                ((), "a task is missing")):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.refused(*arguments), "bootstrap: " + message)

    def test_a_higher_factor_is_called_slower(self):
        done = subprocess.run([ROOT / "bootstrap", "--help"], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertIn("--slow 1.5 makes the mock half as slow again", done.stdout)


if __name__ == "__main__":
    unittest.main()
