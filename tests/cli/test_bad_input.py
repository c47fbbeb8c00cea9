# SPDX-License-Identifier: Apache-2.0
"""Bad input: status 2, file, line and remedy; nothing is overwritten, nothing crashes."""
import base64
import json
import unittest
import zlib

from support import Case, ScriptedServer, free_port, ok

GOOD = """version: 1
name: shop
target: http://127.0.0.1:1
scenario: [GET /item]
load: {rate: 10/s, for: 1s}
"""


def numbers_of(column):
    """A column of a run file: zigzag varints of differences, zlib, base64."""
    numbers, code, shift, last = [], 0, 0, 0
    for byte in zlib.decompress(base64.b64decode(column)):
        code |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            last += code >> 1 ^ -(code & 1)
            numbers.append(last)
            code = shift = 0
    return numbers


def column_of(numbers):
    data = bytearray()
    for before, number in zip([0, *numbers], numbers):
        code = (number - before) << 1 ^ (number - before) >> 63
        while code > 127:
            data.append(code & 127 | 128)
            code >>= 7
        data.append(code)
    return base64.b64encode(zlib.compress(bytes(data))).decode()


class BadInput(Case):
    def refused(self, text, *words, command="check"):
        self.write("loadgate.yaml", text)
        done = self.run_program(command, "loadgate.yaml", status=2)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertNotIn("terminate called", done.stderr)
        self.assertFalse((self.folder / "loadgate-report").exists())
        return done.stderr

    def test_all_mistakes_of_a_spec_are_listed_with_line_caret_and_hint(self):
        said = self.refused(
            GOOD.replace("for: 1s", "for: 10, sed: 1").replace("name:", "nam:"),
            "loadgate.yaml:2:1: ", "did you mean 'name'?", "^", "loadgate.yaml:5:25: ",
            "250ms", "loadgate.yaml:5:29: ", "did you mean 'seed'?")
        self.assertIn("load: {rate: 10/s, for: 10, sed: 1}", said)

    def test_a_doubled_key_is_refused(self):
        self.refused(GOOD + "name: twice\n", "loadgate.yaml:6:1", "name")

    def test_what_is_not_built_yet_says_so(self):
        self.refused(GOOD + "prices: {file: prices.json}\n", "loadgate.yaml:6:1",
                     "not supported yet")

    def test_an_alias_bomb_a_giant_and_noise_are_refused(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
        self.refused(GOOD + "\n".join(lines) + "\n", "loadgate.yaml:")
        self.refused(GOOD + "# " + "x" * (1 << 20), "larger than")
        self.refused(GOOD.encode() + b"description: \xff\xfe\n", "UTF-8")
        self.refused("", "loadgate.yaml")
        self.refused("[" * 5000, "loadgate.yaml:")

    def test_an_empty_data_file_is_named_with_the_line_that_uses_it(self):
        self.write("rows.csv", "")
        self.refused(GOOD.replace("GET /item", "'GET /item/${rows.id}'")
                     + "data: {rows: {csv: rows.csv}}\n", "rows.csv")

    def test_a_missing_spec_and_unknown_options_are_usage(self):
        self.assertIn("nothing.yaml", self.run_program("check", "nothing.yaml", status=2).stderr)
        self.run_program("check", "--no-such-option", status=2)
        self.run_program("no-such-command", status=2)
        self.run_program(status=2)
        self.run_program("check", "--fail-on", "sometimes", status=2)
        self.run_program("check", "--var", "novalue", status=2)

    def test_an_unset_secret_is_named_before_anything_is_sent(self):
        self.refused(GOOD.replace("target: http://127.0.0.1:1",
                                  "target: {url: 'http://127.0.0.1:1', auth: {bearer: "
                                  "'${secret:MISSING_TOKEN}'}}"), "MISSING_TOKEN")

    def test_a_broken_baseline_is_refused_before_the_load(self):
        baseline = self.folder / "baselines/shop.json"
        for content, word in (("{", "baselines/shop.json"), ("", "baselines/shop.json"),
                              ('{"schema": "loadgate.baseline.v9"}', "v9"),
                              ('{"schema": "loadgate.baseline.v1"}', "baselines/shop.json")):
            self.write("baselines/shop.json", content)
            self.refused(GOOD, word)
            self.assertEqual(baseline.read_text(), content)

    def test_a_baseline_of_another_spec_is_refused(self):
        server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(server.stop)
        spec = GOOD.replace(":1\n", f":{server.port}\n")
        self.write("loadgate.yaml", spec)
        self.run_program("baseline", "record", "--runs", "1", status=0)
        (self.folder / "baselines/shop.json").rename(self.folder / "baselines/other.json")
        self.write("loadgate.yaml", spec.replace("name: shop", "name: other"))
        done = self.run_program("check", status=2)
        self.assertIn("the baseline is of spec 'shop', this is 'other'", done.stderr)

    def test_a_report_folder_of_another_spec_is_refused(self):
        self.write("loadgate.yaml", GOOD.replace("127.0.0.1:1", f"127.0.0.1:{free_port()}"))
        self.run_program("check", status=4)
        before = (self.folder / "loadgate-report/result.json").read_bytes()
        self.write("loadgate.yaml", GOOD.replace("name: shop", "name: other"))
        done = self.run_program("check", status=2)
        self.assertIn("holds the report of 'shop', this is 'other'", done.stderr)
        self.assertIn("reports.dir", done.stderr)
        self.assertIn("loadgate check SPEC SPEC", done.stderr)
        self.assertEqual((self.folder / "loadgate-report/result.json").read_bytes(), before)

    def test_hostile_run_and_result_files_are_refused(self):
        for name, text in (("truncated", '{"schema": "loadgate.run.v1", "samp'),
                           ("empty", ""), ("list", "[]"), ("other", '{"schema": "x.y.v1"}'),
                           ("future", '{"schema": "loadgate.run.v2"}'),
                           ("deep", "[" * 100000),
                           ("hollow", json.dumps({"schema": "loadgate.run.v1"}))):
            self.write(f"{name}.json", text)
            said = self.run_program("compare", f"{name}.json", status=2).stderr
            self.assertIn(f"{name}.json", said)
            self.run_program("report", f"{name}.json", status=2)

    def test_a_run_that_contradicts_itself_is_refused_whoever_reads_it(self):
        server = ScriptedServer(lambda c, text, n: ok(c))
        self.addCleanup(server.stop)
        self.write("loadgate.yaml", GOOD.replace(":1\n", f":{server.port}\n").replace(
            "{rate: 10/s, for: 1s}", "{iterations: 20, users: 2}"))
        self.run_program("run", status=0)
        run = json.loads((self.folder / "run.json").read_text())
        rows = {name: numbers_of(text) for name, text in run["samples"]["columns"].items()}
        self.assertEqual(rows["sequence"], list(range(20)))

        def change(**columns):
            """The run file with these columns of its samples instead."""
            kept = {**rows, **columns}
            samples = {"count": len(kept["sequence"]),
                       "columns": {name: column_of(numbers) for name, numbers in kept.items()}}
            return json.dumps({**run, "samples": samples})

        self.write("run.json", change())
        self.run_program("compare", "run.json", status=0)
        slow = rows["finished"].index(max(rows["finished"]))
        without = {name: numbers[:slow] + numbers[slow + 1:] for name, numbers in rows.items()}
        for text, said in (
                (change(**without), f"flows: entry {slow}: says that it began 1 of its steps, and "
                                    "there are samples of 0"),
                (change(finished=[0] * 20), "samples: entry 0: ended before it began"),
                (change(**{name: numbers * 50 for name, numbers in rows.items()}),
                 "samples: entry 20: is of no flow, or out of order: sequence 0 of phase 'load'"),
                (change(sequence=[0] * 20), "samples: entry 1: step 'main/GET /item' of sequence 0 "
                                            "of phase 'load' is there twice, or out of order")):
            self.write("bad.json", text)
            for command in (("compare", "bad.json"), ("report", "bad.json", "--format", "csv"),
                            ("merge", "bad.json", "--out", "merged.json"),
                            ("baseline", "promote", "bad.json")):
                done = self.run_program(*command, status=2)
                self.assertIn(f"loadgate: bad.json: {said}\n", done.stderr)
        self.assertFalse((self.folder / "merged.json").exists())
        self.assertFalse((self.folder / "baselines").exists())

    def test_a_broken_event_file_is_no_guess(self):
        self.write("loadgate.yaml", GOOD)
        event = self.write("event.json", '{"pull_request": {"base": {"sha": "--upload-pack=x"}}}')
        done = self.run_program("check", status=2, environment={
            "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event)})
        self.assertIn("sha", done.stderr)


if __name__ == "__main__":
    unittest.main()
