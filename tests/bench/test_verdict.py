# SPDX-License-Identifier: Apache-2.0
"""What bench/verdict/run does with the counts of its program; nothing is drawn here."""
import argparse
import json
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench/suite"), str(ROOT / "bench/verdict")]
sys.dont_write_bytecode = True
import cells  # noqa: E402
import curves  # noqa: E402
import findings  # noqa: E402
import sockets  # noqa: E402
import tables  # noqa: E402

# A program that notes that it was called, and says what it was told to.
PROGRAM = """#!/bin/sh
echo "$@" >> '{0}/calls'
cat '{0}/answer'
"""
NAMES = ["paired", "paired 1 look", "paired no tolerance", "paired 10 %", "paired sees",
         "paired 1 look sees", "stored K=10 sees", *findings.STORED, *findings.PEERS,
         "six rules paired", "six rules stored K=8", "six rules stored K=5 two jobs"]


class Simulation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.calls = self.folder / "calls"
        self.program = self.folder / "program"
        self.program.write_text(PROGRAM.format(self.folder))
        self.program.chmod(0o755)
        counts = {"pass": [96] * 9, "fail": [4] * 9}
        (self.folder / "answer").write_text(json.dumps(
            {"runs": 100, "paired prints": 0.095, "paired 1 look prints": 0.11,
             "methods": {name: counts for name in NAMES}}))

    def simulate(self, some, runs=100, seed=1):
        options = argparse.Namespace(runs=runs, seed=seed, results=self.folder / "results")
        return cells.simulate(some, self.program, options)

    def called(self):
        return self.calls.read_text().splitlines() if self.calls.exists() else []

    def test_the_grid_is_that_of_the_issue(self):
        names = [cell.name for cell in cells.all_cells()]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(sum(name.endswith("-n60") for name in names), 32)
        self.assertEqual(sum(name.endswith("-n120") for name in names), 32)
        for picture, (_, cell) in curves.PICTURES.items():
            self.assertIn(cell, names, picture)

    def test_a_cell_is_drawn_once(self):
        some = cells.all_cells()[:2]
        first = self.simulate(some)
        self.assertEqual(len(self.called()), 2)
        self.assertEqual(self.simulate(some), first)
        self.assertEqual(len(self.called()), 2)

    def test_other_runs_or_another_seed_are_drawn_anew(self):
        some = cells.all_cells()[:1]
        self.simulate(some)
        self.simulate(some, runs=200)
        self.simulate(some, runs=200, seed=2)
        self.assertEqual(len(self.called()), 3)

    def test_what_other_sources_found_is_drawn_anew(self):
        some = cells.all_cells()[:1]
        self.simulate(some)
        file = next((self.folder / "results").glob("*.json"))
        stored = json.loads(file.read_text())
        stored["key"]["sources"] = "others"
        file.write_text(json.dumps(stored))
        self.simulate(some)
        self.assertEqual(len(self.called()), 2)

    def test_half_a_file_is_no_result(self):
        some = cells.all_cells()[:1]
        self.simulate(some)
        file = next((self.folder / "results").glob("*.json"))
        file.write_text(file.read_text()[:40])
        self.simulate(some)
        self.assertEqual(len(self.called()), 2)

    def test_the_page_has_a_place_for_every_table(self):
        page = (ROOT / "docs/statistics.md").read_text()
        results = self.simulate(cells.all_cells())
        for name in ("aims", "clean", "slower", "sees", "gates", "processes"):
            text = getattr(findings, name)(results)
            self.assertIn("100 gates a cell", text)
            page = tables.put(page, f"verdict {name}", text)
        page = tables.put(page, "verdict curves", curves.links(results))
        self.assertNotIn("not drawn yet", page)
        self.assertIn("| σ 0.6, spread 10 %, bursts, two classes | 4.0 |", page)

    def test_pictures_are_xml_with_a_line_a_method(self):
        pictures = curves.pictures(self.simulate(cells.all_cells()))
        self.assertEqual(set(pictures), set(curves.PICTURES))
        for picture in pictures.values():
            root = xml.etree.ElementTree.fromstring(picture)
            self.assertEqual(len(root.findall("{http://www.w3.org/2000/svg}polyline")),
                             len(curves.LINES))


class Promises(unittest.TestCase):
    CELLS = [(None, {"runs": 2000})]

    def test_kept_broken_and_too_close_to_say(self):
        self.assertEqual(findings.kept(5.0, 5, max, self.CELLS), "yes")
        self.assertEqual(findings.kept(5.9, 5, max, self.CELLS), "within the error of drawing")
        self.assertEqual(findings.kept(6.1, 5, max, self.CELLS), "no")
        self.assertEqual(findings.kept(73.0, 75, min, self.CELLS), "no")
        self.assertEqual(findings.kept(None, 5, max, self.CELLS), "not drawn")

    def test_the_error_of_drawing(self):
        self.assertAlmostEqual(findings.error({"runs": 2000}), 0.955, 3)


class Sockets(unittest.TestCase):
    def gate(self, state, trust="trusted"):
        return {"state": state, "trust": trust, "seconds": 12.3}

    def test_gates_are_counted_by_what_they_came_to(self):
        gates = [self.gate("fail"), self.gate("improved"), self.gate("pass"),
                 self.gate("inconclusive", "untrusted")]
        text = sockets.report([(sockets.KINDS[0], gates)])
        self.assertIn("| two builds in turn, the same | 4 of 100 | 1 | 2 | 1 | 1 | 12.3 s | "
                      "at most 5 fail |", text)

    def test_what_is_there_is_not_measured_again(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for kind in sockets.KINDS:
                lines = [json.dumps(self.gate("pass"))] * kind.gates
                (folder / f"{kind.name}.jsonl").write_text("\n".join(lines) + "\n")
            found = sockets.measure(sockets.KINDS, "/no/such/program", folder, float("inf"))
            self.assertEqual([len(gates) for _, gates in found], [100, 50, 100, 50])

    def test_the_page_has_a_place_for_it(self):
        page = (ROOT / "docs/statistics.md").read_text()
        self.assertIn("the table", tables.put(page, "verdict sockets", "the table"))


if __name__ == "__main__":
    unittest.main()
