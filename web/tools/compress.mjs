// Beside each built text its gzip, which the server sends as it is; and how much a first visit loads.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const built = join(dirname(fileURLToPath(import.meta.url)), "../../src/sealcanvas/server/console/static");
const limit = 350_000; // bytes of JavaScript, compressed, of a first visit
const page = readFileSync(join(built, "index.html"), "utf8");
let first = 0;
for (const name of readdirSync(join(built, "assets"))) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const path = join(built, "assets", name);
  const packed = gzipSync(readFileSync(path), { level: 9 });
  writeFileSync(`${path}.gz`, packed);
  if (name.endsWith(".js") && page.includes(name)) first += packed.length;
}
console.log(`first visit: ${first} bytes of JavaScript, compressed`);
if (first > limit) {
  console.error(`more than ${limit}`);
  process.exit(1);
}
