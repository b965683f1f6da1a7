// Fills documents in with the browser's code, outside a browser: what they hold is compared with
// what Python gives. Usage: node run.mjs FOLDER-OF-THE-CODE FILE; writes FILE.0.json, FILE.0.docx ...

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [app, file] = process.argv.slice(2);
const [{ resolve }, { fill }, { zip }] = await Promise.all(
  ["values", "fill", "zip"].map((name) => import(pathToFileURL(`${app}/${name}.js`))),
);
for (const [index, { schema, answers, template, locales }] of JSON.parse(readFileSync(file, "utf8")).entries()) {
  const values = resolve(schema, answers, locales);
  writeFileSync(`${file}.${index}.json`, JSON.stringify(values));
  writeFileSync(`${file}.${index}.docx`, await zip(fill(template, values)));
}
