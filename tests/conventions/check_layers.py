# SPDX-License-Identifier: Apache-2.0
"""Every #include between rooms is allowed by src/layers.txt."""
import re

import tree

root = tree.root()
allowed = {}
for line in (root / "src/layers.txt").read_text().splitlines():
    if match := re.match(r"([a-z]+):(.*)", line):
        allowed[match[1]] = {match[1], *match[2].split()}

mistakes = []
for path in tree.sources(root, "src"):
    room = path.relative_to(root / "src").parts[0]
    if room not in allowed:
        mistakes.append(f"{path}: room '{room}' is missing in src/layers.txt")
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'#include "([a-z_]+)/', line)
        if match and match[1] not in allowed[room]:
            mistakes.append(f"{path}:{number}: '{room}' may not include '{match[1]}'")
tree.finish(mistakes)
