import type { StoreVerification } from "../../api/shapes/sealcanvas.ts";
import { bytes, count } from "../../components/numbers.ts";
import type { Strings } from "../../i18n/language.ts";
import { byKey, isSound, shortKey, type Store, withoutKey } from "./stores.ts";

interface Told {
  last: StoreVerification;
  stores: readonly Store[];
  session: { Account: string; Region: string };
  names: ReadonlyMap<string, string>;
  t: Strings["encryption"];
  language: string;
}

const BAR = 420;

/** The evidence as one HTML document that needs nothing else: charts are drawn in it, and no script runs. */
export function evidence({ last, stores, session, names, t, language }: Told): string {
  const formats: Record<string, string> = t.formats;
  const { FileCount, ByteCount, UnsealedCount = 0, DamagedCount = 0, FoundCount = 0 } = last.Summary ?? {};
  const when = (at: number | undefined) => (at === undefined ? "-" : new Date(at * 1000).toISOString());
  const facts: [string, string][] = [
    [t.began, when(last.StartTime)],
    [t.ended, when(last.EndTime)],
    [t.by, last.Principal ?? "-"],
    [t.checked, t.checkedAmount(count(FileCount, language), bytes(ByteCount, language))],
    [t.unsealed, count(UnsealedCount, language)],
    [t.damaged, count(DamagedCount, language)],
    [t.found, last.SearchedCount ? count(FoundCount, language) : t.notSearched],
  ];
  const rows = stores.map((each) => [
    formats[each.format] ?? each.format,
    each.key || t.rootOrNothing[withoutKey(each)],
    count(each.files, language),
    bytes(each.bytes, language),
    count(each.wrong + each.unopenable, language),
  ]);
  const problems = (last.Problems ?? []).map((file) => [file.Path ?? "", file.Format ?? "", t.statuses[file.Status ?? "Damaged"], file.Detail ?? ""]);
  const name = (store: Store) => (store.key ? shortKey(store.key, names) : t.rootOrNothing[withoutKey(store)]);
  const keys = byKey(stores, name).map((each) => ({ label: each.name, value: each.bytes, text: bytes(each.bytes, language) }));
  return `<!doctype html>
<html lang="${escape(language)}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(t.report)} ${escape(session.Account)}</title>
<style>
body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16191f;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border-bottom:1px solid #d5dbdb;padding:.4rem;text-align:left;overflow-wrap:anywhere;vertical-align:top}
.sound{color:#037f0c}.unsound{color:#d91515}rect{fill:#688ae8}text{font-size:12px;fill:#16191f}
</style>
<h1>${escape(t.report)}</h1>
<p>${escape(session.Account)}, ${escape(session.Region)}</p>
<p class="${isSound(last) ? "sound" : "unsound"}"><strong>${escape(isSound(last) ? t.isSound : t.notSound)}</strong></p>
${table([], facts)}
<h2>${escape(t.byKey)}</h2>
${bars(keys, t.byKey)}
<h2>${escape(t.stores)}</h2>
${table([t.store, t.key, t.files, t.bytes, t.notAuthentic], rows)}
${problems.length ? `<h2>${escape(t.problems)}</h2>${table([t.file, t.format, t.status, t.detail], problems)}` : ""}
<p>${escape(t.method)}</p>
</html>
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) => row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("");
  return `<table>${head.length ? `<thead><tr>${cells("th", head)}</tr></thead>` : ""}<tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}</tbody></table>`;
}

function bars(data: readonly { label: string; value: number; text: string }[], label: string): string {
  const most = Math.max(1, ...data.map((each) => each.value));
  const lines = data.map(
    (each, at) =>
      `<text x="0" y="${at * 28 + 18}">${escape(each.label)}</text><rect x="280" y="${at * 28 + 5}" width="${((BAR * each.value) / most).toFixed(1)}" height="18"/>` +
      `<text x="${285 + (BAR * each.value) / most}" y="${at * 28 + 18}">${escape(each.text)}</text>`,
  );
  return `<svg role="img" aria-label="${escape(label)}" width="100%" viewBox="0 0 800 ${data.length * 28 + 8}">${lines.join("\n")}</svg>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
