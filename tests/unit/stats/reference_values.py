# SPDX-License-Identifier: Apache-2.0
"""Prints the reference values of this folder's tests, computed without loadgate.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install scipy==1.17.1 statsmodels
    /tmp/reference/bin/python tests/unit/stats/reference_values.py
"""
import itertools
import math
from fractions import Fraction

import numpy
from scipy import stats
from statsmodels.stats.multitest import multipletests

# Twelve log ratios of an imagined gate, and the same with ties and zeros.
PLAIN = [0.08, -0.02, 0.15, 0.04, 0.11, -0.05, 0.07, 0.21, 0.03, -0.09, 0.13, 0.06]
TIED = [0.05, -0.05, 0.10, 0.0, 0.05, 0.10, -0.10, 0.20, 0.0, 0.15, -0.05, 0.05]
WIDE = [math.sin(1.7 * i) + 0.1 * (i % 7) - 0.27 for i in range(600)]


def show(name, *values):
    print(name, *(value if isinstance(value, (str, int)) else repr(float(value)) for value in values))


def whole_distribution(count):
    """Ways to reach each sum of 1…count, as whole numbers: nothing is rounded."""
    ways = [1]
    for rank in range(1, count + 1):
        ways = [(ways[t] if t < len(ways) else 0) + (ways[t - rank] if t >= rank else 0)
                for t in range(len(ways) + rank)]
    return ways


def k_of(count, level):
    below, k = Fraction(0), 0
    for ways in whole_distribution(count):
        below += Fraction(ways, 2 ** count)
        if below > level:
            return k
        k += 1
    return k


def p_by_all_signs(differences):
    """Wilcoxon's p by laying out every assignment of signs to the mid-ranks."""
    values = [value for value in differences if value != 0]
    ranks = [Fraction(float(rank)) for rank in stats.rankdata(numpy.abs(values))]
    seen = sum(rank for rank, value in zip(ranks, values) if value > 0)
    hits = sum(sum(itertools.compress(ranks, signs)) >= seen
               for signs in itertools.product((0, 1), repeat=len(ranks)))
    return Fraction(hits, 2 ** len(ranks))


def walsh(differences):
    return sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2))


def signed_rank():
    show("p plain", stats.wilcoxon(PLAIN, alternative="greater", method="exact").pvalue,
         float(p_by_all_signs(PLAIN)))
    show("p tied", stats.wilcoxon(TIED, alternative="greater", zero_method="wilcox",
                                  method=stats.PermutationMethod(n_resamples=10 ** 6)).pvalue,
         float(p_by_all_signs(TIED)))
    show("p infinite", float(p_by_all_signs([-0.1, 0.2, 0.3, 1e300, 1e300, -1e300, 0.4])))
    show("p wide", stats.wilcoxon(WIDE, alternative="greater", method="approx",
                                  correction=True).pvalue)
    rounded = [round(value, 1) for value in WIDE]
    show("p wide tied", stats.wilcoxon(rounded, alternative="greater", method="approx",
                                       correction=True).pvalue)
    for level in ("0.05", "0.0265", "0.0195", "0.025", "0.001"):
        show(f"k {level}", *(k_of(count, Fraction(level)) for count in (5, 12, 18, 24, 36, 48, 100)))
    show("k 500 .05", k_of(500, Fraction("0.05")))
    for name, values in (("plain", PLAIN), ("tied", TIED), ("wide", WIDE)):
        averages = walsh(values)
        show(f"hodges-lehmann {name}", numpy.median(averages), averages[17], averages[-18])


def others():
    result = stats.ttest_1samp(PLAIN, 0, alternative="greater")
    show("t", numpy.mean(PLAIN), stats.sem(PLAIN), result.pvalue,
         result.confidence_interval(0.95).low,
         stats.ttest_1samp(PLAIN, 0, alternative="less").confidence_interval(0.95).high)
    for table in ((7, 1440, 1, 1440), (30, 1500, 5, 1500), (3, 20, 0, 20), (12, 500, 40, 5000),
                  (2, 1000, 9, 900), (2100, 100000, 1900, 100000), (20, 20, 0, 30)):
        a, n, b, m = table
        show(f"fisher {table}",
             stats.fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue)
    show("holm", *multipletests([0.012, 0.003, 0.041, 0.2, 0.0099, 0.012], method="holm")[1])
    for p in (0.5, 0.9, 0.95, 0.99):
        show(f"c {p}", math.sqrt(p * (1 - p)) / stats.norm.pdf(stats.norm.ppf(p)))
    t = stats.t.ppf
    for level, rules in ((0.05, 1), (0.0195, 6)):
        own, all_of = (t(1 - level / count, 23) + t(0.8, 23) for count in (1, rules))
        show(f"seen {level} {rules}", math.log(1.05) + own * 0.03, all_of * 0.03,
             math.log(1.05) + all_of * 0.03)


def slices():
    """Slice rates of two arms: the paired t over them."""
    candidate = [3, 0, 5, 2, 4, 1, 6, 2, 3, 0, 4, 5]
    base = [0, 1, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0]
    differences = [(a - b) / 60 for a, b in zip(candidate, base)]
    interval = stats.ttest_1samp(differences, 0, alternative="greater").confidence_interval(0.95)
    show("slices", numpy.mean(differences), interval.low,
         stats.fisher_exact([[35, 685], [5, 715]], alternative="greater").pvalue)


def looks():
    """Growing sums: the chance of crossing at any look, by Gauss-Legendre over the undecided."""
    nodes, weights = numpy.polynomial.legendre.leggauss(600)
    for sizes, each in (((24, 36), 0.0265), ((24, 36, 48), 0.0195), ((24, 36, 48), 0.001625)):
        z, total, places, density = stats.norm.isf(each), each, None, None
        for before, size in zip((0,) + sizes, sizes):
            deviation, border = math.sqrt(size - before), z * math.sqrt(size)
            if places is not None:
                total += (density * spans * stats.norm.sf((border - places) / deviation)).sum()
            low = -10 * math.sqrt(size)
            new = (nodes + 1) / 2 * (border - low) + low
            density = (stats.norm.pdf(new / deviation) / deviation if places is None else
                       (density * spans) @ stats.norm.pdf(
                           (new[None, :] - places[:, None]) / deviation) / deviation)
            places, spans = new, weights / 2 * (border - low)
        show(f"looks {sizes} {each}", total)


signed_rank()
others()
slices()
looks()
