// Texts belong into src/i18n: no letters of ours between tags or in a label.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "../src");
const suspicious = [/>\s*[A-Z][a-z]+[^<>{}=;()]*<\//, /\b(?:label|header|title|text|placeholder|ariaLabel|description|headerText)="[A-Z][a-z]/];
const allowed = /label: "(boto3|AWS CLI)"/;
let wrong = 0;
for (const name of readdirSync(source, { recursive: true })) {
  if (!name.endsWith(".tsx")) continue;
  for (const [index, line] of readFileSync(join(source, name), "utf8").split("\n").entries()) {
    if (suspicious.some((each) => each.test(line)) && !allowed.test(line)) {
      console.error(`${name}:${index + 1}: a text outside of i18n: ${line.trim()}`);
      wrong += 1;
    }
  }
}
process.exit(wrong ? 1 : 0);
