# SPDX-License-Identifier: Apache-2.0
"""No accepted key is without effect: each field of the spec is read by the program that it steers.

tests/unit/spec/keys_test.cpp shows that each key of the parser's tables changes a field; this one
shows that somebody reads the field. A field is read as `variable.field`, where the variable is
called like its structure (the table below), or as `&Structure::field`.
"""
import re

import tree

# Reading here is no effect: the language itself, walkers over every text, the plan's digest,
# storage, the order of questions; and rooms that know no spec.
BYSTANDERS = ("spec/", "plan/digest", "plan/step_templates", "plan/canonical_text", "run/",
              "judge/expand.cpp", "base/", "stats/")
# How variables of a structure are called.
VARIABLES = {
    "Header": "header", "BearerAuth": "bearer", "BasicAuth": "basic", "HeaderAuth": "header",
    "TlsOptions": "tls", "StartCommand": "command|start", "Target": "target",
    "DataSource": "source", "Capture": "capture", "StatusRange": "range",
    "JsonExpectation": "expectation|json", "Expectations": "expect", "Pause": "pause",
    "TextBody": "text", "JsonBody": "json|body", "FormBody": "form", "FileBody": "body",
    "MultipartBody": "multipart", "MultipartPart": "part", "SchemaFile": "schema",
    "OAuth2Auth": "oauth2|auth", "Poll": "poll", "PollCondition": "until|condition",
    "StopCondition": "condition|conditions", "Step": "step|steps", "Scenario": "scenario|scenarios",
    "OpenLoad": "open", "ClosedLoad": "closed", "IterationsLoad": "fixed", "Phase": "phase|phases",
    "Load": "load", "ReportOptions": "reports", "Spec": "spec", "Rule": "rule",
    "Demands": "before|demands", "GatePolicy": "gate|policy", "BaselinePolicy": "baseline|policy",
}
WITHOUT_READER = {
    ("Target", "transport"): "one transport exists, and both words mean it",
}


def fields(text):
    """(structure, field) of each field but positions, which belong to no key."""
    for name, body in re.findall(r"struct (\w+) \{\n(.*?)\n\};", text, flags=re.S):
        for field in re.findall(r"^\s+[\w:<>, ]+[ >](\w+)(?: = [\w:]+)?;", body, flags=re.M):
            if field != "where":
                yield name, field


def is_read(name, field, code):
    call = r"(?:\[[^\]]*\]|\(\))?"
    variable = rf"\b(?:{VARIABLES.get(name, name.lower())})_?{call}(?:\.|->){field}\b(?!\s*=[^=])"
    return re.search(rf"{variable}|&{name}::{field}\b", code) is not None


root = tree.root()
code = "\n".join(tree.without_comments_and_strings(path.read_text())
                 for path in tree.sources(root, "src")
                 if not str(path.relative_to(root / "src")).startswith(BYSTANDERS))
found = [(header, *field) for header in ("src/spec/spec.h", "src/spec/rule.h")
         if (root / header).exists()
         for field in fields(tree.without_comments_and_strings((root / header).read_text()))]
mistakes = []
if (root / "src/spec").exists() and not found:
    mistakes.append(f"{root / 'src/spec'}: no field of the spec found")
for header, name, field in found:
    has_reader = is_read(name, field, code)
    if (name, field) in WITHOUT_READER and has_reader:
        mistakes.append(f"{root / header}: {name}.{field} is read: remove it from WITHOUT_READER")
    elif (name, field) not in WITHOUT_READER and not has_reader:
        mistakes.append(f"{root / header}: {name}.{field} is parsed, but nobody reads it")
tree.finish(mistakes)
