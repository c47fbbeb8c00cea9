# SPDX-License-Identifier: Apache-2.0
"""Samples as CSV, read by another program's parser."""
import csv
import json
import unittest

from support import Case

MOCK = """
listen: 0
routes:
  "GET /items/{id}": {latency: 1ms, body: {json: {ok: true}}}
"""
SPEC = """version: 1
name: rows
target: {url}
scenario: ["GET /items/1", "GET /items/2", "GET /nowhere"]
load: {{rate: 50/s, for: 1s}}
"""


class Csv(Case):
    def test_every_request_is_a_row(self):
        self.write("loadgate.yaml", SPEC.format(url=self.start_mock(MOCK)))
        self.run_program("run", status=0)
        self.run_program("report", "run.json", "--format", "csv", "--out", "rows.csv", status=0)
        with open(self.folder / "rows.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, strict=True))
        run = json.loads((self.folder / "run.json").read_text())
        self.assertEqual(len(rows), run["samples"]["count"])
        self.assertEqual(len(rows), 150)
        self.assertEqual({row["step"] for row in rows},
                         {"main/GET /items/1", "main/GET /items/2", "main/GET /nowhere"})
        for row in rows:
            is_first = row["step"].endswith("/items/1")
            began = row["intended_ns"] if is_first else row["dispatched_ns"]
            self.assertEqual(int(row["latency_ns"]), int(row["finished_ns"]) - int(began))
            self.assertEqual(row["outcome"], "client_4xx" if "nowhere" in row["step"] else "ok")
        done = self.run_program("report", "run.json", "--format", "csv", status=0)
        self.assertEqual(done.stdout.encode(),
                         (self.folder / "rows.csv").read_bytes().replace(b"\r\n", b"\n"))

    def test_a_result_has_no_samples(self):
        self.write("loadgate.yaml", SPEC.format(url=self.start_mock(MOCK)))
        self.run_program("check", "--fail-on", "never")
        done = self.run_program("report", "loadgate-report/result.json", "--format", "csv", status=2)
        self.assertIn("is 'loadgate.result.v1', expected loadgate.run.v1", done.stderr)
        done = self.run_program("report", "loadgate-report/run.json", "loadgate-report/run.json",
                                "--format", "csv", status=2)
        self.assertIn("several runs make no csv file", done.stderr)


if __name__ == "__main__":
    unittest.main()
