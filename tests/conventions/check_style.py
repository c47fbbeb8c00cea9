# SPDX-License-Identifier: Apache-2.0
"""clang-format has nothing to change, each file names its licence, headers guard themselves."""
import subprocess

import tree

root = tree.root()
mistakes = []
files = list(tree.sources(root, "src", "tests", "bench"))
for path in files:
    text = path.read_text()
    if not text.startswith("// SPDX-License-Identifier: Apache-2.0\n"):
        mistakes.append(f"{path}:1: the first line names no licence")
    if path.suffix == ".h" and "#pragma once" not in text:
        mistakes.append(f"{path}: no #pragma once")
    for word in ("TODO", "FIXME", "GTEST_SKIP", "DISABLED_"):
        if word in text:
            mistakes.append(f"{path}: '{word}'")
result = subprocess.run(["clang-format-16", "--dry-run", "--Werror", *map(str, files)],
                        capture_output=True, text=True, cwd=root)
if result.returncode != 0:
    mistakes += [line for line in result.stderr.splitlines() if ": error:" in line]
tree.finish(mistakes)
