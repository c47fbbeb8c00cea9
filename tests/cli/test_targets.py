# SPDX-License-Identifier: Apache-2.0
"""Several targets in one spec: each gets its own requests, headers and credentials alone."""
import json
import unittest

from support import Case, ScriptedServer, get_json

SHOP = """
routes:
  GET /items: {}
  GET /__token: {}
"""

SPEC = """
version: 1
name: two
target: {{url: {shop}, auth: {{bearer: "${{secret:SHOP_TOKEN}}"}}}}
targets:
  inbox: {{url: {inbox}, headers: {{X-Inbox: "yes"}}}}
scenario:
  - GET /items
  - {{name: mail, request: GET /mail, target: inbox}}
load: {{iterations: 40, users: 4}}
rules: []
"""


def answering(heads):
    def answer(connection, text, number):
        heads.append(text)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return True
    return answer


class Targets(Case):
    def test_the_token_goes_only_where_it_belongs(self):
        shop, inbox = [], []
        shop_server = ScriptedServer(answering(shop))
        inbox_server = ScriptedServer(answering(inbox))
        self.write("two.yaml", SPEC.format(shop=f"http://127.0.0.1:{shop_server.port}",
                                           inbox=f"http://127.0.0.1:{inbox_server.port}"))
        self.run_program("run", "two.yaml", "--out", "run.json", status=0,
                         environment={"SHOP_TOKEN": "shop-token-123"})
        self.assertEqual(len(shop), 41)  # 40 and the preflight's
        self.assertEqual(len(inbox), 41)
        for head in shop:
            self.assertTrue(head.startswith("GET /items "), head)
            self.assertIn("Authorization: Bearer shop-token-123", head)
            self.assertNotIn("X-Inbox", head)
        for head in inbox:
            self.assertTrue(head.startswith("GET /mail "), head)
            self.assertNotIn("Authorization", head)
            self.assertIn("X-Inbox: yes", head)
        self.assertNotIn("shop-token-123", (self.folder / "run.json").read_text())

    def test_each_mock_sees_its_own_requests(self):
        inbox = self.start_mock("routes:\n  GET /mail: {}\n")
        self.write("shop.yaml", "routes:\n  GET /items: {}\n")
        self.write("mail.yaml", "routes:\n  GET /mail: {status: 404}\n")
        self.write("spec.yaml", """
version: 1
target: {mock: shop.yaml}
targets:
  far: %s
  near: {mock: mail.yaml}
scenario:
  - GET /items
  - {name: far mail, request: GET /mail, target: far}
  - {name: near mail, request: GET /mail, target: near, expect: {status: 404}}
load: {iterations: 20, users: 2}
rules: []
""" % inbox)
        self.run_program("run", "spec.yaml", "--out", "run.json", status=0)
        self.assertEqual(get_json(inbox, "/__stats")["arrivals"], 21)
        run = json.loads((self.folder / "run.json").read_text())
        self.assertEqual(run["samples"]["count"], 60)
        self.assertEqual(run["errors"], [])

    def test_an_address_on_the_command_line_replaces_the_main_target_alone(self):
        shop, inbox = [], []
        shop_server = ScriptedServer(answering(shop))
        inbox_server = ScriptedServer(answering(inbox))
        self.write("two.yaml", SPEC.format(shop="http://127.0.0.1:1",
                                           inbox=f"http://127.0.0.1:{inbox_server.port}"))
        self.run_program("run", "two.yaml", "--out", "run.json", "--target",
                         f"http://127.0.0.1:{shop_server.port}", status=0,
                         environment={"SHOP_TOKEN": "shop-token-123"})
        self.assertEqual((len(shop), len(inbox)), (41, 41))

    def test_a_named_target_that_nobody_serves_is_named(self):
        shop_server = ScriptedServer(answering([]))
        self.write("two.yaml", SPEC.format(shop=f"http://127.0.0.1:{shop_server.port}",
                                           inbox="http://127.0.0.1:1"))
        done = self.run_program("run", "two.yaml", "--out", "run.json", status=4,
                                environment={"SHOP_TOKEN": "shop-token-123"})
        self.assertIn("connect: GET http://127.0.0.1:1/mail", done.stderr)


if __name__ == "__main__":
    unittest.main()
