// SPDX-License-Identifier: Apache-2.0
//   node validate_json.mjs SCHEMA FILE
import Ajv from "ajv";
import fs from "node:fs";

const [schema, file] = process.argv.slice(2).map((name) => JSON.parse(fs.readFileSync(name, "utf8")));
const check = new Ajv({ strict: false }).compile(schema);
if (!check(file)) {
  console.log(JSON.stringify(check.errors, null, 1));
  process.exit(1);
}
