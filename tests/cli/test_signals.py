# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C keeps what was measured; SIGKILL never leaves half a file."""
import json
import signal
import time
import unittest

from support import Case, ScriptedServer, ok

SPEC = """version: 1
name: signals
target: http://127.0.0.1:{port}
scenario: [GET /item]
load: {{rate: 100/s, for: {seconds}s}}
"""


class Signals(Case):
    def setUp(self):
        super().setUp()
        self.server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(self.server.stop)

    def write_spec(self, seconds):
        self.write("loadgate.yaml", SPEC.format(port=self.server.port, seconds=seconds))

    def wait_for_requests(self, count):
        for _ in range(1000):
            if self.server.count >= count:
                return
            time.sleep(0.01)
        self.fail("the load did not start")

    def test_an_interrupted_check_writes_what_it_has_and_does_not_pass(self):
        self.write_spec(60)
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            self.server.count = 0
            process = self.start_program("check")
            self.wait_for_requests(30)
            process.send_signal(number)
            output, _ = process.communicate(timeout=15)
            self.assertEqual(process.returncode, status)
            result = self.result()
            self.assertNotEqual(result["judgement"]["verdict"], "pass")
            self.assertGreater(result["phases"][0]["requests"], 20)
            run = json.loads((self.folder / "loadgate-report/run.json").read_text())
            self.assertEqual(run["schema"], "loadgate.run.v1")
            self.assertIn("interrupted", output)
            # A request that the signal cut short is no error of the server.
            self.assertEqual(result["phases"][0]["errors"], 0)

    def test_a_plan_that_takes_its_time_is_left_at_once(self):
        self.write("loadgate.yaml", "version: 1\ntarget: http://127.0.0.1:1\n"
                   "scenario: [GET /item]\n"
                   "load: {arrivals: poisson, rate: 5k/s, for: 4000s}\n".replace("5k", "5000"))
        for command in ("plan", "validate", "check"):
            process = self.start_program(command)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=15)
            self.assertEqual(process.returncode, 130, command)

    def test_an_interrupted_run_is_no_baseline(self):
        self.write_spec(60)
        process = self.start_program("run", "--out", "run.json")
        self.wait_for_requests(30)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        self.run_program("baseline", "promote", "run.json", status=2)
        self.assertFalse((self.folder / "baselines").exists())

    def test_killed_at_any_moment_the_old_files_are_whole(self):
        self.write_spec(1)
        self.run_program("baseline", "record", "--runs", "1", status=0)
        self.run_program("check", status=0)
        files = ["baselines/signals.json", "loadgate-report/result.json",
                 "loadgate-report/run.json", "loadgate-report/report.md"]
        # The end of a run is where files are written: kill around it.
        for delay in (0.95, 1.0, 1.02, 1.04, 1.06, 1.08, 1.1, 1.15, 1.2):
            command = ("baseline", "record", "--runs", "1") if delay < 1.05 else ("check",)
            self.server.count = 0
            process = self.start_program(*command)
            self.wait_for_requests(1)
            time.sleep(delay)
            process.kill()
            process.communicate()
            self.assertTrue((self.folder / files[0]).exists())
            for name in files:
                # A check takes away the reports of the run before it: what is there is whole.
                if not (self.folder / name).exists():
                    continue
                text = (self.folder / name).read_text()
                if name.endswith(".json"):
                    self.assertIn("schema", json.loads(text), name)
                else:
                    self.assertIn("loadgate", text)


if __name__ == "__main__":
    unittest.main()
