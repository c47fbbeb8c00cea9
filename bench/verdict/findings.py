# SPDX-License-Identifier: Apache-2.0
"""What the simulation found, as Markdown."""
import math

from tables import table

EFFECTS = (0, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50)
CLEAN, SLOWER = EFFECTS.index(0), EFFECTS.index(0.20)
PEERS = ("fixed 10 %", "Mann-Whitney", "Mann-Whitney 5 %", "bootstrap", "bootstrap 5 %")
STORED = ("stored K=8", "stored K=10", "stored K=5 two jobs")


def share(result, method, effect=CLEAN, outcome="fail"):
    """Percent of the gates; nothing where the cell did not try this method."""
    counts = result["methods"].get(method)
    return None if counts is None else 100 * counts[outcome][effect] / result["runs"]


def error(result, percent=5):
    """Half of the 95 % interval that so many gates leave about a share, in points."""
    part = percent / 100
    return 100 * 1.96 * math.sqrt(part * (1 - part) / result["runs"])


def show(percent):
    return "–" if percent is None else f"{percent:.1f}"


def is_grid(cell):
    return cell.process == 0


def of_requests(results, requests):
    return [(cell, result) for cell, result in results
            if is_grid(cell) and cell.requests == requests]


def words(cell):
    parts = [f"σ {cell.sigma}", f"spread {100 * cell.spread:g} %"]
    parts += ["bursts"] if cell.bursts else []
    parts += ["two classes"] if cell.distance else []
    return ", ".join(parts)


def rows_of(results, columns):
    return [[words(cell), *(show(column(cell, result)) for column in columns)]
            for cell, result in results]


def stated_error(results, percent=5):
    """The sentence about what so few gates leave open."""
    if not results:
        return ""
    first = results[0][1]
    return (f"{first['runs']:,} gates a cell; a share of {percent} % is known to "
            f"± {error(first, percent):.1f} points.\n\n")


def clean(results):
    """False alarms where nothing changed."""
    rows = of_requests(results, 60)
    methods = ("paired", *STORED, *PEERS)
    heads = ["fails in %, nothing changed", *methods]
    return stated_error(rows) + table(
        heads, rows_of(rows, [lambda _, result, name=name: share(result, name)
                              for name in methods]))


def slower(results):
    """Found where the candidate is 20 % slower."""
    rows = of_requests(results, 60)
    longer = {(cell.sigma, cell.spread, cell.bursts, cell.distance): result
              for cell, result in of_requests(results, 120)}

    def at_120(cell, _):
        result = longer.get((cell.sigma, cell.spread, cell.bursts, cell.distance))
        return None if result is None else share(result, "paired", SLOWER)

    columns = [lambda _, result: share(result, "paired", SLOWER), at_120]
    columns += [lambda _, result, name=name: share(result, name, SLOWER)
                for name in (*STORED, *PEERS)]
    heads = ["fails in %, 20 % slower", "paired 24 × 60", "paired 24 × 120", *STORED, *PEERS]
    return stated_error(rows, 80) + table(heads, rows_of(rows, columns))


def sees(results):
    """The change that is printed, and how often it fails."""
    rows = of_requests(results, 60)
    heads = ["paired", "prints", "found, %", "prints, one look", "found, %", "stored K=10, found, %"]

    def row(cell, result):
        printed = [f"+{100 * math.expm1(result[f'{name} prints']):.1f} %"
                   for name in ("paired", "paired 1 look")]
        return [words(cell), printed[0], show(share(result, "paired sees")), printed[1],
                show(share(result, "paired 1 look sees")), show(share(result, "stored K=10 sees"))]

    return stated_error(rows, 80) + table(heads, [row(*each) for each in rows])


def gates(results):
    """Six rules at the defaults, nothing changed: passed, undecided, failed."""
    rows = of_requests(results, 60)
    names = ("paired", "stored K=8", "stored K=5 two jobs")

    def outcomes(result, name):
        passed, failed = (share(result, f"six rules {name}", CLEAN, outcome)
                          for outcome in ("pass", "fail"))
        return "–" if passed is None else f"{passed:.1f} / {100 - passed - failed:.1f} / {failed:.1f}"

    heads = ["pass / undecided / fail in %", *names]
    return stated_error(rows) + table(
        heads, [[words(cell), *(outcomes(result, name) for name in names)]
                for cell, result in rows])


def processes(results):
    """Processes of one build that differ, once or at four points."""
    rows = [(cell, result) for cell, result in results if not is_grid(cell)]
    names = ("paired no tolerance", "paired", "paired 10 %")
    heads = ["fails in %, nothing changed", "no tolerance", "tolerance 5 %", "tolerance 10 %"]
    return stated_error(rows) + table(
        heads, [[f"processes differ by {100 * cell.process:g} %, "
                 + ("one each" if cell.restarts == 0 else "restarted at four points"),
                 *(show(share(result, name)) for name in names)] for cell, result in rows])


def worst(rows, method, effect, pick, outcome="fail"):
    found = [share(result, method, effect, outcome) for _, result in rows]
    found = [value for value in found if value is not None]
    return pick(found) if found else None


def aims(results):
    """What is promised, the worst cell, and whether it is kept within the error of drawing."""
    short, long = of_requests(results, 60), of_requests(results, 120)
    sharp, blunt = ([each for each in short if each[0].sigma == sigma] for sigma in (0.3, 0.6))
    promises = [
        ("false alarms, paired, 24 × 60", short, "paired", CLEAN, max, 5),
        ("false alarms, paired, 24 × 120", long, "paired", CLEAN, max, 5),
        ("false alarms without any tolerance, paired", short, "paired no tolerance", CLEAN, max, 5),
        ("false alarms, stored, K = 8, one job", short, "stored K=8", CLEAN, max, 5),
        ("false alarms, stored, K = 5, two jobs", short, "stored K=5 two jobs", CLEAN, max, 5),
        ("false alarms, six rules, paired", short, "six rules paired", CLEAN, max, 5),
        ("false alarms, six rules, stored, K = 8", short, "six rules stored K=8", CLEAN, max, 5),
        ("+20 % found, paired, 24 × 60, σ 0.3", sharp, "paired", SLOWER, min, 95),
        ("+20 % found, paired, 24 × 60, σ 0.6", blunt, "paired", SLOWER, min, 75),
        ("+20 % found, paired, 24 × 120", long, "paired", SLOWER, min, 90),
    ]
    rows = []
    for name, cells, method, effect, pick, bound in promises:
        value = worst(cells, method, effect, pick)
        rows.append([name, f"{'≤' if pick is max else '≥'} {bound} %", show(value),
                     kept(value, bound, pick, cells)])
    passes = worst(short, "six rules paired", CLEAN, min, "pass")
    rows.append(["clean gates of six rules that pass, paired", "≥ 90 %", show(passes),
                 kept(passes, 90, min, short)])
    for method in ("paired sees", "paired 1 look sees", "stored K=10 sees"):
        low, high = (worst(short, method, CLEAN, pick) for pick in (min, max))
        both = "–" if low is None else f"{low:.1f} to {high:.1f}"
        marks = {kept(low, 74, min, short), kept(high, 86, max, short)}
        rows.append([f"found at the change it prints, {method.removesuffix(' sees')}",
                     "74 to 86 %", both, "yes" if marks == {"yes"} else "no" if "no" in marks
                     else "within the error of drawing"])
    return stated_error(short) + table(["promise", "bound", "worst cell, %", "kept"], rows)


def kept(value, bound, pick, cells):
    if value is None:
        return "not drawn"
    beyond = value - bound if pick is max else bound - value
    if beyond <= 0:
        return "yes"
    return "within the error of drawing" if beyond <= error(cells[0][1], bound) else "no"
