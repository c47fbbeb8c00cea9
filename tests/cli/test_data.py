# SPDX-License-Identifier: Apache-2.0
"""Rows of data as the server sees them."""
import collections
import unittest

from support import Case, ScriptedServer, ok

HEAD = """version: 1
name: rows
target: http://127.0.0.1:{port}
"""


class Rows(Case):
    def setUp(self):
        super().setUp()
        self.paths = []
        server = ScriptedServer(self.answer)
        self.addCleanup(server.stop)
        self.port = server.port

    def answer(self, connection, head, _number):
        is_preflight = "preflight" in head
        self.paths.append((head.split(" ")[1], is_preflight))
        ok(connection)

    def write_spec(self, text):
        self.write("loadgate.yaml", HEAD.format(port=self.port) + text)

    def of_load(self):
        return collections.Counter(path for path, is_preflight in self.paths if not is_preflight)

    def test_rows_are_drawn_by_weight_and_never_without_one(self):
        self.write("rows.csv", "id,weight\na,1\nb,0\nc,3\n")
        self.write_spec("""data: {rows: {csv: rows.csv, weight_column: weight}}
scenario: ["GET /${rows.id}"]
load: {iterations: 400, users: 2}
""")
        self.run_program("run", status=0)
        counts = self.of_load()
        self.assertEqual(sorted(counts), ["/a", "/c"])
        self.assertEqual(sum(counts.values()), 400)
        self.assertGreater(counts["/c"], 2 * counts["/a"])

    def test_a_bad_weight_is_told_with_its_line(self):
        self.write("rows.csv", "id,weight\na,1\nb,-2\n")
        self.write_spec("""data: {rows: {csv: rows.csv, weight_column: weight}}
scenario: ["GET /${rows.id}"]
load: {iterations: 4, users: 2}
""")
        done = self.run_program("validate", status=2)
        self.assertIn("loadgate.yaml:4:8: rows.csv:3: the weight '-2' is no whole number from 0 to "
                      "1,000,000,000", done.stderr)

    def test_a_unique_row_is_given_once(self):
        self.write("rows.csv", "id\n" + "".join(f"{row}\n" for row in range(46)))
        self.write_spec("""data: {rows: {csv: rows.csv, pick: unique}}
scenario: ["GET /${rows.id}"]
load:
  phases:
    - {name: users, users: 5, for: 300ms}
    - {name: rate, rate: 100/s, for: 200ms}
    - {name: fixed, iterations: 20, users: 3}
""")
        self.assertIn("unique rows of rows: 46 of 46 (5 for users, 40 for flows, 1 for the "
                      "preflight)", self.run_program("plan", status=0).stdout)
        self.run_program("run", status=0)
        counts = self.of_load()
        self.assertEqual(set(counts), {f"/{row}" for row in range(45)})
        self.assertTrue(all(counts[f"/{row}"] == 1 for row in range(5, 45)), counts)
        self.assertEqual([path for path, is_preflight in self.paths if is_preflight], ["/45"])

    def test_too_few_rows_are_an_error_before_anything_is_sent(self):
        self.write("rows.csv", "id\n1\n2\n")
        self.write_spec("""data:
  rows: {csv: rows.csv, pick: unique}
scenario: ["GET /${rows.id}"]
load: {rate: 10/s, for: 1s}
""")
        for command in ("plan", "validate", "check"):
            self.assertIn("loadgate.yaml:5:3: 'pick: unique' gives no row of 'rows' twice: the file "
                          "has 2, and the load needs 11 (10 for flows, 1 for the preflight)",
                          self.run_program(command, status=2).stderr)
        self.assertEqual(self.paths, [])


if __name__ == "__main__":
    unittest.main()
