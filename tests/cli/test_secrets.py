# SPDX-License-Identifier: Apache-2.0
"""A secret, a captured token, a cookie: in no file, log or report of a failing run, in no form."""
import base64
import json
import unittest
import urllib.parse

from support import Case, ScriptedServer, ok

SECRET = 'pa"ss/wörd+4711'
TOKEN = "captured-token-0815"
COOKIE = "session=c00kie-value-1234"
SPEC = """version: 1
name: secretive
target:
  url: "${env:BASE_URL}"
  timeout: 2s
  auth: {header: {X-Key: "${secret:API_KEY}"}}
scenario:
  - name: login
    request: POST /login
    json: {password: "${secret:API_KEY}"}
    capture: {token: json:/token}
  - name: use
    request: GET /use/${token}
    headers: {Authorization: "Bearer ${token}", Cookie: "session=c00kie-value-1234"}
    expect: {status: 200, contains: never-there}
load: {rate: 20/s, for: 1s}
"""
MISTAKEN = """version: 1
name: mistaken
target: http://127.0.0.1:{port}
scenario:
  - {{name: login, request: POST /login, capture: {{token: json:/acces_token}}}}
  - {{request: GET /use, headers: {{Authorization: "Bearer ${{token}}"}}}}
load: {{rate: 20/s, for: 1s}}
"""


def forms(secret):
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield urllib.parse.quote(secret, safe="")
    yield urllib.parse.quote(secret, safe="").lower()
    for before in ("", "u", "us"):
        encoded = base64.b64encode((before + secret + "???").encode()).decode()
        yield encoded[4:4 + len(secret)]


class Secretive(Case):
    def answer(self, connection, text, number):
        self.texts.append(text)
        if text.startswith("POST /login"):
            return ok(connection, json.dumps({"token": TOKEN}).encode())
        # The server repeats everything that it was told.
        said = f"bad {SECRET} {TOKEN} {COOKIE} {base64.b64encode(SECRET.encode()).decode()} " + \
            urllib.parse.quote(SECRET, safe="") + json.dumps(SECRET)
        return ok(connection, said.encode(), headers=f"Set-Cookie: {COOKIE}\r\n")

    def run_everything(self):
        self.texts = []
        server = ScriptedServer(self.answer)
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", SPEC)
        environment = {"API_KEY": SECRET, "BASE_URL": f"http://127.0.0.1:{server.port}",
                       "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.folder),
                       "GITHUB_OUTPUT": str(self.folder / "output"),
                       "GITHUB_STEP_SUMMARY": str(self.folder / "summary")}
        check = self.run_program("check", "--verbose", status=1, environment=environment)
        tried = self.run_program("try", status=1, environment={**environment, "GITHUB_ACTIONS": ""})
        masks = [line for line in check.stdout.splitlines() if line.startswith("::add-mask::")]
        self.assertTrue(masks)  # GitHub must be told what to mask: the one place where it may stand
        logged = "\n".join(line for line in check.stdout.splitlines() if line not in masks)
        texts = {"stdout": logged, "stderr": check.stderr, "try": tried.stdout + tried.stderr}
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != "loadgate.yaml":
                texts[str(path)] = path.read_text(errors="replace")
        return texts

    def test_tokens_of_other_users_are_not_kept_however_many_there_are(self):
        said = []
        def answer(connection, text, number):
            if text.startswith("POST"):
                said.append(f"token-of-user-{number:06d}")
                return ok(connection, json.dumps({"token": said[-1]}).encode())
            return ok(connection, f"the last one was {said[-2:]}".encode(),
                      status="500 Error" if number > 700 else "200 OK")
        server = ScriptedServer(answer)
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", f"""version: 1
name: tokens
target: http://127.0.0.1:{server.port}
scenario:
  - {{request: POST /login, capture: {{token: json:/token}}}}
  - {{request: GET /use, headers: {{X-Token: "${{token}}"}}}}
load: {{rate: 200/s, for: 3s}}
""")
        done = self.run_program("check", "--baseline", "none", status=1)
        self.assertGreater(len(said), 500)
        texts = [done.stdout, *((self.folder / "loadgate-report" / name).read_text()
                                for name in ("run.json", "result.json", "report.md", "junit.xml"))]
        for text in texts:
            self.assertNotIn("token-of-user-", text)

    def test_what_a_started_service_prints_is_masked_in_its_log(self):
        self.write("loadgate.yaml", """version: 1
name: started
target:
  url: http://127.0.0.1:1
  auth: {bearer: "${secret:API_KEY}"}
  start: {command: 'echo "my key is $KEY"; exit 1', env: {KEY: "${secret:API_KEY}"}, within: 5s}
scenario: [GET /]
load: {rate: 10/s, for: 1s}
""")
        done = self.run_program("check", status=4, environment={"API_KEY": SECRET})
        self.assertEqual((self.folder / "loadgate-report/target.log").read_text(), "my key is ***\n")
        self.assertIn("my key is ***", done.stdout)

    def outputs_against(self, login, spec, statuses):
        """Of `check` and `try`, by name, where the server answers everything with `login`."""
        server = ScriptedServer(lambda connection, text, number: ok(connection, *login))
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", spec.format(port=server.port))
        check = self.run_program("check", "--verbose", "--baseline", "none", status=statuses[0])
        tried = self.run_program("try", status=statuses[1])
        texts = {"check": check.stdout + check.stderr, "try": tried.stdout + tried.stderr}
        for path in (self.folder / "loadgate-report").rglob("*"):
            texts[path.name] = path.read_text(errors="replace")
        return texts

    def test_a_token_that_a_capture_misses_is_not_shown_either(self):
        body = json.dumps({"access_token": TOKEN, "expires_in": 3600}).encode()
        headers = f"Set-Cookie: {COOKIE}\r\nX-Session: {TOKEN}\r\n"
        page = f"<html>your token is {TOKEN}</html>".encode()
        refusal = json.dumps({"error": "no seats left", "access_token": TOKEN}).encode()
        for login, shown in (((body, "200 OK", headers), '{"access_token":"***","expires_in":3600}'),
                             ((page, "200 OK", headers), "(not shown: it is no JSON, and may hold "
                                                         "what was not found: token)"),
                             ((refusal, "409 Conflict", headers),
                              '{"error": "no seats left", "access_token": "***"}')):
            texts = self.outputs_against(login, MISTAKEN, (1, 1))
            for name, text in texts.items():
                for form in (TOKEN, "c00kie-value-1234"):
                    self.assertNotIn(form, text, name)
            self.assertIn(shown, texts["try"])
            self.assertNotIn("`loadgate try`", texts["try"])
            if login[1] == "200 OK":
                self.assertIn("  failed: capture token: json:/acces_token found nothing", texts["try"])
                self.assertIn("capture token: json:/acces_token found nothing", texts["check"])
                self.assertIn("x-session: ***", texts["try"])

    def test_captured_values_of_any_size_and_kind_are_masked(self):
        long, slashes = "".join(f"{i:05d}" for i in range(16000)), "\\" * 60
        captured = {"/long": long, "/slashes": slashes, "/lines": long.replace("0", "0\n")}
        told = {"/long": long, "/slashes": "\\" * 4000, "/lines": captured["/lines"]}
        def answer(connection, text, number):
            path = text.split()[1]
            if text.startswith("POST"):
                return ok(connection, json.dumps({"token": captured[path]}).encode())
            return ok(connection, b"said " + told[path].encode(), status="500 Error")
        server = ScriptedServer(answer)
        self.addCleanup(server.stop)
        steps = "".join(f"  - {{request: POST {path}, capture: {{token: json:/token}}}}\n"
                        f"  - {{request: GET {path}, on_error: continue}}\n" for path in captured)
        self.write("loadgate.yaml", f"""version: 1
name: sizes
target: http://127.0.0.1:{server.port}
scenario:
{steps}load: {{iterations: 4, users: 2}}
""")
        done = self.run_program("check", "--baseline", "none", status=1)
        texts = [done.stdout, done.stderr] + [path.read_text() for path in
                                              (self.folder / "loadgate-report").iterdir()]
        for text in texts:
            for value in (long[:40], slashes, captured["/lines"][:40]):
                self.assertNotIn(value, text)

    def test_no_secret_is_in_any_output(self):
        texts = self.run_everything()
        self.assertTrue(any(f"GET /use/{TOKEN}" in text for text in self.texts))  # it was used
        self.assertGreaterEqual(len(texts), 8)
        for name, text in texts.items():
            for secret in (SECRET, TOKEN, "c00kie-value-1234"):
                for form in forms(secret):
                    self.assertNotIn(form, text, name)


if __name__ == "__main__":
    unittest.main()
