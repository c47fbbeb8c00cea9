# SPDX-License-Identifier: Apache-2.0
"""Targets that are not there, do not trust us, stall, reset or die: the right class, the right
status, a report, and a sentence that says what to do."""
import itertools
import ssl
import threading
import time
import unittest

from support import Case, Nginx, ScriptedServer, free_port, make_certificate, ok, reset

SPEC = """version: 1
name: failing
target: {{url: "{url}", timeout: {timeout}{more}}}
scenario:
  - GET /thing
load: {load}
rules:
  - {{metric: latency.p95, at_most: 5s}}
"""
SHORT, LONGER = "{rate: 100/s, for: 1s}", "{rate: 50/s, for: 2s}"


class Failing(Case):
    def serve(self, answer, context=None):
        server = ScriptedServer(answer, context)
        self.addCleanup(server.stop)
        return server

    def check(self, url, status, timeout="500ms", more="", load=SHORT):
        self.write("loadgate.yaml", SPEC.format(url=url, timeout=timeout, more=more, load=load))
        return self.run_program("check", status=status)

    def assert_reported(self, done, *words):
        report = (self.folder / "loadgate-report/report.md").read_text()
        for word in words:
            self.assertIn(word, report)
            self.assertIn(word, done.stdout)
        self.assertTrue((self.folder / "loadgate-report/junit.xml").exists())

    def outcomes(self):
        return self.result()["scopes"][0]["now"]["outcomes"]

    def test_a_closed_port_could_not_be_measured(self):
        done = self.check(f"http://127.0.0.1:{free_port()}", 4)
        self.assert_reported(done, "nothing could be measured", "connect", "check that")
        self.assertEqual(self.result()["judgement"]["verdict"], "not_measured")

    def test_a_host_that_does_not_resolve_could_not_be_measured(self):
        self.assert_reported(self.check("http://no-such-host.invalid", 4), "no-such-host.invalid")

    def test_a_wrong_certificate_could_not_be_measured(self):
        cert, key = make_certificate(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        server = self.serve(lambda c, text, n: ok(c), context)
        done = self.check(f"https://127.0.0.1:{server.port}", 4)
        self.assert_reported(done, "certificate")
        self.assertIn("tls", done.stdout)

    def test_a_401_could_not_be_measured_and_names_auth(self):
        server = self.serve(lambda c, text, n: ok(c, status="401 Unauthorized"))
        done = self.check(f"http://127.0.0.1:{server.port}", 4)
        self.assert_reported(done, "401", "auth")

    def test_a_server_that_stalls_fails_with_timeouts(self):
        def stall(connection, text, number):
            if "preflight" in text:
                return ok(connection)
            time.sleep(3)
            return False
        server = self.serve(stall)
        done = self.check(f"http://127.0.0.1:{server.port}", 1)
        self.assertEqual(self.outcomes(), {"timeout_first_byte": 100})
        self.assert_reported(done, "timeout_first_byte")

    def test_a_server_that_resets_fails_with_resets(self):
        server = self.serve(lambda c, text, n: ok(c) if "preflight" in text else reset(c))
        done = self.check(f"http://127.0.0.1:{server.port}", 1)
        outcomes = self.outcomes()
        self.assertEqual(sum(outcomes.values()), 100)
        self.assertLessEqual(set(outcomes), {"reset", "reset_on_reuse"})
        self.assert_reported(done, "reset")

    def test_a_server_that_answers_half_fails_with_resets(self):
        def half(connection, text, number):
            if "preflight" in text:
                return ok(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            return False
        server = self.serve(half)
        self.check(f"http://127.0.0.1:{server.port}", 1)
        self.assertEqual(self.outcomes(), {"reset": 100})

    def test_garbage_is_a_protocol_error(self):
        def garbage(connection, text, number):
            if "preflight" in text:
                return ok(connection)
            connection.sendall(b"\x00\x01 this is no HTTP\r\n\r\n")
            return False
        server = self.serve(garbage)
        self.check(f"http://127.0.0.1:{server.port}", 1)
        self.assertEqual(self.outcomes(), {"protocol": 100})

    def test_a_server_that_dies_half_way_fails_and_is_reported(self):
        nginx = Nginx(self.folder)
        timer = threading.Timer(1.2, nginx.stop)
        timer.start()
        self.addCleanup(timer.cancel)
        done = self.check(f"http://127.0.0.1:{nginx.http_port}", 1, load=LONGER)
        outcomes = self.outcomes()
        self.assertEqual(sum(outcomes.values()), 100)
        self.assertGreater(outcomes["ok"], 0)
        self.assertGreater(outcomes["connect"], 0)
        self.assert_reported(done, "connect")

    def test_a_token_that_cannot_be_used_is_an_error_of_the_step_that_needs_it(self):
        """A captured value with a line break makes the next header unwritable: never silently green."""
        logins = itertools.count()

        def answer(connection, text, number):
            broken = text.startswith("POST") and next(logins) % 2 == 1
            return ok(connection, b'{"token": "0123456789%s"}' % (b"\\n" if broken else b""))
        server = self.serve(answer)
        self.write("loadgate.yaml", f"""version: 1
name: failing
target: http://127.0.0.1:{server.port}
scenario:
  - name: login
    request: POST /login
    capture: {{token: json:/token}}
  - name: use
    request: GET /use
    headers: {{X-Token: "${{token}}"}}
load: {{rate: 100/s, for: 1s}}
""")
        self.run_program("check", "--baseline", "none", status=1)
        self.assertIn("error_rate main/use [load] limit", self.findings("fail"))
        steps = {scope["now"]["step"]: scope["now"] for scope in self.result()["scopes"]}
        self.assertEqual(steps["main/use"]["requests"], 100)
        self.assertGreater(steps["main/use"]["outcomes"]["assertion"], 20)

    def test_the_environment_proxy_is_not_used(self):
        server = self.serve(lambda c, text, n: ok(c))
        self.write("loadgate.yaml", SPEC.format(url=f"http://127.0.0.1:{server.port}",
                                                timeout="2s", more="", load=SHORT))
        proxy = f"http://127.0.0.1:{free_port()}"
        self.run_program("check", status=0,
                         environment={"http_proxy": proxy, "HTTP_PROXY": proxy, "ALL_PROXY": proxy,
                                      "https_proxy": proxy, "no_proxy": "", "NO_PROXY": ""})

    def test_a_start_command_that_ends_early_shows_its_output(self):
        more = ", start: {command: 'echo wrong flag --prot; exit 3', ready: GET /, within: 5s}"
        done = self.check(f"http://127.0.0.1:{free_port()}", 4, more=more)
        self.assert_reported(done, "wrong flag --prot")

    def test_a_service_of_ours_that_ends_under_the_load_is_named(self):
        port = free_port()
        command = f"timeout 1.5 python3 -m http.server --bind 127.0.0.1 {port}"
        more = f", start: {{command: '{command}', ready: GET /, within: 20s}}"
        self.write("thing", "hello")
        done = self.check(f"http://127.0.0.1:{port}", 1, more=more, load=LONGER)
        self.assertEqual(self.result()["end"], "target_died")
        self.assert_reported(done, "ended during the load")

    def test_a_start_command_is_measured_and_stopped(self):
        port = free_port()
        command = f"exec python3 -m http.server --bind 127.0.0.1 {port}"
        more = f", start: {{command: '{command}', ready: GET /, within: 20s}}"
        self.write("thing", "hello")
        self.check(f"http://127.0.0.1:{port}", 0, timeout="5s", more=more)
        again = self.check(f"http://127.0.0.1:{port}", 4)  # nothing listens any more
        self.assertIn("connect", again.stdout)


if __name__ == "__main__":
    unittest.main()
