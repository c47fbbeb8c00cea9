# SPDX-License-Identifier: Apache-2.0
"""Hot paths by Google Benchmark."""
import json

from bench import need_success
from closed import remarks
from tables import figure, table


def measure(bench):
    program = bench.programs / "bench_micro"
    if not program.exists():
        return {"rows": [], "failures": [],
                "missing": ["Google Benchmark was not there when the programs were built: "
                            "`apt-get install libbenchmark-dev`"]}
    command = [program, "--benchmark_format=json", "--benchmark_min_time=0.2"]
    report = json.loads(need_success(bench.launch(command), command).output)
    return {"rows": [{"name": row["name"], "cpu_ns": row["cpu_time"] * UNITS[row["time_unit"]],
                      "items_per_second": row.get("items_per_second")}
                     for row in report["benchmarks"] if "error_occurred" not in row],
            "missing": [],
            "failures": [f"{row['name']} failed" for row in report["benchmarks"]
                         if "error_occurred" in row]}


UNITS = {"ns": 1, "us": 1000, "ms": 1_000_000, "s": 1_000_000_000}


def duration(nanoseconds):
    for name, size in (("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{figure(nanoseconds / size)} {name}"
    return f"{figure(nanoseconds)} ns"


def show(data):
    rows = [[f"`{row['name']}`", duration(row["cpu_ns"]),
             duration(1e9 / row["items_per_second"]) if row["items_per_second"] else "–"]
            for row in data["rows"]]
    text = table(["what", "CPU", "each sample"], rows) if rows else ""
    return text + remarks(data)
