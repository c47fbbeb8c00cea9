# SPDX-License-Identifier: Apache-2.0
"""The repository's own source files, and how a check ends."""
import pathlib
import re
import sys


def sources(root, *folders):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                yield path


def without_comments_and_strings(text):
    """The code with comments and literals blanked out, line for line."""
    text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "_", text)  # digit separators
    pattern = r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)


def finish(mistakes):
    for mistake in mistakes:
        print(mistake)
    print(f"{len(mistakes)} mistakes")
    sys.exit(1 if mistakes else 0)


def root():
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
