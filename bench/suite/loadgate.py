# SPDX-License-Identifier: Apache-2.0
"""loadgate itself, as a user runs it."""
import json
import shutil

from bench import need_success

SPEC = """version: 1
name: bench
target: {url}
scenario: {scenario}
load: {load}
"""
# pass, failed, undecided: it has measured and reported.
MEASURED = (0, 1, 3)


def write_spec(bench, url, load, scenario="[GET /]", name="spec.yaml"):
    return bench.write(name, SPEC.format(url=url.rstrip("/"), scenario=scenario, load=load))


def check(bench, cores=None, spec="spec.yaml"):
    """`loadgate check`, load, figures and reports: (cost, result.json)."""
    shutil.rmtree(bench.folder / "loadgate-report", ignore_errors=True)
    command = [bench.program, "check", spec, "--baseline", "none", "--format", "json"]
    cost = need_success(bench.launch(command, cores), command, MEASURED)
    return cost, json.loads((bench.folder / "loadgate-report/result.json").read_text())


def run(bench, cores=None, spec="spec.yaml"):
    """`loadgate run`: the load and the run file, no figures."""
    command = [bench.program, "run", spec, "--out", "run.json"]
    return need_success(bench.launch(command, cores), command)


def compare(bench, spec="spec.yaml"):
    """Figures, judgement and every report of run.json, without load."""
    command = [bench.program, "compare", "--spec", spec, "--baseline", "none", "--report-dir",
               "compare-report", "run.json"]
    return need_success(bench.launch(command), command, MEASURED)


def scope(result, phase="load"):
    """The figures of the one step in a phase."""
    return next(row["now"] for row in result["scopes"]
                if row["now"]["phase"] == phase and "/" in row["now"]["step"])


def figures(result, metric, phase="load"):
    """p50, p99 and max in milliseconds."""
    statistics = scope(result, phase)["distributions"][metric]["statistics"]
    return tuple(statistics[name] / 1e6 for name in ("p50", "p99", "max"))


def phase_row(result, phase="load"):
    return next(row for row in result["phases"] if row["name"] == phase)


def trust(result):
    """trusted, degraded or untrusted, and why."""
    found = result["judgement"]["trust"]
    return found["trust"], found["reasons"]
