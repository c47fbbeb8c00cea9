# SPDX-License-Identifier: Apache-2.0
"""Power curves as SVG: how often a gate fails, by how much slower the candidate is."""
from findings import EFFECTS, share
from html import escape

LINES = [("paired", "loadgate paired", "#0b6e4f", ""), ("stored K=10", "loadgate stored, K = 10",
         "#2b59c3", ""), ("fixed 10 %", "fixed 10 %", "#c1440e", "6 3"),
         ("Mann-Whitney 5 %", "Mann-Whitney on requests", "#8d5b99", "2 3"),
         ("bootstrap 5 %", "bootstrap of requests", "#b8860b", "8 3 2 3")]
PICTURES = {"power-quiet": ("A quiet machine: σ 0.3, runs alike", "s0.3-r0-b0-c0-n60"),
            "power-usual": ("A usual machine: σ 0.6, spread 6 %, bursts", "s0.6-r6-b5-c0-n60"),
            "power-fleet": ("A noisy fleet: σ 0.6, spread 10 %, bursts, two classes",
                            "s0.6-r10-b5-c15-n60")}
WIDTH, HEIGHT, LEFT, TOP, WIDE, HIGH = 720, 380, 60, 50, 440, 270


def x_of(effect):
    return LEFT + WIDE * effect / EFFECTS[-1]


def y_of(percent):
    return TOP + HIGH * (1 - percent / 100)


def text(x, y, words, anchor="start", size=12):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">'
            f"{escape(words)}</text>")


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def axes():
    parts = []
    for percent in range(0, 101, 20):
        y = y_of(percent)
        parts += [line(LEFT, y, LEFT + WIDE, y, 'stroke="#ddd"'),
                  text(LEFT - 8, y + 4, f"{percent} %", "end")]
    for effect in (0, 0.1, 0.2, 0.3, 0.4, 0.5):
        parts.append(text(x_of(effect), TOP + HIGH + 20, f"+{100 * effect:g} %", "middle"))
    parts.append(line(LEFT, y_of(5), LEFT + WIDE, y_of(5), 'stroke="#999" stroke-dasharray="1 3"'))
    parts.append(text(LEFT + WIDE / 2, TOP + HIGH + 42, "how much slower the candidate is", "middle"))
    return parts


def curve(result, method, colour, dashes):
    points = " ".join(f"{x_of(effect):.1f},{y_of(share(result, method, i)):.1f}"
                      for i, effect in enumerate(EFFECTS))
    return (f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dashes}"/>')


def picture(title, result):
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
             f'role="img" font-family="sans-serif"><title>{escape(title)}</title>',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
             text(LEFT, 26, f"{title}: gates that fail", size=15), *axes()]
    for place, (method, name, colour, dashes) in enumerate(LINES):
        y = TOP + 20 + 24 * place
        parts += [curve(result, method, colour, dashes),
                  line(LEFT + WIDE + 20, y, LEFT + WIDE + 50, y,
                       f'stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'),
                  text(LEFT + WIDE + 56, y + 4, name)]
    return "\n".join(parts) + "\n</svg>\n"


def links(results):
    """For the page that lies beside the pictures."""
    return "\n".join(f"![{PICTURES[name][0]}]({name}.svg)" for name in pictures(results))


def pictures(results):
    by_name = {cell.name: result for cell, result in results}
    return {name: picture(title, by_name[cell]) for name, (title, cell) in PICTURES.items()
            if cell in by_name}
