# SPDX-License-Identifier: Apache-2.0
"""The same spec and seed: the same plan and the same requests, by the server's own record."""
import re
import unittest

from support import Case, get_json

MOCK = """
listen: 0
routes:
  "POST /login": {latency: 1ms, body: {json: {access_token: "0123456789abcdef"}}}
  "GET /items/{id}": {latency: 1ms, body: {json: {ok: true}}}
"""
SPEC = """version: 1
name: twice
target: {url}
data:
  products: {{csv: products.csv, pick: random}}
scenarios:
  buy:
    weight: 3
    steps:
      - request: POST /login
        json: {{user: "${{uuid}}", quantity: "${{random:1..100}}"}}
        capture: {{token: json:/access_token}}
      - request: GET /items/${{products.id}}
        headers: {{Authorization: "Bearer ${{token}}"}}
  look:
    weight: 1
    steps:
      - "GET /items/${{products.id}}"
load: {{rate: 100/s, for: 2s, arrivals: poisson, preflight: off}}
"""


class Twice(Case):
    def requests(self, *options):
        url = self.start_mock(MOCK)
        self.write("products.csv", "id\n" + "\n".join(f"p{i}" for i in range(50)) + "\n")
        self.write("loadgate.yaml", SPEC.format(url=url))
        self.run_program("run", *options, status=0)
        # Flows overlap, so the order of arrival is the network's; what was asked is the plan's.
        return sorted((row["method"], row["path"], row.get("body", row.get("body_digest")))
                      for row in get_json(url, "/__stats")["requests"])

    def digest(self, *options):
        text = self.run_program("plan", *options, status=0).stdout
        return re.search(r"[0-9a-f]{12,64}", text)[0]

    def test_two_runs_send_the_same_and_another_seed_something_else(self):
        first, second = self.requests(), self.requests()
        self.assertGreater(len(first), 200)
        self.assertEqual(first, second)
        other = self.requests("--seed", "2")
        self.assertNotEqual(first, other)

    def test_the_digest_depends_on_the_seed_and_not_on_the_address(self):
        self.write("products.csv", "id\na\n")
        self.write("loadgate.yaml", SPEC.format(url="http://127.0.0.1:1"))
        here = self.digest()
        self.write("loadgate.yaml", SPEC.format(url="http://127.0.0.1:2"))
        self.assertEqual(here, self.digest())
        self.assertNotEqual(here, self.digest("--seed", "2"))


if __name__ == "__main__":
    unittest.main()
