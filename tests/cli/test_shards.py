# SPDX-License-Identifier: Apache-2.0
"""One plan in several processes: together they send what one would, and merge into one run."""
import datetime
import json
import time
import unittest

from support import Case, get_json

MOCK = """
listen: 0
routes:
  "POST /login": {latency: 1ms, body: {json: {access_token: "0123456789abcdef"}}}
  "GET /items/{id}": {latency: 1ms, body: {json: {ok: true}}}
"""
SPEC = """version: 1
name: sharded
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
      - request: GET /items/${{products.id}}?of=${{user}}.${{iteration}}
        headers: {{Authorization: "Bearer ${{token}}"}}
  look:
    weight: 1
    steps:
      - "GET /items/${{products.id}}"
load:
  arrivals: poisson
  preflight: off
  phases:
    - {{name: steady, rate: 60/s, for: 3s}}
    - {{name: up, rate: 10/s, to: 100/s, for: 1s}}
    - {{name: fixed, users: 7, iterations: 50}}
"""


class Sharded(Case):
    def write_spec(self, url, text=SPEC):
        self.write("products.csv", "id\n" + "\n".join(f"p{i}" for i in range(50)) + "\n")
        self.write("loadgate.yaml", text.format(url=url))

    def record(self, url):
        """What the mock was asked, in no order."""
        return sorted((row["method"], row["path"], row.get("body", row.get("body_digest")))
                      for row in get_json(url, "/__stats")["requests"])

    def run_shards(self, count):
        """Run files of shards that ran at the same time."""
        running = [self.start_program("run", "--shard", f"{k}/{count}", "--out", f"run-{k}.json")
                   for k in range(count)]
        for process in running:
            out, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, out + errors)
        return [f"run-{k}.json" for k in range(count)]

    def run_file(self, name):
        return json.loads((self.folder / name).read_text())

    def test_three_shards_send_what_one_process_would_and_merge_into_one_run(self):
        self.write_spec(self.start_mock(MOCK))
        alone = self.start_mock(MOCK)
        self.write_spec(alone)
        self.run_program("run", "--out", "alone.json", status=0)
        together = self.start_mock(MOCK)
        self.write_spec(together)
        files = self.run_shards(3)
        self.assertGreater(len(self.record(alone)), 300)
        self.assertEqual(self.record(together), self.record(alone))

        done = self.run_program("merge", *files, "--out", "merged.json", status=0)
        self.assertIn("shards 0, 1 and 2 of 3, counted from 0", done.stdout)
        merged, one = self.run_file("merged.json"), self.run_file("alone.json")
        self.assertEqual(merged["samples"]["count"], one["samples"]["count"])
        for column in ("sequence", "phase", "step", "user"):
            self.assertEqual(merged["samples"]["columns"][column],
                             one["samples"]["columns"][column], column)
        self.assertEqual(merged["health"]["planned_flows"], one["health"]["planned_flows"])
        self.assertEqual(merged["plan"], one["plan"])

        # Merged in groups: the same bytes.
        self.run_program("merge", files[2], files[0], "--partial", "--out", "some.json", status=0)
        self.run_program("merge", files[1], "some.json", "--out", "again.json", status=0)
        self.assertEqual((self.folder / "again.json").read_bytes(),
                         (self.folder / "merged.json").read_bytes())

        # A merged run is judged like any other; some shards are not.
        self.run_program("compare", "merged.json", "--report-dir", "report", status=0)
        self.assertEqual(self.result("report")["spec_name"], "sharded")
        done = self.run_program("compare", "some.json", status=2)
        self.assertIn("some.json: holds only shards 0 and 2 of 3, counted from 0", done.stderr)
        done = self.run_program("baseline", "promote", "some.json", status=2)
        self.assertIn("put the shards together first", done.stderr)

        for arguments, message in (
                ((files[0], files[2]), "shard 1 is missing of 3"),
                ((files[0],), "shards 1, 2 are missing of 3"),
                ((*files, files[1]), "shard 1 is in run-1.json and in run-1.json"),
                ((*files, "alone.json"), "alone.json: is no shard, it holds a whole plan")):
            done = self.run_program("merge", *arguments, "--out", "bad.json", status=2)
            self.assertIn(message, done.stderr)
        done = self.run_program("merge", *files, "--out", files[1], status=2)
        self.assertIn("is one of the files to merge", done.stderr)
        self.assertFalse((self.folder / "bad.json").exists())

    def test_a_shard_of_another_plan_is_refused_by_what_differs(self):
        url = self.start_mock(MOCK)
        self.write_spec(url)
        spec = SPEC.replace("    - {{name: steady, rate: 60/s, for: 3s}}\n"
                            "    - {{name: up, rate: 10/s, to: 100/s, for: 1s}}\n",
                            "").replace("  arrivals: poisson\n", "")
        self.write_spec(url, spec)
        self.run_program("run", "--shard", "0/2", "--out", "a.json", status=0)
        self.write_spec(url, spec.replace("iterations: 50", "iterations: 51"))
        self.run_program("run", "--shard", "1/2", "--out", "b.json", status=0)
        done = self.run_program("merge", "a.json", "b.json", "--out", "c.json", status=2)
        self.assertIn("b.json: is no shard of the same run as a.json: another plan: recorded at 50, "
                      "this run 51: phases[0].iterations", done.stderr)

    def test_the_environment_says_which_shard_it_is(self):
        url = self.start_mock(MOCK)
        self.write_spec(url, SPEC.replace("for: 3s", "for: 0.2s"))
        for environment, option, said in (
                ({"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"}, "auto",
                 "shard 1 of 3, counted from 0, by CI_NODE_INDEX=2 and CI_NODE_TOTAL=3"),
                ({"JOB_COMPLETION_INDEX": "0"}, "auto/3",
                 "shard 0 of 3, counted from 0, by JOB_COMPLETION_INDEX=0 and --shard auto=3")):
            done = self.run_program("run", "--shard", option, status=0, environment=environment)
            self.assertIn(said, done.stderr)
        done = self.run_program("run", "--shard", "auto", status=2)
        self.assertIn("nothing here tells which shard this is", done.stderr)

    def test_a_shard_cannot_be_judged_alone(self):
        done = self.run_program("check", "--shard", "0/3", status=2)
        self.assertIn("a shard cannot be judged alone: loadgate run --shard on each machine, "
                      "loadgate merge, then loadgate compare", done.stderr)

    def test_more_shards_than_users_is_no_failure(self):
        self.write_spec(self.start_mock(MOCK),
                        SPEC.split("    - {{name: steady")[0].replace("  arrivals: poisson\n", "") +
                        "    - {{name: fixed, users: 2, iterations: 4}}\n")
        self.run_program("run", "--shard", "2/3", "--out", "idle.json", status=0)
        self.assertEqual(self.run_file("idle.json")["samples"]["count"], 0)

    def test_the_load_begins_at_the_moment_that_is_asked_for(self):
        self.write_spec(self.start_mock(MOCK), SPEC.replace("for: 3s", "for: 0.2s"))
        asked = time.time() + 5
        done = self.run_program("run", "--start-at", f"{asked:.3f}", status=0)
        run = self.run_file("run.json")
        began = run["provenance"]["started_at"]
        late = run["health"].get("late_start", 0)
        self.assertEqual(nanoseconds(began), round(asked * 1000) * 1_000_000 + late)
        self.assertEqual(late > 0, "of --start-at" in done.stderr)

    def test_a_moment_in_the_past_or_far_ahead_is_refused_before_anything_is_sent(self):
        url = self.start_mock(MOCK)
        self.write_spec(url)
        for moment, message in (("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z was"),
                                ("2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00Z was"),
                                (f"{time.time() + 90_000:.0f}", "is more than a day ahead"),
                                ("noon", "--start-at expects a time such as")):
            done = self.run_program("run", "--start-at", moment, status=2)
            self.assertIn(message, done.stderr)
        self.assertEqual(self.record(url), [])


def nanoseconds(text):
    """Of an RFC 3339 time in UTC."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = datetime.datetime.fromisoformat(whole + "+00:00").timestamp()
    return int(seconds) * 1_000_000_000 + int(fraction.ljust(9, "0") or 0)


if __name__ == "__main__":
    unittest.main()
