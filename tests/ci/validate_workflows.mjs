// SPDX-License-Identifier: Apache-2.0
// GitHub's own language service on workflows and actions, our action's inputs included.
//   node validate_workflows.mjs FILE …
import { validate } from "@actions/languageservice";
import { validateAction } from "@actions/languageservice/validate-action";
import fs from "node:fs";
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

const ours = { runs: { using: "composite", steps: [] },
               ...parse(fs.readFileSync("action/action.yml", "utf8")) };
const foreign = { name: "foreign", runs: { using: "node24", main: "x.js" } };
const actionsMetadataProvider = {
  fetchActionMetadata: async ({ name }) => (name === "loadgate" ? ours : foreign),
};

async function main() {
  let mistakes = 0;
  for (const file of process.argv.slice(2)) {
    const text = fs.readFileSync(file, "utf8");
    const document = TextDocument.create(`file://${path.resolve(file)}`, "yaml", 1, text);
    const check = path.basename(file).startsWith("action.") ? validateAction : validate;
    for (const { range, message } of await check(document, { actionsMetadataProvider })) {
      // Inputs of foreign actions are not ours to know.
      if (/Invalid action input/.test(message) && !/action\.yml$/.test(file)) {
        const line = text.split("\n").slice(0, range.start.line).reverse()
          .find((candidate) => /uses:/.test(candidate));
        if (!/loadgate/.test(line ?? "")) continue;
      }
      mistakes += 1;
      console.log(`${file}:${range.start.line + 1}: ${message}`);
    }
  }
  process.exit(mistakes === 0 ? 0 : 1);
}
main();
