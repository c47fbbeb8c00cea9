# SPDX-License-Identifier: Apache-2.0
"""Rows of data as the server sees them."""
import collections
import unittest

from support import Case, ScriptedServer, get_json, ok

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


class AtTheMock(Case):
    """What the plan drew is what the mock's own record counts."""

    def measure(self, load, source, *options, command=("check", "--baseline", "none")):
        """The mock's record of one run: (path, is_preflight) -> requests."""
        url = self.start_mock("listen: 0\nroutes: {'GET /rows/{id}': {latency: 1ms}}\n")
        self.write("loadgate.yaml", f"""version: 1
name: rows
target: {url}
data: {{rows: {source}}}
scenario: [{{name: row, request: "GET /rows/${{rows.id}}"}}]
load: {load}
""")
        self.run_program(*command, *options, status=0)
        return collections.Counter((row["path"], row["is_preflight"])
                                   for row in get_json(url, "/__stats")["requests"])

    def test_each_class_has_as_many_requests_as_the_record_says(self):
        self.write("rows.csv", "id,weight\na,1\nb,0\nc,3\n")
        source = "{csv: rows.csv, weight_column: weight, class_column: id}"
        load = ("{preflight: off, phases: [{name: fixed, iterations: 600, users: 4}, "
                "{name: steady, rate: 200/s, for: 1s}]}")
        first = self.measure(load, source)
        figures = collections.Counter()
        for scope in self.result()["scopes"]:
            if "class" in scope["now"]:
                figures["/rows/" + scope["now"]["class"], False] += scope["now"]["requests"]
        self.assertEqual(figures, first)
        self.assertEqual(set(first), {("/rows/a", False), ("/rows/c", False)})
        self.assertEqual(sum(first.values()), 800)
        self.assertTrue(540 < first["/rows/c", False] < 660, first)  # 600, give or take 5 sigma
        self.assertEqual(self.measure(load, source), first)
        self.assertNotEqual(self.measure(load, source, "--seed", "2"), first)

    def test_shards_share_the_rows_and_give_none_twice(self):
        self.write("rows.csv", "id\n" + "".join(f"{row}\n" for row in range(41)))
        load, source = "{rate: 40/s, for: 1s}", "{csv: rows.csv, pick: unique}"
        together = collections.Counter()
        for shard in (0, 1):
            together += self.measure(load, source, "--shard", f"{shard}/2", command=("run",))
        self.assertEqual(together.pop(("/rows/40", True)), 2)  # each shard's preflight
        self.assertEqual(together, collections.Counter((f"/rows/{row}", False) for row in range(40)))


if __name__ == "__main__":
    unittest.main()
