# SPDX-License-Identifier: Apache-2.0
"""Files that cannot be written, or are too few: told before the load, and what was found is never hidden by it."""
import json
import resource
import unittest

from support import Case, ScriptedServer, ok

MOCK = """routes:
  GET /item: {latency: 1ms}
"""
SPEC = """version: 1
name: shop
target: {url}
scenario: [GET /item]
load: {{iterations: 6000, users: 10}}
rules:
  - {{metric: latency.p50, at_most: {limit}}}
"""
# Room for the probe and for small reports, not for the run file of 6000 requests.
FILE_LIMIT = 66 << 10


def small_files(limit=FILE_LIMIT):
    """A full disk that needs no rights: larger files cannot be written."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


class BeforeTheLoad(Case):
    def setUp(self):
        super().setUp()
        self.server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(self.server.stop)
        self.write_spec()

    def write_spec(self, more=""):
        self.write("loadgate.yaml", SPEC.format(url=f"http://127.0.0.1:{self.server.port}",
                                                limit="60s") + more)

    def refused(self, *arguments, before=None):
        process = self.start_program(*arguments, before=before)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 2, errors)
        self.assertEqual(self.server.count, 0, "something was sent")
        return errors

    def test_a_run_file_in_a_folder_that_cannot_be_made(self):
        self.assertIn("loadgate: cannot write '/proc/nope/x.json': ",
                      self.refused("run", "--out", "/proc/nope/x.json"))

    def test_a_run_file_that_is_a_folder(self):
        (self.folder / "runs").mkdir()
        self.assertEqual(self.refused("run", "--out", "runs"),
                         "loadgate: cannot write 'runs': it is a folder\n"
                         "hint: name a file in it, such as runs/run.json\n")
        self.assertEqual(list((self.folder / "runs").iterdir()), [])

    def test_a_baseline_in_a_folder_that_cannot_be_made(self):
        self.write_spec("baseline: {file: /proc/nope/shop.json}\n")
        self.assertIn("loadgate: cannot write '/proc/nope/shop.json': ",
                      self.refused("baseline", "record", "--runs", "1"))

    def test_where_no_byte_can_be_written(self):
        for command in (("check",), ("run",), ("baseline", "record", "--runs", "1")):
            said = self.refused(*command, before=small_files(0))
            self.assertIn(": File too large\n", said)
            self.assertIn("hint: this process may write no larger files: raise the limit "
                          "(ulimit -f)\n", said)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"loadgate.yaml"})


class AfterTheLoad(Case):
    def setUp(self):
        super().setUp()
        self.url = self.start_mock(MOCK)
        self.reports = self.folder / "loadgate-report"

    def check(self, limit, status, before=None):
        self.write("loadgate.yaml", SPEC.format(url=self.url, limit=limit))
        process = self.start_program("check", before=before)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, status, output + errors)
        return output, errors

    def test_a_failed_gate_stays_failed_and_no_report_of_an_earlier_run_stays(self):
        self.check("60s", 0)
        self.assertTrue((self.reports / "run.json").exists())
        self.write("loadgate-report/gl-code-quality.json", "[]")
        self.write("loadgate-report/notes.txt", "not ours")
        output, errors = self.check("1us", 1, before=small_files())
        self.assertIn("latency.p50", output)
        self.assertIn("cannot write 'loadgate-report/run.json': File too large", errors)
        self.assertEqual(self.result()["judgement"]["verdict"], "fail")
        self.assertEqual({path.name for path in self.reports.iterdir()},
                         {"result.json", "report.md", "junit.xml", "notes.txt"})

    def test_too_few_open_files_are_told_before_anything_is_measured(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))
        self.write("loadgate.yaml", "version: 1\ntarget: {mock: mock.yaml}\nscenario: [GET /item]\n"
                                    "load: {iterations: 20, users: 2}\n")
        said = ("this process may open no more than 12 files (ulimit -n), a load needs at least 64")
        for command in ("run", "try"):
            process = self.start_program(command, before=few)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 4, errors)
            self.assertEqual(errors, f"loadgate: {said}\nhint: raise the limit, ulimit -n 1024 for "
                                     "example: each request under way takes one more\n")
        process = self.start_program("check", before=few)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, output + errors)
        self.assertIn(said, output)

    def test_a_verdict_without_its_files_is_not_green(self):
        output, errors = self.check("60s", 2, before=small_files())
        self.assertIn("File too large", errors)
        self.assertNotIn("reports in", output)

    def test_a_comparison_is_said_whatever_becomes_of_its_reports(self):
        self.check("1us", 1)
        self.write("reports/report.md/in the way", "")
        self.write("reports/junit.xml", "of an earlier run")
        done = self.run_program("compare", "loadgate-report/run.json", "--report-dir", "reports",
                                status=1)
        self.assertIn("latency.p50", done.stdout)
        self.assertIn("cannot write 'reports/report.md'", done.stderr)
        self.assertFalse((self.folder / "reports/junit.xml").exists())

    def test_a_run_keeps_the_output_of_its_service_beside_its_file(self):
        self.mock.terminate()
        self.mock.wait()
        port = self.url.rsplit(":", 1)[1]
        self.write("loadgate.yaml", f"""version: 1
target:
  url: http://127.0.0.1:{port}
  start: {{command: "exec python3 -m http.server --bind 127.0.0.1 {port}", ready: GET /, within: 60s}}
scenario: [GET /]
load: {{iterations: 5, users: 1}}
""")
        self.run_program("run", "--out", "kept/run.json", status=0)
        self.assertEqual(json.loads((self.folder / "kept/run.json").read_text())["end"], "complete")
        self.assertIn("GET / HTTP", (self.folder / "kept/target.log").read_text())


if __name__ == "__main__":
    unittest.main()
