# SPDX-License-Identifier: Apache-2.0
"""What bench/run does with other tools' words and the server's record; nothing is measured here.
tests/bench/said/ holds what each tool printed about a second at 8 connections and 5 ms."""
import pathlib
import re
import sys
import tempfile
import types
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench/suite"))
sys.dont_write_bytecode = True
import bench  # noqa: E402
import machine  # noqa: E402
import micro  # noqa: E402
import open_loop  # noqa: E402
import peers  # noqa: E402
import soak  # noqa: E402
import stall  # noqa: E402
import tables  # noqa: E402


def said_by(name):
    peer = next(peer for peer in peers.PEERS if peer.name == name)
    printed = HERE / "said" / f"{name}.txt"
    return peer.read(printed.read_text() if printed.exists() else "", HERE / "said")


class Tools(unittest.TestCase):
    def expect(self, name, requests, per_second, *milliseconds):
        said = said_by(name)
        self.assertEqual(said.requests, requests)
        self.assertAlmostEqual(said.per_second, per_second, 1)
        for got, expected in zip((said.p50, said.p99, said.longest), milliseconds, strict=True):
            if expected is None:
                self.assertIsNone(got)
            else:
                self.assertAlmostEqual(got, expected, 3)

    def test_wrk(self):
        self.expect("wrk", 1592, 1443.36, 5.24, 10.36, 17.59)

    def test_h2load_reports_no_percentiles(self):
        self.expect("h2load", 1472, 1472.0, None, None, 11.99)

    def test_hey(self):
        self.expect("hey", 1441, 1436.23, 5.3, 9.6, 10.9)

    def test_fortio_by_its_file(self):
        self.expect("fortio", 1529, 1522.02, 5.545, 6.733, 7.044)

    def test_autocannon_in_whole_milliseconds(self):
        self.expect("autocannon", 1395, 1395, 5, 10, 30)

    def test_a_duration_in_each_unit(self):
        self.assertEqual([peers.duration(text) for text in ("250us", "1.50ms", "2s", "1.5m")],
                         [0.25, 1.5, 2000, 90_000])

    def test_each_peer_says_how_it_is_installed(self):
        nothing, missing = peers.installed(pathlib.Path("/nowhere"))
        for peer in peers.PEERS:
            self.assertTrue(any(line.startswith(f"{peer.name} is not installed: `")
                                for line in missing) or peer in [found for found, _ in nothing])


class Record(unittest.TestCase):
    def test_nearest_rank_is_exact(self):
        self.assertEqual(bench.three(range(1, 101)), (50, 99, 100))
        self.assertEqual(bench.three([7]), (7, 7, 7))
        self.assertEqual(bench.three([]), (None, None, None))

    def test_even_arrivals_are_even_whenever_they_began(self):
        self.assertEqual(open_loop.unevenness([17 + i * 1_000_000 for i in range(500)], 1000), (0, 0))

    def test_bursts_of_ten_are_uneven(self):
        received = [i // 10 * 10_000_000 for i in range(1000)]
        p50, p99 = open_loop.unevenness(received, 1000)
        self.assertGreaterEqual(p50, 2)
        self.assertLess(p99, 6)

    def test_the_true_times_of_a_stall_hold_for_who_asked_only_once(self):
        stall_ns, period = stall.STALL_MS * 1_000_000, 10_000_000
        record, at = [], 0
        while at < 8_000_000_000:  # one connection that waits for each answer
            due = at + 1_000_000
            if 3_000_000_000 <= due < 3_000_000_000 + stall_ns:
                due = 3_000_000_000 + stall_ns
            record.append({"received_ns": at, "answered_ns": due, "service_ns": due - at})
            at = max(at + period, due)
        p50, p99, longest = stall.true_times(record)
        self.assertEqual(p50, 1)
        self.assertAlmostEqual(p99, stall.STALL_MS - 80, delta=2)
        self.assertAlmostEqual(longest, stall.STALL_MS, delta=2)
        self.assertEqual(sum(row["service_ns"] > period for row in record), 1)


class Page(unittest.TestCase):
    PAGE = "a\n<!-- bench: one -->\nold\n<!-- bench: end -->\nb\n<!-- bench: two -->\n" \
           "<!-- bench: end -->\nc\n"

    def test_only_the_named_section_is_replaced(self):
        page = tables.put(self.PAGE, "two", "| new |\n")
        self.assertIn("\nold\n", page)
        self.assertIn("b\n<!-- bench: two -->\n| new |\n<!-- bench: end -->\nc\n", page)
        self.assertEqual(tables.put(page, "two", "| new |"), page)

    def section(self, name):
        page = (HERE.parents[1] / "docs/performance.md").read_text()
        return page.split(tables.begin(name) + "\n", 1)[1].split("\n" + tables.END, 1)[0]

    def test_the_soak_of_the_page_is_what_the_tool_writes(self):
        rows = re.findall(r"^\| (\d+) s \| [\d,]+ \| ([\d.]+) MiB \| (\d+) \| (\d+) \|$",
                          self.section("soak"), re.M)
        self.assertEqual(len(rows), 10)
        looks = [{"seconds": int(seconds), "resident_mib": float(resident),
                  "descriptors": int(descriptors), "threads": int(threads)}
                 for seconds, resident, descriptors, threads in rows]
        measured = {"date": "2026-11-21 18:16 UTC", "is_optimised": False,
                    "cpu": "Intel(R) Xeon(R) Processor @ 2.80GHz", "cores": 2, "memory_gib": 24,
                    "kernel": "6.18", "nginx": "1.22.1", "libcurl": "7.88.1", "busy_before": 0.999}
        self.assertEqual(self.section("soak"),
                         f"Measured {machine.in_words(measured)}.\n\n"
                         + soak.show({"rate": 500, "minutes": 10, "looks": looks}))

    def test_a_build_is_optimised_by_its_own_record(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertFalse(machine.is_optimised(folder))
            for kind, flags, expected in (("None", "-O0", False), ("Release", "", True),
                                          ("Debug", "", False), ("", "-O2", True)):
                pathlib.Path(folder, "CMakeCache.txt").write_text(
                    f"CMAKE_BUILD_TYPE:STRING={kind}\nCMAKE_CXX_FLAGS:STRING={flags}\n"
                    "CMAKE_CXX_FLAGS_RELEASE:STRING=-O3 -DNDEBUG\nCMAKE_CXX_FLAGS_DEBUG:STRING=-g\n")
                self.assertEqual(machine.is_optimised(folder), expected, (kind, flags))

    def test_what_is_missing_is_a_list_in_each_section(self):
        nowhere = types.SimpleNamespace(programs=pathlib.Path("/nowhere"))
        data = micro.measure(nowhere)
        self.assertEqual(data["missing"], ["Google Benchmark was not there when the programs were "
                                           "built: `apt-get install libbenchmark-dev`"])
        self.assertEqual(micro.show(data).strip(), data["missing"][0])

    def test_a_page_without_the_place_is_told(self):
        with self.assertRaisesRegex(ValueError, "no place for 'three': expected a line"):
            tables.put(self.PAGE, "three", "text")

    def test_figures(self):
        self.assertEqual([tables.figure(value) for value in (None, 0, 0.01234, 7.5, 123.4, 45_678)],
                         ["–", "0", "0.0123", "7.50", "123", "45,678"])
        self.assertEqual(tables.difference(5.1, 5.0), "+0.10")


if __name__ == "__main__":
    unittest.main()
