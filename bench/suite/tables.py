# SPDX-License-Identifier: Apache-2.0
"""Markdown tables, and a page whose tables are replaced."""


def table(heads, rows):
    """The first column is words, the others are figures."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def figure(value, digits=3):
    """So many significant digits, no exponent; a dash for what nobody said."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    places = max(digits - 1 - exponent(value), 0)
    return f"{round(value, places):,.{places}f}"


def exponent(value):
    return int(f"{abs(value):e}".split("e")[1])


def triple(values, digits=3):
    return " / ".join(figure(value, digits) for value in values)


def difference(said, truth):
    """In milliseconds, with a sign."""
    return "–" if said is None or truth is None else f"{said - truth:+.2f}"


def begin(section):
    return f"<!-- bench: {section} -->"


END = "<!-- bench: end -->"


def put(page, section, text):
    """The page with this section's text between its marks. ValueError: it has no such marks."""
    start = page.find(begin(section))
    end = page.find(END, start)
    if start < 0 or end < 0:
        raise ValueError(f"no place for '{section}': expected a line '{begin(section)}' and, after "
                         f"it, '{END}'")
    return page[:start] + begin(section) + "\n" + text.strip() + "\n" + page[end:]
