# SPDX-License-Identifier: Apache-2.0
"""The cells of the simulation: which worlds are drawn, and a file of results for each."""
import dataclasses
import hashlib
import itertools
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ("src/stats/*", "src/judge/paired*", "src/judge/pair_differences*",
           "src/metric/pairs.h", "bench/verdict/*.cpp",
           "bench/verdict/*.h")
SIGMAS, SPREADS, BURSTS, CLASSES = (0.3, 0.6), (0, 0.03, 0.06, 0.10), (0, 0.05), (0, 0.15)
# The share of another machine class that raises most alarms with eight runs in the pool: 1/(K+1).
OTHER_CLASS = round(1 / 9, 4)


@dataclasses.dataclass(frozen=True)
class Cell:
    sigma: float
    spread: float
    bursts: float
    distance: float
    requests: int
    process: float = 0
    restarts: int = 0

    @property
    def name(self):
        parts = [f"s{self.sigma}", f"r{100 * self.spread:g}", f"b{100 * self.bursts:g}",
                 f"c{100 * self.distance:g}", f"n{self.requests}"]
        if self.process:
            parts += [f"p{100 * self.process:g}", f"x{self.restarts}"]
        return "-".join(parts)

    def arguments(self):
        fields = dataclasses.asdict(self)
        return [f"{name}={value}" for name, value in fields.items()] + [
            f"share={OTHER_CLASS if self.distance else 0}",
            # Longer slices and processes of their own matter to the paired gate alone.
            f"paired_only={int(self.requests != 60 or self.process > 0)}"]


def all_cells():
    short, long = ([Cell(*values, requests)
                    for values in itertools.product(SIGMAS, SPREADS, BURSTS, CLASSES)]
                   for requests in (60, 120))
    apart = [Cell(0.3, 0.03, 0, 0, 60, process, restarts)
             for process in (0.02, 0.04) for restarts in (0, 3)]
    return short + apart + long


def digest():
    """Of all that decides what is counted."""
    sources = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def stored(file, key):
    try:
        result = json.loads(file.read_text())
        return result if result["key"] == key else None
    except (OSError, ValueError, KeyError):
        return None


def simulate(cells, program, options):
    """[(cell, result)] of all cells, drawing those that are not there."""
    options.results.mkdir(parents=True, exist_ok=True)
    sources, results = digest(), []
    for place, cell in enumerate(cells, 1):
        file = options.results / f"{cell.name}.json"
        key = {"runs": options.runs, "seed": options.seed, "sources": sources}
        result = stored(file, key)
        if not result:
            began = time.monotonic()
            output = subprocess.run([program, *cell.arguments(), f"runs={options.runs}",
                                     f"seed={options.seed}"], check=True, stdout=subprocess.PIPE)
            result = {"key": key, **json.loads(output.stdout)}
            whole = file.with_suffix(".part")
            whole.write_text(json.dumps(result) + "\n")
            whole.rename(file)
            print(f"{place} of {len(cells)}: {cell.name}, {time.monotonic() - began:.0f} s",
                  file=sys.stderr, flush=True)
        results.append((cell, result))
    return results
