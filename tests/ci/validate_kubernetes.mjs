// SPDX-License-Identifier: Apache-2.0
//   node validate_kubernetes.mjs SCHEMAS FILE…
// SCHEMAS: a folder with one strict schema for each kind of Kubernetes, as kubernetes-validate has it.
import Ajv from "ajv/dist/2020.js";
import fs from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";

const [schemas, ...files] = process.argv.slice(2);
const read = (name) => JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
ajv.addSchema(read("_definitions.json"), "_definitions.json");

// job-batch-v1.json, persistentvolumeclaim-v1.json
function schemaOf({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  return [kind.toLowerCase(), group.split(".")[0], version].filter(Boolean).join("-") + ".json";
}

let failed = false;
for (const file of files) {
  const documents = parseAllDocuments(fs.readFileSync(file, "utf8"));
  if (documents.length === 0) throw new Error(`${file} is empty`);
  for (const document of documents) {
    if (document.errors.length > 0) throw document.errors[0];
    const object = document.toJS();
    const name = schemaOf(object);
    const check = ajv.getSchema(name) ?? ajv.addSchema(read(name), name).getSchema(name);
    const good = check(object);
    console.log(`${good ? "ok" : "WRONG"} ${file}: ${object.kind} ${object.metadata.name}`);
    for (const error of check.errors ?? []) {
      console.log(`  ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
    }
    failed ||= !good;
  }
}
process.exit(failed ? 1 : 0);
