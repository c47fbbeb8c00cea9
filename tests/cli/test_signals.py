# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C keeps what was measured; SIGKILL never leaves half a file."""
import json
import resource
import signal
import time
import unittest

from support import Case, ScriptedServer, free_port, ok

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

    def wait_until(self, what, holds):
        deadline = time.monotonic() + 60
        while not holds():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)

    def is_running(self, pid):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                return ") Z " not in stat.read()
        except OSError:
            return False

    def test_a_started_service_ends_with_us_and_its_log_is_masked_all_the_time(self):
        # Two of one kind may come as one, and of two kinds either first.
        ways = {(signal.SIGINT, signal.SIGTERM): (130, 143), (signal.SIGTERM,) * 3: (143,),
                (signal.SIGHUP,): (129,), (signal.SIGQUIT,): (-3,), (signal.SIGKILL,): (-9,)}
        for numbers, statuses in ways.items():
            port = free_port()
            self.write("loadgate.yaml", f"""version: 1
name: started
target:
  url: http://127.0.0.1:{port}
  auth: {{bearer: "${{secret:API_KEY}}"}}
  start:
    command: 'echo "key $KEY"; python3 -m http.server {port} --bind 127.0.0.1 & echo $! > pid; wait'
    env: {{KEY: "${{secret:API_KEY}}"}}
    within: 60s
scenario: [GET /]
load: {{rate: 20/s, for: 60s}}
""")
            process = self.start_program(
                "check", environment={"API_KEY": "sesame-open-up"},
                before=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
            log = self.folder / "loadgate-report/target.log"
            self.wait_until("the load", lambda: log.exists() and log.read_text().count("GET /") > 9)
            service = (self.folder / "pid").read_text().strip()
            self.assertIn("key ***\n", log.read_text())
            for number in numbers:
                process.send_signal(number)
            process.communicate(timeout=60)
            self.assertIn(process.returncode, statuses, numbers)
            self.wait_until(f"the end of the service after {numbers}",
                            lambda: not self.is_running(service))
            self.assertNotIn("sesame-open-up", log.read_text())
            log.unlink()

    def test_a_second_signal_leaves_the_teardown_and_what_was_measured_is_written(self):
        torn_down = []
        def answer(connection, text, number):
            if text.startswith("DELETE"):
                torn_down.append(text)
                time.sleep(20)
            return ok(connection)
        server = ScriptedServer(answer)
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", f"""version: 1
name: teardown
target: {{url: "http://127.0.0.1:{server.port}", timeout: 30s}}
teardown: [{{name: clean, request: DELETE /rows}}]
scenario: [GET /item]
load: {{iterations: 40, users: 2}}
""")
        process = self.start_program("check", "--baseline", "none")
        self.wait_until("the teardown", lambda: torn_down)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=15)
        self.assertIn(process.returncode, (130, 143), errors)
        self.assertEqual(self.result()["phases"][0]["requests"], 40)
        run = json.loads((self.folder / "loadgate-report/run.json").read_text())
        self.assertEqual(run["samples"]["count"], 40)
        self.assertIn("teardown: left at a second signal, before its end", output)

    def test_credentials_under_way_at_a_signal_are_awaited_and_released(self):
        made, live = [], set()
        def answer(connection, text, number):
            method, path = text.split()[:2]
            if method == "POST":
                made.append(f"key-{number:06d}-secret")
                key = made[-1]
                time.sleep(0.4)
                live.add(key)
                return ok(connection, json.dumps({"key": key}).encode(), status="201 Created")
            if method == "DELETE":
                live.discard(path.split("/")[2])
            return ok(connection)
        server = ScriptedServer(answer)
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", f"""version: 1
name: keys
target: {{url: "http://127.0.0.1:{server.port}", headers: {{X-Api-Key: "${{provisioned.key}}"}}}}
targets: {{k: "http://127.0.0.1:{server.port}"}}
provision:
  count: 20
  rate: 10/s
  steps: [{{request: POST /keys, target: k, capture: {{key: json:/key}}}}]
  release: [{{request: "DELETE /keys/${{provisioned.key}}", target: k}}]
scenario: [GET /a]
load: {{users: 10, for: 3s}}
""")
        process = self.start_program("run", "--out", "run.json")
        self.wait_until("the provision", lambda: len(made) > 4)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, errors)
        self.assertLess(len(made), 20)
        self.assertEqual(live, set(), errors)
        self.assertNotIn("generator_dropped", errors)

    def test_an_interrupted_run_is_no_baseline(self):
        self.write_spec(60)
        process = self.start_program("run", "--out", "run.json")
        self.wait_for_requests(30)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        self.run_program("baseline", "promote", "run.json", status=2)
        self.assertFalse((self.folder / "baselines").exists())

    def test_killed_at_any_moment_the_old_files_are_whole(self):
        self.write_spec(0.5)
        self.run_program("baseline", "record", "--runs", "1", status=0)
        self.run_program("check", status=0)
        files = ["baselines/signals.json", "loadgate-report/result.json",
                 "loadgate-report/run.json", "loadgate-report/report.md"]
        # The end of a run is where files are written: kill around it.
        for delay in (0.45, 0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.65, 0.7):
            command = ("baseline", "record", "--runs", "1") if delay < 0.55 else ("check",)
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
