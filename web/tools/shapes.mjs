// Types of every operation, from the service models that the server itself is driven by: src/api/shapes/<service>.ts.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const models = join(here, "../../src/sealcanvas/wire/models");
const target = join(here, "../src/api/shapes");

const scalar = {
  blob: "string",
  boolean: "boolean",
  bigdecimal: "number",
  biginteger: "number",
  character: "string",
  double: "number",
  float: "number",
  integer: "number",
  long: "number",
  string: "string",
  timestamp: "number", // seconds since the epoch
};

const named = (name) => (name === "Object" || name === "Date" || name === "Error" ? `${name}Shape` : name);

function typeOf(name, shape) {
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (shape.type === "list") return `${named(shape.member.shape)}[]`;
  if (shape.type === "map") return `{ [name: string]: ${named(shape.value.shape)} }`;
  if (shape.document) return "unknown";
  return scalar[shape.type];
}

function declare(name, shape, asked) {
  if (shape.type !== "structure" || shape.document) return `export type ${named(name)} = ${typeOf(name, shape)};\n`;
  const required = new Set(shape.required ?? []);
  const members = Object.entries(shape.members).map(
    ([member, { shape: of }]) => `  ${JSON.stringify(member)}${asked.has(name) && required.has(member) ? "" : "?"}: ${named(of)};\n`,
  );
  return members.length ? `export interface ${named(name)} {\n${members.join("")}}\n` : `export type ${named(name)} = object;\n`;
}

/** The shapes that requests are made of: their required members are required here too; an answer may lack any. */
function inRequests(model) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    const shape = model.shapes[name];
    for (const { shape: of } of Object.values(shape.members ?? {})) visit(of);
    if (shape.member) visit(shape.member.shape);
    if (shape.value) visit(shape.value.shape);
  };
  for (const operation of Object.values(model.operations)) if (operation.input) visit(operation.input.shape);
  return found;
}

function services() {
  const ours = "data/sealcanvas/2026-11-01/service-2.json";
  const files = readdirSync(models).filter((name) => name.endsWith(".json"));
  return [...files.map((name) => [name.slice(0, -5), name]), ["sealcanvas", ours]].sort();
}

mkdirSync(target, { recursive: true });
const index = [];
for (const [service, file] of services()) {
  const model = JSON.parse(readFileSync(join(models, file), "utf8"));
  const asked = inRequests(model);
  const shapes = Object.entries(model.shapes).map(([name, shape]) => declare(name, shape, asked));
  const operations = Object.entries(model.operations).map(([name, { input, output }]) => {
    const of = (shape) => (shape ? named(shape.shape) : "object");
    return `  ${name}: { input: ${of(input)}; output: ${of(output)} };\n`;
  });
  const header = `// Made from ${file} by tools/shapes.mjs.\n`;
  writeFileSync(join(target, `${service}.ts`), `${header}${shapes.join("")}\nexport interface Operations {\n${operations.join("")}}\n`);
  index.push(service);
}
const imports = index.map((name) => `import type { Operations as ${name.replace(/\W/g, "_")} } from "./${name}.ts";\n`);
const members = index.map((name) => `  ${JSON.stringify(name)}: ${name.replace(/\W/g, "_")};\n`);
writeFileSync(join(target, "index.ts"), `${imports.join("")}\nexport interface Services {\n${members.join("")}}\n`);
