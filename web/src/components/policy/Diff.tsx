import Box from "@cloudscape-design/components/box";
import { useStrings } from "../../i18n/language.ts";
import { type DiffLine, diffLines } from "./diff.ts";

const MARKS = { same: "  ", added: "+ ", removed: "- ", "left-out": "" } as const;
const COLOURS = { same: "inherit", added: "text-status-success", removed: "text-status-error", "left-out": "text-body-secondary" } as const;

/** What a change of a text adds and takes away. */
export function Diff({ before, after }: { before: string; after: string }) {
  const t = useStrings().policy;
  const lines = diffLines(before, after);
  if (lines.every((line) => line.kind === "left-out")) return <Box color="text-body-secondary">{t.noDifference}</Box>;
  return (
    <Box variant="pre">
      {lines.map((line, at) => (
        <Line key={at} line={line} />
      ))}
    </Box>
  );
}

function Line({ line }: { line: DiffLine }) {
  return (
    <Box variant="code" color={COLOURS[line.kind]} fontWeight={line.kind === "same" ? "normal" : "bold"}>
      {`${line.kind === "left-out" ? "…" : MARKS[line.kind] + line.text}\n`}
    </Box>
  );
}
