# SPDX-License-Identifier: Apache-2.0
"""docs/scenarios.md and docs/mock.md: each section's named blocks make a folder in which
`loadgate check` passes."""
import re
import unittest

from support import ROOT, Case

PAGES = [ROOT / "docs/scenarios.md", ROOT / "docs/mock.md"]


def sections():
    """(title, {file name: content}) of each heading with named blocks under it."""
    for page in PAGES:
        for part in re.split(r"^##+ ", page.read_text(), flags=re.M)[1:]:
            title = part.splitlines()[0]
            blocks = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", part, flags=re.M | re.S)
            if blocks:
                yield title, blocks


class Scenarios(Case):
    def check(self, blocks):
        files = dict(blocks)
        self.assertEqual(len(files), len(blocks), "two blocks have one name")
        self.assertIn("loadgate.yaml", files)
        for name, content in files.items():
            self.write(name, content)
        validated = self.run_program("validate", "--strict", status=0).stdout
        self.check_under("loadgate-report")
        profiles = re.search(r"; profiles (.+)\)", validated)
        for profile in profiles[1].split(", ") if profiles else []:
            self.check_under(profile, "--profile", profile)

    def check_under(self, folder, *options):
        self.run_program("check", "--baseline", "none", "--report-dir", folder, *options, status=0)
        ends = {scope["now"]["step"]: set(scope["now"]["outcomes"])
                for scope in self.result(folder)["scopes"]}
        for step, outcomes in ends.items():
            self.assertLessEqual(outcomes, {"ok", "expected"}, f"step {step}")

    def test_every_key_of_targets_requests_data_and_load_has_an_example(self):
        reference = (ROOT / "docs/spec.md").read_text()
        examples = "".join(content for _, blocks in sections() for _, content in blocks)
        for mapping in ("target", "oauth2", "data source", "step", "poll", "part", "pause", "expect",
                        "load", "budget", "provision"):
            table = re.search(rf"^### `{mapping}`\n(.*?)^###", reference, re.M | re.S)[1]
            for key in re.findall(r"^\| `(\w+)` \|", table, re.M):
                self.assertRegex(examples, rf"\b{key}:\s", f"{mapping}.{key}")
        for word in ("metric: rx_age", "above: {in_flight"):
            self.assertIn(word, examples)


def add(title, blocks):
    name = "test_" + re.sub(r"\W+", "_", title).strip("_").lower()
    assert not hasattr(Scenarios, name), f"two sections are called '{title}'"
    setattr(Scenarios, name, lambda self: self.check(blocks))


for section in sections():
    add(*section)

if __name__ == "__main__":
    unittest.main()
