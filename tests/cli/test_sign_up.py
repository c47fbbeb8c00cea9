# SPDX-License-Identifier: Apache-2.0
"""examples/sign-up with its real services: credentials are made at a rate, confirmed by mail, used by
one user each, and given back. LOADGATE_KEYS=5000 runs it with as many users."""
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
from collections import Counter

from support import ROOT, Case, end, free_port, get_json, wait_for_port

EXAMPLE = ROOT / "examples/sign-up"
USERS = int(os.environ.get("LOADGATE_KEYS", "20"))
RATE = 20 if USERS <= 100 else 50
KEY = "key-[0-9a-f]{8}"
PATIENCE = 120 + USERS // 20

# Whatever the load does in the time of a test, each key may ask twice.
STRICT_MOCK = """
routes:
  "GET /api/shelves/{user}":
    limit: {key: Authorization, rate: 1/h, burst: 2}
    body: {json: {books: [{id: 1}]}}
"""


class SignUp(Case):
    def setUp(self):
        super().setUp()
        shutil.copytree(EXAMPLE, self.folder, dirs_exist_ok=True)
        self.http, self.smtp, self.port = free_port(), free_port(), free_port()
        self.environment = {"ACCOUNTS_URL": f"http://127.0.0.1:{self.port}",
                            "INBOX_URL": f"http://127.0.0.1:{self.http}"}

    def start_services(self, limit=RATE * 2, burst=RATE):
        self.start("inbox.py", "--http-port", self.http, "--smtp-port", self.smtp)
        self.start("accounts.py", "--port", self.port, "--smtp-port", self.smtp, "--limit", limit,
                   "--burst", burst)
        for port in (self.http, self.smtp, self.port):
            wait_for_port(port)

    def start(self, *command):
        name, *options = map(str, command)
        process = subprocess.Popen([self.folder / name, *options], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(end, process)

    def change(self, *pairs):
        """The example's spec with other texts; each has to be there."""
        path = self.folder / "loadgate.yaml"
        text = path.read_text()
        for old, new in pairs:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        path.write_text(text)

    def record(self):
        return get_json(self.environment["ACCOUNTS_URL"], "/record")

    def run_it(self, *arguments, **options):
        return self.run_program(*arguments, environment=self.environment, timeout=PATIENCE,
                                **options)

    def test_the_example_passes_as_it_is(self):
        self.start_services(limit=25, burst=5)
        self.change(("for: 10s", "for: 2s"))
        self.run_it("validate", "--strict", status=0)
        self.run_it("check", "--baseline", "none", status=0)
        self.assertEqual({key: value for key, value in self.record().items() if key != "keys"},
                         {"signed_up": 21, "refused": 0, "confirmed": 21, "deleted": 21})
        self.assertEqual(self.findings("fail"), [])
        shown = self.run_it("try", status=0).stdout
        steps = re.findall(r"^(\S+/.*?)  ok$", shown, flags=re.M)
        self.assertEqual(steps, ["provision/sign up", "provision/mail is there", "provision/confirm",
                                 "main/shelf", "release/delete the account",
                                 "release/empty the mailbox"])
        self.assertNotRegex(shown, KEY)

    def test_each_key_is_used_by_one_user_and_limited_apart(self):
        mock = self.start_mock(STRICT_MOCK)
        self.start_services()
        self.change(("mock: mock.yaml ", f"url: {mock} "), ("count: 21 ", f"count: {USERS + 1} "),
                    ("rate: 20/s ", f"rate: {RATE}/s "), ("  - pause: 800ms..1200ms", "  #"),
                    ("expect: {status: 200, json: {/books/0/id: 1}}", "expect: {status: [200, 429]}"),
                    ("load: {users: 20, for: 10s}",
                     f"load: {{iterations: {4 * USERS}, users: {USERS}}}"))
        began = time.monotonic()
        done = self.run_it("run", "--out", "run.json", status=0)
        took = time.monotonic() - began
        record = self.record()
        made, deleted = record["confirmed"], record["deleted"]
        self.assertEqual((record["signed_up"], made, deleted), (USERS + 1,) * 3)
        self.assertIn(f"provisioned {USERS + 1:,} credentials", done.stderr)
        self.assertIn(f"released {USERS + 1:,} credentials", done.stderr)
        users, answers, preflight = self.what_the_mock_saw(mock)
        keys = set(record["keys"])
        self.assertEqual(len(keys), USERS + 1)
        self.assertEqual(set(users) | preflight, keys, "every key was used")
        self.assertEqual(set(map(len, users.values())), {1}, "by one user each")
        self.assertEqual(len({user for of_key in users.values() for user in of_key}), USERS)
        for key, statuses in answers.items():
            self.assertEqual(statuses, {200: 2, 429: 2}, f"key {key}")
        self.assertEqual(len(preflight), 1)
        self.assertEqual(preflight & set(users), set(), "the preflight has a key of its own")
        self.assertEqual(json.loads((self.folder / "run.json").read_text())["samples"]["count"],
                         4 * USERS)
        if "LOADGATE_KEYS" in os.environ:
            limited = sum(statuses[429] for statuses in answers.values())
            print(f"\n{made:,} accounts made, {len(users):,} keys used by exactly one user each, "
                  f"{limited:,} of {4 * USERS:,} requests refused by the limit of their key (2 of 4 "
                  f"each), {deleted:,} accounts deleted, in {took:.0f} s\n{done.stderr}")

    def what_the_mock_saw(self, mock):
        """Users and statuses by key, and the preflight's key: by the digests of what was sent."""
        users, answers, preflight = {}, {}, set()
        stats = get_json(mock, "/__stats")
        for each in stats["requests"]:
            if each["is_preflight"]:
                preflight.add(each["credential"])
            else:
                users.setdefault(each["credential"], set()).add(each["path"])
                answers.setdefault(each["credential"], Counter())[each["status"]] += 1
        return users, answers, preflight

    def test_keys_are_in_no_file_and_no_output(self):
        self.start_services()
        self.change(("for: 10s", "for: 1s"))
        # What the provider says is shown, and it says the key.
        self.change(("request: DELETE /accounts/${provisioned.account}",
                     "request: DELETE /${provisioned.key}"))
        done = self.run_it("check", "--baseline", "none")
        self.assertIn("21 of 21 credentials were not released (rows 0, 1, 2, 3, 4, …): "
                      'delete the account: client_4xx: status 404: {"error": "nothing is at /***"}',
                      done.stdout + done.stderr)
        self.assertNotRegex(done.stdout + done.stderr, KEY)
        self.assertEqual([path.name for path in self.folder.rglob("*") if path.is_file() and
                          re.search(KEY, path.read_text(errors="replace"))], [])

    def test_above_the_providers_limit_sign_ups_are_sent_again_when_it_says(self):
        self.start_services(limit=8, burst=2)
        self.change(("for: 10s", "for: 1s"), ("rate: 20/s ", "rate: 40/s\n  retries: 20 "))
        done = self.run_it("check", "--baseline", "none", status=0)
        record = self.record()
        self.assertEqual((record["confirmed"], record["deleted"]), (21, 21))
        self.assertGreater(record["refused"], 0)
        self.assertIn(f"{record['refused']} of them sent again", done.stderr)

    def test_a_sign_up_that_fails_is_no_load_and_leaves_no_account(self):
        mock = self.start_mock(STRICT_MOCK)
        self.start_services(limit=0.01, burst=7)
        self.change(("mock: mock.yaml ", f"url: {mock} "),
                    ("rate: 20/s ", "rate: 20/s\n  retries: 0 "))
        done = self.run_it("check", "--baseline", "none", status=4)
        self.assertIn("provision: sign up: rate_limited: status 429: {\"error\": \"too many sign-ups\"}",
                      done.stderr + done.stdout)
        record = self.record()
        self.assertEqual((record["signed_up"], record["confirmed"], record["deleted"]), (7, 7, 7))
        self.assertEqual(get_json(mock, "/__stats")["arrivals"], 0)
        self.assertIn("provision: sign up", json.dumps(self.result()))

    def test_ctrl_c_releases_what_was_made(self):
        self.start_services()
        process = self.start_program("run", "--out", "run.json", environment=self.environment)
        deadline = time.monotonic() + 60
        while self.record()["confirmed"] < 21 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(self.record()["deleted"], 21, errors)

    def test_plan_says_what_will_be_made(self):
        shown = self.run_it("plan", status=0).stdout
        self.assertIn("provision: 21 credentials at 20/s, in 1050ms before the load (20 for users, 1 "
                      "for the preflight); released after it\n", shown)
        self.assertTrue(re.search(r"plan digest: [0-9a-f]{64}", shown))
        self.change(("count: 21 ", "count: 20 "))
        refused = self.run_it("plan", status=2).stderr
        self.assertIn("'provision' makes 20 credentials, and the load needs 21 (20 for users, 1 for "
                      "the preflight)", refused)


if __name__ == "__main__":
    unittest.main()
