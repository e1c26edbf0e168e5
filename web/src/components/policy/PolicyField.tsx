import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense, useState } from "react";
import { late } from "../../api/late.ts";
import type { PolicyType } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { Waiting } from "../Waiting.tsx";
import { Findings } from "./Findings.tsx";
import { bareStatement, fitted, withStatement } from "./statements.ts";
import { useLint } from "./useLint.ts";

const JsonEditor = late(async () => (await import("./JsonEditor.tsx")).JsonEditor);

interface Props {
  value: string;
  onChange: (text: string) => void;
  kind: PolicyType;
  /** Whose the policy is, where it has a resource. */
  resourceArn?: string;
  /** The policy that a bare statement belongs into, where it has taken the whole text's place. */
  saved?: string;
  label: string;
  height?: number;
}

/** A policy's text to edit, judged as it is typed; a statement pasted without a policy around it is offered to be put into one. */
export function PolicyField({ value, onChange, kind, resourceArn, saved = "", label, height }: Props) {
  const t = useStrings().policy;
  const lint = useLint(value, kind, resourceArn);
  const [cursor, setCursor] = useState<{ line: number; column: number }>();
  const [pasted, setPasted] = useState<{ before: string; text: string }>();
  const statement = bareStatement(value) ?? (pasted && !parses(value) ? bareStatement(pasted.text) : null);
  const insert = () => {
    if (!statement) return;
    const before = pasted && !bareStatement(pasted.before) ? pasted.before : saved;
    onChange(withStatement(before, fitted(statement, kind)));
    setPasted(undefined);
  };
  return (
    <SpaceBetween size="s">
      {statement && (
        <Alert type="info" header={t.bare} action={<Button onClick={insert}>{t.insert}</Button>}>{t.bareHint}</Alert>
      )}
      <Suspense fallback={<Waiting />}>
        <JsonEditor
          value={value}
          onChange={onChange}
          label={label}
          findings={lint.findings}
          cursor={cursor}
          height={height}
          onPaste={(before, text) => setPasted(bareStatement(text) ? { before, text } : undefined)}
        />
      </Suspense>
      <Findings lint={lint} go={(finding) => setCursor({ line: finding.Line ?? 1, column: finding.Column ?? 1 })} />
    </SpaceBetween>
  );
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
