# SPDX-License-Identifier: Apache-2.0
"""Two builds in turn: the same load for both, never at the same time, as two servers saw it."""
import collections
import json
import signal
import time
import unittest

from support import Case, ScriptedServer, free_port, get_json, ok

MOCK = """
listen: 0
routes:
  "GET /item/{id}": {latency: 3ms}
  "GET /warm/{id}": {latency: 1ms}
"""
SPEC = """version: 1
name: pair
target: {{url: {url}, against: {against}}}
data: {{rows: {{csv: rows.csv}}}}
scenario: ["GET /item/${{rows.id}}-${{iteration}}-${{random:1..1000}}"]
load: {load}
"""
OPEN = "{rate: 200/s, for: 2500ms}"
OUT = "loadgate-report/run.json"


def answered(url):
    """[(received, answered, path)] of the load, by time."""
    return [(row["received_ns"], row["answered_ns"], row["path"])
            for row in get_json(url, "/__stats")["requests"] if not row["is_preflight"]]


def in_turns(base, candidate):
    """[(arm, [(received, answered, path)])]: requests in a row that one arm had."""
    turns = []
    rows = [("base", row) for row in base] + [("candidate", row) for row in candidate]
    for arm, row in sorted(rows, key=lambda row: row[1]):
        if not turns or turns[-1][0] != arm:
            turns.append((arm, []))
        turns[-1][1].append(row)
    return turns


class Paired(Case):
    def setUp(self):
        super().setUp()
        self.write("rows.csv", "id\n" + "".join(f"row{row}\n" for row in range(97)))

    def start_both(self, load=OPEN):
        self.base, self.candidate = self.start_mock(MOCK), self.start_mock(MOCK)
        self.write("loadgate.yaml",
                   SPEC.format(url=self.candidate, against=self.base, load=load))

    def measure(self, *arguments, status=0):
        return self.run_program("run", "--out", OUT, *arguments, status=status)

    def read_run(self, name):
        return json.loads((self.folder / "loadgate-report" / name).read_text())

    def slices(self):
        """[(start, arm, slice)] of both runs, by time."""
        rows = []
        for name in ("base-run.json", "run.json"):
            pairing = self.read_run(name)["pairing"]
            rows += [(piece["started"], pairing["arm"], piece) for piece in pairing["slices"]]
        return sorted(rows, key=lambda row: row[0])

    def order(self):
        rows = self.slices()
        return [rows[at][1] for at in range(0, len(rows), 2)]

    def test_both_get_the_same_requests_in_each_window_and_never_at_the_same_time(self):
        self.start_both()
        self.measure("--run-salt", "11")
        base, candidate = answered(self.base), answered(self.candidate)
        self.assertEqual(len(base), 500)
        # Windows of 20 arrivals, in their planned order.
        for at in range(0, 500, 20):
            self.assertEqual(*[collections.Counter(path for _, _, path in rows[at:at + 20])
                               for rows in (base, candidate)])
        turns = in_turns(base, candidate)
        for (_, before), (_, after) in zip(turns, turns[1:]):
            self.assertLess(max(row[1] for row in before), min(row[0] for row in after))
        first = self.read_run("run.json")["pairing"]
        self.assertEqual((first["arm"], first["run_salt"]), ("candidate", 11))
        self.assertEqual([piece["pair"] for piece in first["slices"]], list(range(25)))
        self.assertEqual([piece["is_dropped"] for piece in first["slices"]], [True] + [False] * 24)
        old = self.read_run("base-run.json")
        self.assertEqual(old["pairing"]["arm"], "base")
        self.assertEqual(old["plan"], self.read_run("run.json")["plan"])
        self.assertEqual(old["provenance"]["commit"], "")

    def test_the_order_is_the_run_salt_s_and_without_one_by_chance(self):
        self.start_both("{rate: 100/s, for: 500ms}")
        orders = []
        for salt in ("1", "2", "1"):
            self.measure("--run-salt", salt)
            orders.append(self.order())
        self.assertEqual(orders[0], orders[2])
        self.assertNotEqual(orders[0], orders[1])
        self.assertEqual(set(orders[0]), {"base", "candidate"})
        salts = set()
        for _ in range(2):
            self.measure()
            salts.add(self.read_run("run.json")["pairing"]["run_salt"])
        self.assertEqual(len(salts), 2)

    def test_users_and_iterations_and_a_warm_up_go_to_both(self):
        self.start_both("{phases: [{name: warm, rate: 50/s, for: 200ms, measure: false}, "
                        "{name: users, users: 2, for: 500ms}, "
                        "{name: fixed, iterations: 100, users: 3}]}")
        self.measure()
        runs = [self.read_run(name) for name in ("base-run.json", "run.json")]
        for run in runs:
            by_phase = collections.Counter(
                piece["phase"] for piece in run["pairing"]["slices"])
            self.assertEqual(by_phase, {1: 25, 2: 25})
            self.assertEqual(run["end"], "complete")
            self.assertEqual(run["phases"][2]["planned_flows"], 100)
        turns = in_turns(answered(self.base), answered(self.candidate))
        for (_, before), (_, after) in zip(turns, turns[1:]):
            self.assertLess(max(row[1] for row in before), min(row[0] for row in after))

    def test_each_build_has_its_own_setup_and_its_own_cookies(self):
        seen = {"old": [], "new": []}

        def server(name):
            def answer(connection, head, number):
                cookie = [line for line in head.split("\r\n") if line.startswith("Cookie:")]
                seen[name].append((head.split(" ")[0], head.split(" ")[1], cookie))
                set_cookie = "" if cookie else f"Set-Cookie: who={name}{number}\r\n"
                ok(connection, body=json.dumps({"key": f"key-of-the-{name}"}).encode(),
                   headers=set_cookie)
            made = ScriptedServer(answer)
            self.addCleanup(made.stop)
            return made.port
        old, new = server("old"), server("new")
        self.write("loadgate.yaml", f"""version: 1
name: cookies
target: {{url: "http://127.0.0.1:{new}", against: "http://127.0.0.1:{old}", cookies: true}}
setup: [{{request: POST /login, capture: {{key: json:/key}}}}]
teardown: ["DELETE /login"]
scenario: ["GET /of/${{key}}"]
load: {{iterations: 50, users: 2, preflight: false}}
""")
        self.measure()
        for name, other in (("old", "new"), ("new", "old")):
            requests = seen[name]
            self.assertEqual([row[0] for row in requests].count("POST"), 1)
            self.assertEqual([row[0] for row in requests].count("DELETE"), 1)
            load = [row for row in requests if row[0] == "GET"]
            self.assertEqual(len(load), 50)
            self.assertEqual({row[1] for row in load}, {f"/of/key-of-the-{name}"})
            cookies = [row[2][0] for row in load if row[2]]
            self.assertEqual(len(cookies), 48, "all but each user's first")
            self.assertTrue(all(f"who={name}" in text and other not in text for text in cookies))

    def test_an_old_build_that_is_not_there_is_named(self):
        candidate = self.start_mock(MOCK)
        port = free_port()
        self.write("loadgate.yaml", SPEC.format(url=candidate, against="", load=OPEN)
                   .replace("against: ", "against: \"${env:OLD:-}\""))
        done = self.measure("--against", f"http://127.0.0.1:{port}", status=4)
        self.assertIn(f"against http://127.0.0.1:{port}: connect: GET http://127.0.0.1:{port}/item/",
                      done.stdout + done.stderr)
        self.assertEqual(answered(candidate), [])
        self.assertFalse((self.folder / "loadgate-report/run.json").exists())
        self.assertFalse((self.folder / "loadgate-report/base-run.json").exists())

    def test_a_secret_in_an_address_is_in_no_file(self):
        config = MOCK.replace("/item/", "/s3cretpw/item/")
        base, candidate = self.start_mock(config), self.start_mock(config)
        self.write("loadgate.yaml", SPEC.format(
            url=f"{candidate}/${{secret:PW}}", against=f"{base}/${{secret:PW}}",
            load="{rate: 100/s, for: 500ms}").replace("url: ", "url: \"")
            .replace(", against: ", "\", against: \"").replace("}}\ndata", "}\"}\ndata"))
        done = self.run_program("check", environment={"PW": "s3cretpw"}, status=0)
        files = list((self.folder / "loadgate-report").iterdir())
        self.assertGreater(len(files), 4)
        for text in (done.stdout, done.stderr, *(file.read_text() for file in files)):
            self.assertNotIn("s3cretpw", text)
        done = self.run_program("check", "--against", "http://user:s3cretpw@127.0.0.1:1", status=2,
                                environment={"PW": "another-secret"})
        self.assertNotIn("s3cretpw", done.stdout + done.stderr)

    def test_an_empty_address_means_that_there_is_no_old_build(self):
        candidate = self.start_mock(MOCK)
        self.write("loadgate.yaml", SPEC.format(url=candidate, against="", load=OPEN)
                   .replace("against: ", "against: \"${env:OLD:-}\""))
        self.measure()
        self.assertNotIn("pairing", self.read_run("run.json"))
        self.assertFalse((self.folder / "loadgate-report/base-run.json").exists())
        self.assertEqual(len(answered(candidate)), 500)

    def test_an_interrupted_run_keeps_both(self):
        self.start_both("{rate: 100/s, for: 60s}")
        process = self.start_program("run", "--out", OUT)
        for _ in range(1000):
            if len(answered(self.base)) > 5 and len(answered(self.candidate)) > 5:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        self.assertEqual(process.returncode, 130)
        for name in ("base-run.json", "run.json"):
            run = self.read_run(name)
            self.assertEqual(run["end"], "interrupted")
            self.assertGreater(run["samples"]["count"], 5)
        self.assertTrue(self.slices()[-1][2]["is_dropped"])

    def start_gate(self, slow, extend=0):
        """A p95 of 47 ms, so that no busy machine's lateness counts, and 60 requests a slice."""
        config = MOCK.replace("3ms", "{lognormal: {median: 40ms, sigma: 0.1}}")
        self.base = self.start_mock(config)
        self.candidate = self.start_mock(config + f"slow: {slow}\n")
        self.write("loadgate.yaml", SPEC.format(
            url=self.candidate, against=self.base, load="{rate: 600/s, for: 2500ms}") +
            "rules: [{metric: latency.p95, max_increase: 60%}]\n"
            f"gate: {{extend: {extend}}}\n")

    def p95(self):
        (finding,) = [row for row in self.result()["judgement"]["findings"]
                      if row["metric"] == "latency.p95"]
        return finding

    def test_the_same_build_twice_passes_and_a_slower_one_fails(self):
        for slow, status, state in ((1, 0, "pass"), (2.2, 1, "fail")):
            self.start_gate(slow)
            done = self.in_a_quiet_moment(lambda: self.run_program("check"),
                                          lambda _: self.p95()["state"] == state)
            self.assertEqual((self.p95()["state"], done.returncode), (state, status), done.stdout)
            self.assertIn(f"old build {self.base} (24 pairs, 1 look, one process per arm)",
                          done.stdout)
            self.assertNotIn("baseline", self.result())
        self.assertIn(" is slower: p95 ", done.stdout)
        self.assertNotIn("baseline", done.stdout)

    def test_both_halves_are_judged_again_to_the_same_bytes(self):
        self.start_gate(2.2)
        self.run_program("check", status=1)
        halves = ["loadgate-report/base-run.json", "loadgate-report/run.json"]
        texts = []
        for order in (halves, halves, halves[::-1]):
            self.run_program("compare", *order, "--report-dir", "again", status=1)
            result = json.loads((self.folder / "again/result.json").read_text())
            result.pop("run_command")
            texts.append(json.dumps(result))
        self.assertEqual(len(set(texts)), 1)
        self.assertEqual(json.loads(texts[0])["judgement"], self.result()["judgement"])
        done = self.run_program("compare", halves[1], "--baseline", "none", status=2)
        self.assertIn("of a paired run both halves are needed", done.stderr)
        spec = (self.folder / "loadgate.yaml").read_text()
        self.write("alone.yaml", spec.replace(f", against: {self.base}", ""))
        self.run_program("run", "alone.yaml", "--out", "alone.json", status=0)
        done = self.run_program("compare", "alone.json", "--baseline", halves[0], status=2)
        self.assertIn("no other run compares with it", done.stderr)
        done = self.run_program("baseline", "promote", halves[1], status=2)
        self.assertIn("is one half of a paired run", done.stderr)

    def test_what_is_undecided_is_looked_at_again(self):
        # Near the tolerance: whether 24 pairs decide it is chance, what is then done is not.
        self.start_gate(1.61, extend=1)
        self.run_program("check")
        pairing = self.result()["judgement"]["pairing"]
        run = self.read_run("run.json")["pairing"]
        self.assertEqual(pairing["planned_looks"], 2)
        self.assertEqual(pairing["looks"], run["looks"])
        dropped = [piece["pair"] for piece in run["slices"] if piece["is_dropped"]]
        self.assertEqual(dropped, [0] if run["looks"] == 1 else [0, 25])
        self.assertEqual(pairing["pairs"], 24 if run["looks"] == 1 else 36)

    def test_a_second_job_has_nothing_to_confirm(self):
        self.start_gate(1)
        done = self.run_program("check", "--confirm", "loadgate-report", status=2)
        self.assertIn("need no second job to confirm", done.stderr)
        self.assertEqual(answered(self.candidate), [])

    def test_run_writes_both_and_says_no_to_shards(self):
        self.start_both("{rate: 100/s, for: 500ms}")
        self.run_program("run", "--out", "out/new.json", "--run-salt", "3", status=0)
        for name, arm in (("new.json", "candidate"), ("base-new.json", "base")):
            run = json.loads((self.folder / "out" / name).read_text())
            self.assertEqual(run["pairing"]["arm"], arm)
        done = self.run_program("run", "--shard", "0/2", status=2)
        self.assertIn("a paired run cannot be divided into shards", done.stderr)

    def test_the_plan_says_what_a_pair_takes_and_what_it_can_decide(self):
        self.write("loadgate.yaml", SPEC.format(url="http://127.0.0.1:1", against="",
                                                load="{rate: 60/s, for: 50s}")
                   .replace(", against: ", ""))
        self.assertNotIn("paired", self.run_program("plan", status=0).stdout)
        text = self.run_program("plan", "--against", "http://127.0.0.1:2", status=0).stdout
        self.assertIn("paired: all of it is offered to both builds in turn: 100s", text)
        self.assertIn("the drains of 50 slices", text)
        self.assertRegex(text, r"requests in each slice +load\n.* 120\n")


if __name__ == "__main__":
    unittest.main()
