# SPDX-License-Identifier: Apache-2.0
"""The world is touched in one place each (docs/architecture.md)."""
import re

import tree

# What is touched, how it looks in code, and the folders of src/ that may.
RULES = [
    ("curl", r"#include <curl/", ["load/transport"]),
    ("yaml-cpp", r"#include <yaml-cpp/", ["spec", "target/mock"]),
    ("Boost.Asio and Beast", r"#include <boost/(asio|beast)", ["target"]),
    ("the clock", r"\b(steady_clock|system_clock|clock_gettime|gettimeofday)\b|\btime\(nullptr\)",
     ["load", "target", "cli", "base/process"]),
    ("child processes", r"\b(fork|execv|execvp|execve|posix_spawn|popen|system)\s*\(", ["base/process"]),
    ("the environment", r"\b(getenv|secure_getenv|environ)\b", ["cli", "base/process"]),
    ("standard output", r"\bstd::(cout|cerr|clog)\b|\b(printf|puts|fprintf)\s*\(|fmt::print\b", ["cli"]),
    # Cut first, a secret across the end of what is shown is no longer known: Secrets::shown() does
    # both. Here are texts of the spec, texts that mask_steps() has masked, and libcurl's own words.
    ("cutting text that is not masked", r"\bprintable\(",
     ["base", "spec", "plan", "run", "baseline", "report", "ci", "cli", "target/start_target.cpp",
      "load/answer_program.cpp", "load/repeat.cpp", "load/preflight.cpp", "load/once.cpp",
      "load/transport/failure.cpp", "load/transport/resolve.cpp"]),
    ("virtual functions", r"\bvirtual\b",
     ["load/transport/transport.h", "load/load.h", "baseline/store.h", "load/protocol",
      # docs/decisions/0002: two doors that are no part of the product's four.
      "load/clock.h", "target/mock/wire.h"]),
    ("shared ownership", r"\bshared_ptr\b|\bmake_shared\b", ["cli", "target/mock"]),
    ("raw new and delete", r"\bnew [A-Za-z_:]+[({\[]|\bdelete [a-z]|\bdelete\[\]", []),
]

root = tree.root()
mistakes = []
for path in tree.sources(root, "src"):
    name = str(path.relative_to(root / "src"))
    code = tree.without_comments_and_strings(path.read_text())
    for what, pattern, homes in RULES:
        if any(name.startswith(home) for home in homes):
            continue
        # The includes are looked for in the text itself: <…> is no literal.
        for match in re.finditer(pattern, code):
            line = code.count("\n", 0, match.start()) + 1
            mistakes.append(f"{path}:{line}: {what} belongs to {', '.join(homes) or 'no place'}")
tree.finish(mistakes)
