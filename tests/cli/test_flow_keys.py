# SPDX-License-Identifier: Apache-2.0
"""Polls, retries, setup and teardown, tokens, and ends of the load before its plan, all through
the real program against the mock's own record."""
import json
import signal
import time
import unittest

from support import Case, ScriptedServer, get_json, ok

JOBS = """
routes:
  POST /jobs: {does: start_job}
  "GET /jobs/{id}": {does: show_job, ready_after: 3}
"""

ITEMS = """
routes:
  GET /items: {%s}
"""


class FlowKeys(Case):
    def write_spec(self, text):
        self.write("loadgate.yaml", "version: 1\nname: flows\n" + text)

    def stats(self, mock):
        return get_json(mock, "/__stats")

    def load_requests(self, mock, path):
        return [each for each in self.stats(mock)["requests"]
                if each["path"].startswith(path) and not each["is_preflight"]]

    def scope(self, step):
        return next(scope["now"] for scope in self.result()["scopes"]
                    if scope["now"]["step"] == step)

    def test_a_poll_asks_until_the_job_is_done(self):
        mock = self.start_mock(JOBS)
        self.write_spec(f"""
target: {mock}
scenario:
  - {{name: start, request: POST /jobs, capture: {{job: json:/id}}}}
  - name: done
    request: GET /jobs/${{job}}
    poll: {{until: "json:/status == done", every: 20ms, max_requests: 10}}
load: {{iterations: 10, users: 2}}
rules: [{{metric: wait.p50, step: main/done, at_most: 5s}}]
""")
        self.run_program("check", "--baseline", "none", status=0)
        self.assertEqual(len(self.load_requests(mock, "/jobs/")), 40)  # pending for three answers
        done = self.scope("main/done")
        self.assertEqual(done["outcomes"], {"ok": 40})
        wait = done["distributions"]["wait"]
        self.assertEqual(wait["count"], 10)
        self.assertNotIn("wait", self.scope("main/start")["distributions"])
        self.assertIn("wait.p50 main/done [load] limit", self.findings("pass"))

    def test_a_poll_without_end_fails_its_step(self):
        mock = self.start_mock(JOBS.replace("ready_after: 3", "ready_after: 100"))
        self.write_spec(f"""
target: {mock}
scenario:
  - {{name: start, request: POST /jobs, capture: {{job: json:/id}}}}
  - name: done
    request: GET /jobs/${{job}}
    poll: {{until: "json:/status == done", every: 10ms, max_requests: 4}}
load: {{iterations: 6, users: 2}}
""")
        done = self.run_program("check", "--baseline", "none", status=1)
        self.assertIn("not reached after 4 requests", done.stdout)
        self.assertEqual(self.scope("main/done")["outcomes"], {"ok": 18, "assertion": 6})

    def test_a_refused_request_comes_back_when_it_was_told_to(self):
        mock = self.start_mock(ITEMS % "limit: {rate: 4/s, burst: 4}")
        self.write_spec(f"""
target: {mock}
scenario: [GET /items]
load: {{iterations: 8, users: 8, retries: 5, preflight: off}}
rules: [{{metric: first_attempt.error_rate, at_most: 10%}}]
""")
        self.run_program("check", "--baseline", "none", status=1)
        items = self.scope("main/GET /items")
        self.assertEqual(items["outcomes"], {"ok": 8})
        self.assertEqual(items["scalars"]["first_attempt.error_rate"], 0.5)
        self.assertEqual(items["scalars"]["error_rate"], 0)
        self.assertEqual(items["distributions"]["first_attempt.latency"]["count"], 4)
        # Retry-After is a whole second.
        latency = items["distributions"]["latency"]["statistics"]
        self.assertGreater(latency["max"], 1e9)
        self.assertEqual(self.findings("fail"),
                         ["first_attempt.error_rate main/GET /items [load] limit"])

    def test_a_failed_setup_is_named_and_the_teardown_still_runs(self):
        mock = self.start_mock("routes:\n  POST /seed: {errors: {500: 100%}}\n"
                               "  DELETE /seed: {}\n  GET /items: {}\n")
        self.write_spec(f"""
target: {mock}
setup: [{{name: put rows in, request: POST /seed}}]
teardown: [{{name: take rows out, request: DELETE /seed}}]
scenario: [GET /items]
load: {{iterations: 5}}
""")
        done = self.run_program("check", "--baseline", "none", status=4)
        self.assertIn("setup: put rows in: server_5xx: status 500", done.stderr + done.stdout)
        self.assertEqual(len(self.load_requests(mock, "/items")), 0)
        kept = self.load_requests(mock, "/seed")
        self.assertEqual([each["method"] for each in kept], ["POST", "DELETE"])
        self.assertEqual([each["user_agent"] for each in kept],
                         ["loadgate (setup)", "loadgate (teardown)"])

    def test_a_failed_teardown_is_a_warning_in_every_place(self):
        mock = self.start_mock("routes:\n  DELETE /seed: {status: 404}\n  GET /items: {}\n")
        self.write_spec(f"""
target: {mock}
teardown: [{{name: take rows out, request: DELETE /seed}}]
scenario: [GET /items]
load: {{iterations: 5}}
""")
        done = self.run_program("check", "--baseline", "none", status=0)
        warning = "teardown: take rows out: client_4xx: status 404"
        self.assertIn(warning, done.stdout)
        self.assertIn(warning.replace("_", "\\_"), (self.folder / "loadgate-report/report.md").read_text())
        self.assertEqual(self.scope("main/GET /items")["requests"], 5)
        self.run_program("run", "--out", "run.json", status=0)
        run = json.loads((self.folder / "run.json").read_text())
        self.assertIn(warning, run["warnings"])
        self.assertEqual(run["samples"]["count"], 5)

    def test_ctrl_c_does_not_keep_the_teardown_from_running(self):
        heads = []

        def answer(connection, text, number):
            heads.append(text.splitlines()[0])
            ok(connection)
            return True

        server = ScriptedServer(answer)
        self.addCleanup(server.stop)
        self.write_spec(f"""
target: http://127.0.0.1:{server.port}
teardown: [DELETE /rows]
scenario: [GET /items]
load: {{rate: 50/s, for: 60s}}
""")
        process = self.start_program("check", "--baseline", "none")
        for _ in range(1000):
            if len(heads) > 20:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130)
        self.assertTrue(heads[-1].startswith("DELETE /rows"), heads[-1])

    def test_a_token_is_fetched_once_and_renewed_before_it_expires(self):
        mock = self.start_mock("oauth2: {client_id: demo, client_secret: s3cret-word, "
                               "expires_in: 2s}\nroutes:\n  POST /token: {does: issue_token}\n"
                               "  GET /account: {requires_token: true}\n")
        self.write_spec(f"""
target:
  url: {mock}
  auth: {{oauth2: {{token_url: /token, client_id: demo, client_secret: "${{secret:WORD}}"}}}}
scenario: [GET /account]
load: {{rate: 20/s, for: 4s}}
""")
        self.run_program("check", "--baseline", "none", status=0,
                         environment={"WORD": "s3cret-word"})
        self.assertEqual(self.scope("main/GET /account")["outcomes"], {"ok": 80})
        asked = [each for each in self.stats(mock)["requests"] if each["path"] == "/token"]
        self.assertIn(len(asked), (3, 4))  # at first, and after a second and a half each
        credentials = {each["credential"] for each in self.load_requests(mock, "/account")}
        self.assertGreaterEqual(len(credentials), 2)
        for file in (self.folder / "loadgate-report").iterdir():
            self.assertNotIn("s3cret-word", file.read_text())

    def test_a_refused_client_means_no_load(self):
        mock = self.start_mock("oauth2: {client_id: demo, client_secret: right}\nroutes:\n"
                               "  POST /token: {does: issue_token}\n"
                               "  GET /account: {requires_token: true}\n")
        self.write_spec(f"""
target:
  url: {mock}
  auth: {{oauth2: {{token_url: /token, client_id: demo, client_secret: "wrong-word"}}}}
scenario: [GET /account]
load: {{rate: 20/s, for: 4s}}
""")
        done = self.run_program("run", "--out", "run.json", status=4)
        self.assertIn("oauth2: POST " + mock + "/token: ", done.stderr)
        self.assertNotIn("wrong-word", done.stderr)
        self.assertEqual(len(self.load_requests(mock, "/account")), 0)

    def test_a_condition_of_stop_when_ends_the_load_and_fails_the_gate(self):
        mock = self.start_mock(ITEMS % "errors: {500: 60%}")
        self.write_spec(f"""
target: {mock}
scenario: [GET /items]
load:
  rate: 100/s
  for: 60s
  stop_when: [latency.p95 > 5s for 1s, error_rate > 20% for 500ms]
rules: [{{metric: error_rate, severity: off}}]
""")
        began = time.monotonic()
        done = self.run_program("check", "--baseline", "none", status=1)
        self.assertLess(time.monotonic() - began, 40)
        self.assertEqual(self.findings("fail"), ["stop_when[1]"])
        self.assertIn("error_rate > 20% for 500ms; it was ", done.stdout)
        result = self.result()
        self.assertEqual(result["end"], "stopped")
        run = json.loads((self.folder / "loadgate-report/run.json").read_text())
        self.assertTrue(run["stopped_by"].startswith("stop_when[1]: error_rate > 20% for 500ms"))
        self.assertLess(run["samples"]["count"], 4000)
        self.run_program("baseline", "promote", "loadgate-report/run.json", status=2)
        # The same file gives the same verdict, without load.
        self.run_program("compare", "--baseline", "none", "loadgate-report/run.json", status=1)

    def test_a_plan_above_its_budget_sends_nothing(self):
        mock = self.start_mock(ITEMS % "latency: 1ms")
        self.write_spec(f"""
target: {mock}
scenario: [GET /items]
load: {{rate: 50/s, for: 2s, retries: 1, budget: {{requests: 199}}}}
""")
        done = self.run_program("check", "--baseline", "none", status=4)
        self.assertIn("budget: the load may send 200 requests, and load.budget.requests is 199",
                      done.stdout + done.stderr)
        self.assertEqual(self.stats(mock)["arrivals"], 0)
        plan = self.run_program("plan", status=0).stdout
        self.assertIn("with polls, retries and redirects: at most 200 requests\nbudget: 199 requests\n", plan)

    def test_a_used_up_budget_ends_the_load_and_what_was_measured_is_reported(self):
        mock = self.start_mock(ITEMS % "latency: 1ms")
        self.write_spec(f"""
target: {mock}
scenario: [GET /items]
load: {{users: 2, for: 60s, budget: {{requests: 300}}, preflight: off}}
rules: [{{metric: latency.p95, phase: load, at_most: 5s}}]
""")
        done = self.run_program("check", "--baseline", "none", status=4)
        self.assertEqual(self.stats(mock)["arrivals"], 300)
        self.assertIn("300 requests were sent", done.stdout)
        self.assertEqual(self.result()["end"], "exhausted")
        self.assertGreaterEqual(self.scope("main/GET /items")["requests"], 298)
        self.run_program("run", "--out", "run.json", status=4)


if __name__ == "__main__":
    unittest.main()
