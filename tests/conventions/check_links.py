# SPDX-License-Identifier: Apache-2.0
"""Links between the pages of this repository lead somewhere; no page names a path of one machine."""
import re

import tree

root = tree.root()
mistakes = []
# Golden reports hold hostile text on purpose.
pages = [path for path in root.rglob("*.md")
         if not {"build", "golden"} & set(path.relative_to(root).parts)]
for page in sorted(pages):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name = target.split("#")[0]
        if name and "://" not in name and not (page.parent / name).exists():
            mistakes.append(f"{page}: link to '{target}' leads nowhere")
    for match in re.findall(r"(?:/root/|/work/|/home/)[^\s`)]*", page.read_text()):
        mistakes.append(f"{page}: '{match}' is a path of one machine")
tree.finish(mistakes)
