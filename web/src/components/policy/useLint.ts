import { useEffect, useState } from "react";
import type { PolicyFinding, PolicyType } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";

const PAUSE_MS = 400;

export interface Lint {
  findings: readonly PolicyFinding[];
  /** Whether the findings are of a text that has changed since. */
  busy: boolean;
  error: Error | undefined;
}

const NONE: readonly PolicyFinding[] = [];

/** What the service's linter says of a policy text, a moment after the last key was pressed. */
export function useLint(text: string, kind: PolicyType, resourceArn?: string): Lint {
  const [settled, setSettled] = useState(text);
  const [last, setLast] = useState<readonly PolicyFinding[]>(NONE);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const { data, error, loading } = useOperation(
    "sealcanvas",
    "LintPolicy",
    settled.trim() ? { PolicyDocument: settled, PolicyType: kind, ...(resourceArn && { ResourceArn: resourceArn }) } : null,
  );
  useEffect(() => {
    if (data?.Findings) setLast(data.Findings);
  }, [data]);
  const empty = !settled.trim();
  return { findings: empty ? NONE : (data?.Findings ?? last), busy: loading || settled !== text, error };
}
