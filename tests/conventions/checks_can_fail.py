# SPDX-License-Identifier: Apache-2.0
"""Each check goes red on a small tree that breaks its rule, and stays green on a clean one."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
HEAD = "// SPDX-License-Identifier: Apache-2.0\n"
CLEAN = HEAD + "int one() {\n  return 1;\n}\n"
LONG = HEAD + "int one() {\n" + "  ;\n" * 70 + "  return 1;\n}\n"
DEEP = HEAD + ("int f(int a) {\n  if (a) {\n    for (;;) {\n      while (a) {\n        if (a) {\n"
               "          return 1;\n        }\n      }\n    }\n  }\n  return 0;\n}\n")
WIDE = HEAD + "int f(int a, int b, int c, int d, int e, int g) { return a + b + c + d + e + g; }\n"
BROKEN = [
    ("layers", "src/base/a.cpp", HEAD + '#include "cli/app.h"\n'),
    ("world", "src/judge/a.cpp", HEAD + "#include <curl/curl.h>\n"),
    ("world", "src/judge/a.cpp", HEAD + "auto now = std::chrono::system_clock::now();\n"),
    ("world", "src/load/a.cpp", HEAD + "auto text = printable(said, 100);\n"),
    ("world", "src/report/a.cpp", HEAD + 'void f() { std::cout << "x"; }\n'),
    ("sizes", "src/base/a.cpp", LONG),
    ("sizes", "src/base/a.cpp", DEEP),
    ("sizes", "src/base/a.cpp", WIDE),
    ("sizes", "src/base/a.cpp", HEAD + "\n" * 401),
    ("style", "src/base/a.cpp", CLEAN.replace(HEAD, "").lstrip()),
    ("style", "src/base/a.cpp", HEAD + "int  one( ) { return 1; }\n"),
    ("links", "docs/a.md", "[gone](b.md)\n"),
    ("fields", "src/spec/spec.h", HEAD + "struct Target {\n  int idle_timeout;\n};\n"),
    ("fields", "src/spec/node.h", HEAD + "#pragma once\n"),
]


def verdict(check, file, text):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in (("src/layers.txt", "base:\njudge: base\nreport: base\n"),
                              (".clang-format", (HERE.parent.parent / ".clang-format").read_text()),
                              (file, text)):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        command = [sys.executable, str(HERE / f"check_{check}.py"), folder]
        return subprocess.run(command, capture_output=True).returncode


mistakes = []
for check, file, text in BROKEN:
    if verdict(check, file, text) != 1:
        mistakes.append(f"check_{check} does not see what is wrong with: {text[:200]!r}")
for check in ("layers", "world", "sizes", "style", "links", "fields"):
    if verdict(check, "src/base/a.cpp", CLEAN) != 0:
        mistakes.append(f"check_{check} is red on a clean tree")
print("\n".join(mistakes) or "every check can fail")
sys.exit(1 if mistakes else 0)
