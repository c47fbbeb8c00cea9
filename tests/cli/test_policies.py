# SPDX-License-Identifier: Apache-2.0
"""What a gate accepts is decided where a reviewer sees it: waivers, changed rules, edited
baselines, second jobs, releases; by real git and real runs."""
import json
import pathlib
import shutil
import subprocess
import unittest

from support import GitCase

# Slower is 60 ms more, and 30 ms are allowed: no busy machine does the one or hides the other.
SLOW = 4
MOCK = """seed: 1
slow: {slow}
routes:
  "GET /item": {{latency: 20ms}}
"""
SPEC = """version: 1
name: shop
target: {{mock: mock.yaml}}
scenario: [GET /item]
load: {{rate: 120/s, for: 500ms}}
gate: {gate}
rules:
  - {{metric: latency.p50, max_increase: {allowed}, min_delta: 30ms}}
{more}"""
WAIVER = """waivers:
  - {{rule: "latency.p50 main/GET /item [load]", max_increase: {allowed}, reason: "adds fraud check, PERF-812",
     owner: "@payments", expires: {expires}}}
"""
INCREASE = "latency.p50 main/GET /item [load] increase"
# Ten days later for all that asks for the time of day.
OTHER_DAY = """
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec* t) {
  int result = syscall(SYS_clock_gettime, id, t);
  if (id == CLOCK_REALTIME) t->tv_sec += 864000;
  return result;
}
time_t time(time_t* at) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  if (at) *at = t.tv_sec;
  return t.tv_sec;
}
int gettimeofday(struct timeval* restrict t, void* restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  t->tv_sec = now.tv_sec;
  t->tv_usec = now.tv_nsec / 1000;
  return 0;
}
"""


class Policies(GitCase):
    plain_baseline = None

    def setUp(self):
        super().setUp()
        self.write_service(1)
        self.write_spec()

    def write_service(self, slow):
        self.write("mock.yaml", MOCK.format(slow=slow))

    def write_spec(self, allowed="10%", more="", gate="{}"):
        self.write("loadgate.yaml", SPEC.format(allowed=allowed, more=more, gate=gate))

    def record(self, *options):
        """A busy host is no reason to fail here: the figures are judged by what they are."""
        self.run_program("baseline", "record", "--runs", "5", "--reason", "of a test", *options,
                         status=0)

    def have_baseline(self):
        """Of the service and the load as setUp() writes them, which are the same for all tests: recorded
        by the first that asks. Rules and policies are no part of it."""
        path = self.folder / "baselines/shop.json"
        if Policies.plain_baseline is None:
            self.record()
            Policies.plain_baseline = path.read_text()
        self.write("baselines/shop.json", Policies.plain_baseline)

    def start_repository(self):
        self.git("init", "-q", "-b", "main")
        self.have_baseline()
        return self.commit_all()

    def check_change(self, base, status, *options):
        """`check` as the pull request's job runs it; a host that disturbs is measured again."""
        def measure():
            return self.run_program("check", *options, environment=self.in_pull_request(base))
        done = self.in_a_quiet_moment(measure, lambda done: done.returncode == status)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def finding(self, key):
        return next(row for row in self.result()["judgement"]["findings"] if row["key"] == key)

    def report(self):
        return (self.folder / "loadgate-report/report.md").read_text()

    def test_an_intended_slow_down_is_merged_by_a_waiver(self):
        base = self.start_repository()
        self.git("checkout", "-q", "-b", "fraud-check")
        self.write_service(SLOW)
        self.commit_all()
        done = self.check_change(base, 1)
        self.assertIn("with a waiver for 'latency.p50 main/GET /item [load]'", done.stdout)
        self.write_spec(more=WAIVER.format(allowed="500%", expires="2099-12-31"))
        self.commit_all()
        done = self.check_change(base, 0)
        self.assertEqual(self.finding(INCREASE)["state"], "waived")
        self.assertIn("waived until 2099-12-31 by @payments", done.stdout)
        self.assertIn("adds fraud check, PERF-812", self.report())
        # Merged: the next change starts from it, and the waiver still stands for all to see.
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "fraud-check")
        base = self.git("rev-parse", "HEAD")
        self.write("README", "another change")
        self.commit_all()
        self.check_change(base, 0)
        self.assertEqual(self.result()["judgement"]["waivers"][0]["use"], "used")

    def test_a_waiver_has_an_end_and_a_size(self):
        base = self.start_repository()
        self.write_spec(more=WAIVER.format(allowed="500%", expires="2026-01-31"))
        done = self.check_change(base, 1)
        self.assertIn("held until 2026-01-31", done.stdout)
        self.write_service(SLOW)
        self.write_spec(more=WAIVER.format(allowed="30%", expires="2099-12-31"))
        self.check_change(base, 1)
        self.assertEqual(self.finding(INCREASE)["state"], "fail")

    def test_a_removed_step_is_waived_by_its_name(self):
        spec = (self.folder / "loadgate.yaml").read_text()
        self.write("mock.yaml", MOCK.format(slow=1) + '  "GET /old": {latency: 5ms}\n')
        self.write("loadgate.yaml", spec.replace("[GET /item]", "[GET /item, GET /old]"))
        self.git("init", "-q", "-b", "main")
        self.record()
        base = self.commit_all()
        self.write("loadgate.yaml", spec)
        self.check_change(base, 1)
        self.write("loadgate.yaml", spec + 'waivers: [{rule: "step main/GET /old", reason: gone, '
                   'owner: "@shop", expires: 2099-12-31}]\n')
        self.check_change(base, 0)

    def test_a_loosened_rule_is_judged_as_it_was_and_listed(self):
        base = self.start_repository()
        self.write_service(SLOW)
        self.write_spec(allowed="500%")
        done = self.check_change(base, 0)
        changed = self.finding(INCREASE + " policy_change")
        self.assertEqual(changed["state"], "policy_change")
        self.assertIn("loosened by this change (max_increase); as it was, it would not hold",
                      changed["reason"])
        self.assertIn("this change weakens the gate", done.stdout)

    def test_a_base_that_forbids_it_cannot_be_talked_out_of_it(self):
        self.write_spec(gate="{policy_change: fail}")
        base = self.start_repository()
        self.write_spec(allowed="500%", gate="{policy_change: ignore}")
        self.check_change(base, 1)
        self.assertEqual(self.finding("gate.policy_change policy_change")["blocks"], "regression")
        self.write_spec(gate="{policy_change: fail}")
        self.check_change(base, 0)

    def test_an_edited_baseline_is_reported_with_both_verdicts(self):
        base = self.start_repository()
        self.write_service(SLOW)
        self.record()
        self.commit_all()
        done = self.check_change(base, 1)
        self.assertIn("With the edited one the verdict would be ", done.stdout)
        self.assertTrue(self.result()["baseline"]["changed_in_tree"])
        self.assertNotEqual(self.result()["baseline"]["edited_verdict"], "fail")

    def check_in_a_job(self, status, *options):
        def measure():
            return self.run_program("check", *options)
        done = self.in_a_quiet_moment(measure, lambda done: done.returncode == status)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def first_job(self, slow, status):
        self.write_spec(gate="{jobs: 2}")
        self.have_baseline()
        self.write_service(slow)
        done = self.check_in_a_job(status)
        shutil.copytree(self.folder / "loadgate-report", self.folder / "first")
        return done

    def test_a_second_job_confirms_what_one_suspects(self):
        done = self.first_job(SLOW, 3)
        self.assertEqual(self.finding(INCREASE)["state"], "suspect")
        self.assertIn("a second one decides", done.stdout)
        self.check_in_a_job(1, "--confirm", "first")
        self.assertEqual(self.finding(INCREASE)["state"], "fail")
        self.assertEqual(self.result()["runs"], 2)
        self.assertTrue((self.folder / "loadgate-report/run-first.json").exists())

    def test_a_second_job_acquits_what_one_suspects(self):
        self.first_job(SLOW, 3)
        self.write_service(1)
        self.check_in_a_job(0, "--confirm", "first")
        self.assertNotIn(self.finding(INCREASE)["state"], ("fail", "suspect"))

    def test_a_second_job_measures_nothing_where_nothing_was_suspect(self):
        self.first_job(1, 0)
        done = self.check_in_a_job(0, "--confirm", "first")
        self.assertIn("it is not measured again", done.stderr)
        # What broke without doubt is as broken in the required check.
        spec = (self.folder / "loadgate.yaml").read_text()
        self.write("loadgate.yaml", spec + "  - {metric: latency.p50, at_most: 1ms}\n")
        self.check_in_a_job(1, "--confirm", "first")
        shutil.rmtree(self.folder / "first")
        done = self.run_program("check", "--confirm", "first", status=2)
        self.assertIn("there is no run of the first job", done.stderr)

    def test_many_small_steps_are_seen_against_the_release(self):
        self.write_spec(allowed="500%, max_increase_since_release: 20%")
        self.record("--release", "v1.0.0")
        self.write_service(SLOW)
        self.check_in_a_job(1)
        since = self.finding("latency.p50 main/GET /item [load] since_release")
        self.assertEqual((since["state"], since["against"]), ("fail", "release v1.0.0"))
        self.assertEqual(self.finding(INCREASE)["state"], "pass")

    def test_a_baseline_is_verified(self):
        self.start_repository()
        self.record()  # now there is a commit for its runs to name
        done = self.run_program("baseline", "verify", status=0)
        self.assertIn("verified (5 runs", done.stdout)
        path = self.folder / "baselines/shop.json"
        text = path.read_text()
        self.write("baselines/shop.json", text.replace('"tool_version": "', '"tool_version":  "'))
        done = self.run_program("baseline", "verify", status=2)
        self.assertIn("its bytes are not those that loadgate writes", done.stderr)
        kept = json.loads(text)
        kept["runs"][0]["plan"]["total"] = "0" * 64
        self.write("baselines/shop.json", json.dumps(kept))
        self.assertIn("digest", self.run_program("baseline", "verify", status=2).stderr)

    def test_what_could_be_seen_is_known_before_the_run(self):
        self.write_spec(allowed="1%", more="  - {metric: latency.p99, at_most: 1s}\n")
        text = self.run_program("plan", status=0).stdout
        self.assertIn("there is no baseline to compare with", text)
        self.have_baseline()
        text = self.run_program("plan", status=0).stdout
        self.assertRegex(text, r"latency\.p50 main/GET /item \[load\] increase +60 +5 ")
        done = self.run_program("validate", status=0)
        self.assertIn("60 requests are planned, and it needs 299", done.stderr)
        self.run_program("validate", "--strict", status=2)

    def test_judged_again_on_another_day_it_gives_the_same_bytes(self):
        self.write("clock.c", OTHER_DAY)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.folder / "clock.so",
                        self.folder / "clock.c"], check=True)
        later = {"LD_PRELOAD": str(self.folder / "clock.so"), "TZ": "Pacific/Auckland"}
        self.have_baseline()
        self.run_program("run", "--out", "run.json", status=0)
        self.run_program("run", "--out", "later.json", status=0, environment=later)
        started = [json.loads((self.folder / name).read_text())["provenance"]["started_at"][:10]
                   for name in ("run.json", "later.json")]
        self.assertLess(*started)  # the clock of the second one is really another
        texts = []
        for name, environment in (("today", {}), ("again", {}), ("later", later)):
            self.run_program("compare", "--baseline", "baselines/shop.json", "run.json",
                             "--report-dir", name, environment=environment)
            texts.append({path.name: path.read_bytes()
                          for path in pathlib.Path(self.folder / name).iterdir()})
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(texts[0], texts[2])


if __name__ == "__main__":
    unittest.main()
