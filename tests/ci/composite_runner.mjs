// SPDX-License-Identifier: Apache-2.0
// Runs a composite action's steps as GitHub's runner does: its own expression evaluator, inputs only
// through `env:`, the env-file contract of GITHUB_OUTPUT and GITHUB_STEP_SUMMARY. Prints the outputs
// as JSON; status 1 when a step failed.
//   node composite_runner.mjs ACTION_DIR '{"spec": "loadgate.yaml"}'
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";

const [actionDir, given = "{}"] = process.argv.slice(2);
const action = parse(fs.readFileSync(path.join(actionDir, "action.yml"), "utf8"));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "composite-"));
const state = { inputs: inputsOf(action, JSON.parse(given)), steps: {}, failed: false };

function inputsOf({ inputs = {} }, values) {
  for (const name of Object.keys(values)) {
    if (!(name in inputs)) throw new Error(`the action has no input '${name}'`);
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, row]) => [name, values[name] ?? String(row.default ?? "")]));
}

function toData(value) {
  if (typeof value === "string") return new data.StringData(value);
  return new data.Dictionary(
    ...Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) })));
}

const statusFunctions = ["always", "success", "failure"].map((name) => ({
  name, minArgs: 0, maxArgs: 0,
  call: () => new data.BooleanData(name === "always" || (name === "failure") === state.failed),
}));

function evaluate(expression) {
  const context = {
    inputs: state.inputs, steps: state.steps, env: {},
    github: { action_path: path.resolve(actionDir), workspace: process.cwd(), token: "" },
    runner: { os: "Linux", arch: "X64", temp: folder },
  };
  const parser = new Parser(new Lexer(expression).lex().tokens, Object.keys(context), statusFunctions);
  const functions = new Map(statusFunctions.map((row) => [row.name, row]));
  return new Evaluator(parser.parse(), toData(context), functions).evaluate().coerceString();
}

function substitute(text) {
  return String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression.trim()));
}

function wanted(step) {
  if (step.if === undefined) return !state.failed;
  const condition = String(step.if).replace(/^\$\{\{|\}\}$/g, "").trim();
  const holds = !["", "false", "0"].includes(evaluate(condition));
  return /always\(|failure\(/.test(condition) ? holds : holds && !state.failed;
}

/// `name=value` lines and heredocs; anything else fails the step in GitHub too.
function readOutputs(file) {
  const outputs = {};
  const lines = fs.readFileSync(file, "utf8").split("\n");
  if (lines.pop() !== "") throw new Error("GITHUB_OUTPUT does not end with a newline");
  while (lines.length > 0) {
    const line = lines.shift();
    const heredoc = /^([^=]*?)<<(.+)$/.exec(line);
    if (!heredoc) {
      if (!line.includes("=")) throw new Error(`GITHUB_OUTPUT: '${line}' has no form`);
      outputs[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
      continue;
    }
    const end = lines.indexOf(heredoc[2]);
    if (end < 0) throw new Error(`GITHUB_OUTPUT: no end '${heredoc[2]}'`);
    outputs[heredoc[1]] = lines.splice(0, end + 1).slice(0, -1).join("\n");
  }
  return outputs;
}

function run(step, number) {
  const files = Object.fromEntries(["OUTPUT", "STEP_SUMMARY", "ENV", "PATH"].map((name) => {
    const file = path.join(folder, `${number}-${name}`);
    fs.writeFileSync(file, "");
    return [`GITHUB_${name}`, file];
  }));
  const env = {
    ...process.env, GITHUB_ACTIONS: "true", CI: "true", GITHUB_WORKSPACE: process.cwd(),
    GITHUB_ACTION_PATH: path.resolve(actionDir), RUNNER_TEMP: folder, RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64", ...files,
  };
  for (const [name, value] of Object.entries(step.env ?? {})) env[name] = substitute(value);
  const script = path.join(folder, `${number}.sh`);
  fs.writeFileSync(script, substitute(step.run));
  const shell = ["--noprofile", "--norc", "-e", "-o", "pipefail", script];
  const { status } = spawnSync("bash", shell, { env, stdio: ["ignore", 2, 2] });
  state.failed ||= status !== 0 && !step["continue-on-error"];
  state.steps[step.id ?? `step${number}`] = {
    outputs: readOutputs(files.GITHUB_OUTPUT), outcome: status === 0 ? "success" : "failure",
  };
  return fs.statSync(files.GITHUB_STEP_SUMMARY).size;
}

let summary = 0;
for (const [number, step] of action.runs.steps.entries()) {
  if (wanted(step)) summary += run(step, number);
}
const outputs = Object.fromEntries(
  Object.entries(action.outputs ?? {}).map(([name, row]) => [name, substitute(row.value)]));
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify({ failed: state.failed, summary_bytes: summary, outputs }));
process.exit(state.failed ? 1 : 0);
