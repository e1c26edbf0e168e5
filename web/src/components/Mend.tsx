import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../api/door.ts";
import type { Mend as MendShape, SimulatedRequest } from "../api/shapes/sealcanvas.ts";
import { useAction } from "../api/useAction.ts";
import { useStrings } from "../i18n/language.ts";
import { Code } from "./Code.tsx";
import { keyChanged } from "./keys.ts";
import { Refusal } from "./Refusal.tsx";

interface Props {
  /** What is mended: a decision that was taken, or else the one that a request would get. */
  decisionId?: string;
  request?: SimulatedRequest;
  mend: MendShape | undefined;
  /** Where the policy is edited that decided, for what no button here does. */
  page?: string;
  /** Called once the change is made. */
  mended?: () => void;
}

/** The smallest change that would allow what was denied, to apply on a word, or on two where it weakens something. */
export function Mend({ decisionId, request, mend, page, mended }: Props) {
  const t = useStrings().why;
  const [sure, setSure] = useState(false);
  const [done, setDone] = useState(false);
  const { run, busy, error } = useAction(
    useCallback(async () => {
      // Held to what is shown: another text in between is refused.
      const shown = (mend?.Changes ?? []).map((change) => change.Policy ?? "");
      await call("sealcanvas", "ApplyMend", { ...(decisionId ? { DecisionId: decisionId } : { Request: request }), AllowWeakening: sure, Policies: shown });
      setDone(true);
      keyChanged();
      mended?.();
    }, [decisionId, mend, mended, request, sure]),
  );
  if (!mend) return <Box>{t.noMend}</Box>;
  if (done) return <Alert type="success">{t.applied}</Alert>;
  const changes = mend.Changes ?? [];
  // In the header: seen without scrolling, however long the change is.
  const apply = mend.Applicable ? (
    <Button variant="primary" loading={busy} disabled={Boolean(mend.Weakens) && !sure} onClick={() => void run()}>{t.apply}</Button>
  ) : (
    // Beside this page: what was typed or is on its way here stays.
    page && <Button href={`/console${page}`} target="_blank" iconName="external" iconAlign="right">{t.openPolicy}</Button>
  );
  return (
    <Container header={<Header variant="h3" actions={apply}>{changes.length || mend.Statement ? t.mend : t.byHand}</Header>}>
      <SpaceBetween size="s">
        <Box>{mend.Explanation}</Box>
        <Refusal error={error} />
        {mend.Weakens && (
          <Alert type="warning" header={t.weakens}>
            {mend.Weakens}
            <Checkbox checked={sure} onChange={({ detail }) => setSure(detail.checked)}>{t.weaken}</Checkbox>
          </Alert>
        )}
        {changes.map((change) => (
          <Code key={change.Document} label={change.Document} text={change.Diff ?? change.Edit ?? ""} />
        ))}
        {!changes.length && mend.Statement && <Code text={mend.Statement} />}
        {!mend.Applicable && changes.length > 0 && <Box color="text-body-secondary">{t.notApplicable}</Box>}
        {Boolean(mend.Alternatives?.length) && (
          <ExpandableSection headerText={t.alternatives}>
            <ul>{mend.Alternatives?.map((each) => <li key={each}>{each}</li>)}</ul>
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}
