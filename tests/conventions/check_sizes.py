# SPDX-License-Identifier: Apache-2.0
"""Budgets: files 400 lines, functions 60, five parameters, nesting three, lines 100 characters."""
import re

import tree

FILE, FUNCTION, PARAMETERS, NESTING, WIDTH = 400, 60, 5, 3, 100
HEAD = re.compile(r"(?:^|[;}\s])([~\w:<>]+)\s*\(([^;{}]*)\)\s*(?:const|noexcept|override|final|mutable|"
                  r"->\s*[\w:<>,&*\s]+|:\s*[^;{}]*)*\s*$")
CONTROL = {"if", "for", "while", "switch", "catch", "return", "sizeof", "decltype", "alignof"}


def parameters(text):
    """How many; commas inside of brackets do not count."""
    depth, count = 0, 1 if text.strip() else 0
    for character in text:
        depth += character in "(<[{"
        depth -= character in ")>]}"
        count += character == "," and depth == 0
    return count


def functions(code):
    """(line, lines, parameters, nesting) of each function body, by matching braces."""
    stack, found, head_start = [], [], 0
    for at, character in enumerate(code):
        if character == "{":
            head = code[head_start:at]
            match = HEAD.search(head[-600:])
            is_function = bool(match) and match[1].split("::")[-1] not in CONTROL
            inside = any(entry["function"] for entry in stack)
            is_block = bool(re.search(r"(\)|else|do|try)\s*$", head)) and not is_function
            stack.append({"at": at, "function": is_function and not inside, "block": is_block,
                          "parameters": parameters(match[2]) if is_function else 0, "deepest": 0})
            depth = sum(entry["block"] for entry in stack)
            for entry in stack:
                if entry["function"]:
                    entry["deepest"] = max(entry["deepest"], depth)
            head_start = at + 1
        elif character == "}" and stack:
            entry = stack.pop()
            if entry["function"]:
                first = code.count("\n", 0, entry["at"]) + 1
                lines = code.count("\n", entry["at"], at) + 1
                found.append((first, lines, entry["parameters"], entry["deepest"]))
            head_start = at + 1
        elif character == ";":
            head_start = at + 1
    return found


root = tree.root()
mistakes = []
for path in tree.sources(root, "src", "tests", "bench"):
    text = path.read_text()
    lines = text.splitlines()
    if len(lines) > FILE:
        mistakes.append(f"{path}: {len(lines)} lines, budget {FILE}")
    for number, line in enumerate(lines, 1):
        if len(line) > WIDTH and "http" not in line and 'R"' not in line:
            mistakes.append(f"{path}:{number}: {len(line)} characters, budget {WIDTH}")
    for first, length, count, nesting in functions(tree.without_comments_and_strings(text)):
        for what, value, budget in (("lines", length, FUNCTION), ("parameters", count, PARAMETERS),
                                    ("levels of nesting", nesting, NESTING)):
            if value > budget:
                mistakes.append(f"{path}:{first}: function of {value} {what}, budget {budget}")

visible = [entry.name for entry in root.iterdir() if not entry.name.startswith(".")]
visible = [name for name in visible if name not in ("build", "loadgate-report")]
if len(visible) > 20:
    mistakes.append(f"{len(visible)} entries in the root, budget 20: {', '.join(sorted(visible))}")
tree.finish(mistakes)
