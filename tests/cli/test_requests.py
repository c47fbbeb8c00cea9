# SPDX-License-Identifier: Apache-2.0
"""Packed bodies, cookies, redirects, links and expected errors, against servers that mean no good
as well: nothing goes where it was not sent."""
import csv
import gzip
import json
import re
import time
import unittest

from support import Case, Nginx, ScriptedServer, ok

TOKEN = "bearer-token-0815"


def address(server, path=""):
    return f"http://127.0.0.1:{server.port}{path}"


def header_of(head, name):
    found = re.search(rf"^{name}: (.*?)\r?$", head, re.M | re.I)
    return found and found[1]


class Requests(Case):
    def serve(self, answer):
        """A server, and what it was asked."""
        heads = []

        def noting(connection, head, number):
            heads.append(head)
            return answer(connection, head, number)
        server = ScriptedServer(noting)
        self.addCleanup(server.stop)
        return server, heads

    def run_spec(self, text, status=0):
        self.write("spec.yaml", "version: 1\nrules: []\n" + text)
        self.run_program("run", "spec.yaml", "--out", "run.json", status=status,
                         environment={"TOKEN": TOKEN})
        return json.loads((self.folder / "run.json").read_text())

    def rows(self):
        self.run_program("report", "run.json", "--format", "csv", "--out", "rows.csv", status=0)
        with open(self.folder / "rows.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))

    def details(self, run):
        return {example["detail"] for example in run["errors"]}

    def outcomes(self):
        return {(row["step"].removeprefix("main/"), row["outcome"]) for row in self.rows()}


class Packed(Requests):
    def nginx(self, files):
        for name, content in files.items():
            self.write("www/" + name, content)
        nginx = Nginx(self.folder, f"""
            root {self.folder}/www; default_type application/json;
            location / {{ gzip on; gzip_types *; gzip_min_length 1; }}
            location /bombs/ {{ add_header Content-Encoding gzip; }}
        """)
        self.addCleanup(nginx.stop)
        return nginx

    def test_nginx_packs_and_the_checks_see_what_it_packed(self):
        content = json.dumps({"items": ["tea"] * 5000, "ok": True}).encode()
        nginx = self.nginx({"items.json": content})
        for target in (f"http://127.0.0.1:{nginx.http_port}",
                       f"https://127.0.0.1:{nginx.tls_port}, tls: {{ca: cert.pem}}"):
            self.run_spec(f"""
target: {{url: {target}}}
scenario:
  - name: packed
    request: GET /items.json
    headers: {{Accept-Encoding: gzip}}
    expect: {{json: {{/ok: true, /items/4999: tea}}, header: {{Content-Encoding: gzip}}, max_bytes: {len(content)}}}
  - name: plain
    request: GET /items.json
    expect: {{json: {{/ok: true}}, max_bytes: {len(content)}}}
  - name: too long
    request: GET /items.json
    headers: {{Accept-Encoding: gzip}}
    expect: {{max_bytes: {len(content) - 1}}}
load: {{iterations: 10, users: 2}}
""")
            self.assertEqual(self.outcomes(), {("packed", "ok"), ("plain", "ok"),
                                               ("too long", "assertion")})
            sizes = {row["step"]: int(row["bytes_in"]) for row in self.rows()}
            self.assertEqual(sizes["main/plain"], len(content))
            self.assertLess(sizes["main/packed"], len(content) // 10)

    def test_a_bomb_is_stopped_and_named(self):
        bomb = gzip.compress(bytes(200_000_000))
        nginx = self.nginx({"bombs/zeros": bomb})
        run = self.run_spec(f"""
target: {{url: "http://127.0.0.1:{nginx.http_port}", headers: {{Accept-Encoding: gzip}}}}
scenario:
  - name: bounded
    request: GET /bombs/zeros
    on_error: continue
    expect: {{max_bytes: 300k}}
  - name: read
    request: GET /bombs/zeros
    expect: {{contains: welcome}}
load: {{iterations: 4, users: 2}}
""")
        self.assertEqual(self.details(run), {
            f"max_bytes: a body of {len(bomb)} bytes that unpacks to more than 307200, expected at most 307200",
            "contains welcome: not in the body (only the first 1 MiB were read)"})
        self.assertEqual(self.outcomes(), {("bounded", "assertion"), ("read", "assertion")})


class Cookies(Requests):
    def test_each_user_has_a_jar_of_its_own(self):
        def answer(connection, head, number):
            new = f"Set-Cookie: sid=session-{number:08d}; Path=/\r\n"
            return ok(connection, headers="" if header_of(head, "Cookie") else new)
        server, heads = self.serve(answer)
        self.run_spec(f"""
target: {{url: "{address(server)}", cookies: true}}
scenario:
  - GET /in?user=${{user}}
  - GET /basket?user=${{user}}
load: {{iterations: 40, users: 4}}
""")
        heads = heads[2:]  # after the preflight
        self.assertEqual(len(heads), 80)
        jars = {}
        for head in heads:
            jars.setdefault(re.search(r"user=(\d+)", head)[1], []).append(header_of(head, "Cookie"))
        self.assertEqual(len(jars), 4)
        for sent in jars.values():
            self.assertIsNone(sent[0])
            self.assertEqual(len(set(sent[1:])), 1, sent)
        self.assertEqual(len({sent[1] for sent in jars.values()}), 4)
        self.assertNotIn("session-0", (self.folder / "run.json").read_text())

    def test_cookies_of_one_target_are_not_sent_to_another(self):
        def setting(cookie):
            return lambda connection, *_: ok(connection, headers=f"Set-Cookie: {cookie}\r\n")
        shop, shop_heads = self.serve(setting("shop=1; Path=/"))
        inbox, inbox_heads = self.serve(setting("inbox=1; Path=/"))
        none, none_heads = self.serve(setting("none=1; Path=/"))
        self.run_spec(f"""
target: {{url: "{address(shop)}", cookies: true}}
targets:
  inbox: {{url: "{address(inbox)}", cookies: true}}
  none: "{address(none)}"
scenario:
  - GET /items
  - {{request: GET /mail, target: inbox}}
  - {{request: GET /other, target: none}}
load: {{iterations: 20, users: 2}}
""")
        for heads, own in ((shop_heads, "shop=1"), (inbox_heads, "inbox=1"), (none_heads, None)):
            self.assertEqual(len(heads), 21)
            self.assertEqual({header_of(head, "Cookie") for head in heads}, {None, own})


class Redirects(Requests):
    SPEC = """
target: {{url: "{url}", auth: {{bearer: "${{secret:TOKEN}}"}}, cookies: true{more}}}
scenario:
  - request: GET /start
    headers: {{X-Api-Key: "${{secret:TOKEN}}"}}
load: {{iterations: 10, users: 2}}
"""

    def leading(self, location):
        def answer(connection, head, _):
            if not head.startswith("GET /start "):
                return ok(connection)
            return ok(connection, status="302 Found",
                      headers=f"Location: {location}\r\nSet-Cookie: sid=session-4711; Path=/\r\n")
        return self.serve(answer)

    def test_are_not_followed_unless_that_is_asked_for(self):
        server, heads = self.leading("/end")
        self.run_spec(self.SPEC.format(url=address(server), more=""))
        self.assertEqual(len(heads), 11)
        self.assertEqual({(row["status"], row["outcome"]) for row in self.rows()}, {("302", "ok")})

    def test_lead_nobody_to_another_server(self):
        stranger, strange_heads = self.serve(lambda connection, *_: ok(connection))
        port = stranger.port
        for location in (address(stranger, "/steal"), f"//127.0.0.1:{port}/steal",
                         f"http://127.0.0.1@127.0.0.1:{port}/steal", f"http:\\\\127.0.0.1:{port}\\steal",
                         f"https://127.0.0.1:{port}/steal"):
            server, heads = self.leading(location)
            run = self.run_spec(self.SPEC.format(url=address(server), more=", redirects: 5"))
            self.assertEqual({row["outcome"] for row in self.rows()}, {"assertion"}, location)
            self.assertRegex(self.details(run).pop(), "^a redirect to the address '.*', which is not ")
            self.assertEqual(len(heads), 11)
        self.assertEqual(strange_heads, [])

    def test_take_along_what_belongs_to_their_server(self):
        server, heads = self.leading("/end")
        self.run_spec(self.SPEC.format(url=address(server), more=", redirects: 1"))
        self.assertEqual(len(heads), 22)
        for head in heads:
            self.assertEqual(header_of(head, "Authorization"), "Bearer " + TOKEN)
            if head.startswith("GET /end "):
                self.assertEqual(header_of(head, "Cookie"), "sid=session-4711")
        self.assertEqual({(row["status"], row["outcome"]) for row in self.rows()}, {("200", "ok")})

    def test_end_after_as_many_as_were_allowed(self):
        server, heads = self.leading("/start")
        run = self.run_spec(self.SPEC.format(url=address(server), more=", redirects: 3"))
        self.assertEqual(len(heads), 11 * 4)
        self.assertEqual(self.details(run),
                         {"more than 3 redirects, the last one to the address '/start'"})

    def test_are_taken_out_of_the_budget_before_they_are_sent(self):
        server, heads = self.leading("/start")
        self.write("spec.yaml", f"""version: 1
rules: []
target: {{url: "{address(server)}", timeout: 10s, redirects: 20}}
scenario: [GET /start]
load: {{users: 20, for: 30s, preflight: off, budget: {{requests: 50}}}}
""")
        output = self.run_program("run", "spec.yaml", "--out", "run.json", status=4)
        # What was under way when the load ended may not have been read by the server.
        self.assertIn(len(heads), range(30, 51))
        self.assertIn("budget: 50 requests were sent, and the plan was not at its end",
                      output.stdout + output.stderr)

    def test_are_within_the_latency_of_their_step(self):
        nap = 0.02

        def answer(connection, head, _):
            time.sleep(nap)
            return ok(connection, status="200 OK" if "/end" in head else "302 Found",
                      headers="Location: /end\r\n")
        server, _ = self.serve(answer)
        self.run_spec(self.SPEC.format(url=address(server), more=", redirects: 1"))
        # The server sleeps twice: that much is certain on any machine.
        self.assertGreaterEqual(min(int(row["latency_ns"]) for row in self.rows()), 2 * nap * 1e9)


class Links(Requests):
    SPEC = """
target: {{url: "{url}", auth: {{bearer: "${{secret:TOKEN}}"}}}}
scenario:
  - name: first page
    request: GET /items
    capture: {{next: json:/next}}
  - name: next page
    request: GET ${{next}}
load: {{iterations: 6, users: 2}}
"""

    def paged(self, next_page):
        return self.serve(lambda connection, *_: ok(connection, json.dumps({"next": next_page}).encode()))

    def test_are_followed_on_their_server(self):
        server, heads = self.paged("/more?page=2&size=10")
        server_of_address, heads_of_address = self.serve(lambda connection, *_: ok(
            connection, json.dumps({"next": address(server_of_address, "/more?page=2")}).encode()))
        self.run_spec(self.SPEC.format(url=address(server, "/base")))
        self.assertEqual({head.split(" HTTP")[0] for head in heads},
                         {"GET /base/items", "GET /more?page=2&size=10"})
        self.run_spec(self.SPEC.format(url=address(server_of_address)))
        self.assertEqual({head.split(" HTTP")[0] for head in heads_of_address},
                         {"GET /items", "GET /more?page=2"})

    def test_of_a_hostile_answer_send_nothing_to_another_server(self):
        stranger, strange_heads = self.serve(lambda connection, *_: ok(connection))
        port = stranger.port
        for link in (address(stranger, "/steal"), f"//127.0.0.1:{port}/steal",
                     f"http://127.0.0.1@127.0.0.1:{port}/steal", f"https://127.0.0.1:{port}/",
                     "file:///etc/passwd", f"/a\r\nHost: 127.0.0.1:{port}", f"\\\\127.0.0.1:{port}/"):
            server, heads = self.paged(link)
            run = self.run_spec(self.SPEC.format(url=address(server)))
            self.assertEqual(self.outcomes(), {("first page", "ok"), ("next page", "assertion")}, link)
            self.assertRegex(self.details(run).pop(), "is not of the target|holds no path", link)
            self.assertTrue(all(head.startswith("GET /items ") for head in heads), link)
        self.assertEqual(strange_heads, [])


class Expected(Requests):
    SPEC = """
target: "{url}"
scenario:
  - {{name: refused, request: GET /, outcome: rate_limited}}
  - {{name: after, request: GET /}}
load: {{iterations: 10, users: 2}}
"""

    def test_an_error_that_is_expected_is_a_success_and_lets_the_flow_go_on(self):
        server, _ = self.serve(lambda connection, head, number: ok(
            connection, status="429 Too Many Requests" if "refused" in head else "200 OK"))
        spec = self.SPEC.replace("GET /,", "GET /refused,")
        run = self.run_spec(spec.format(url=address(server)))
        self.assertEqual(self.outcomes(), {("refused", "expected"), ("after", "ok")})
        self.assertEqual(run["errors"], [])

    def test_a_success_is_an_error_where_an_error_is_expected(self):
        server, _ = self.serve(lambda connection, *_: ok(connection))
        run = self.run_spec(self.SPEC.format(url=address(server)))
        self.assertEqual(self.outcomes(), {("refused", "assertion")})
        self.assertEqual(self.details(run), {"status 200, expected rate_limited"})


if __name__ == "__main__":
    unittest.main()
