import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { Suspense } from "react";
import { ServiceError } from "../api/errors.ts";
import { late } from "../api/late.ts";
import { useOperation } from "../api/useOperation.ts";
import type { Decision, DecisionLayer, SimulatedRequest } from "../api/shapes/sealcanvas.ts";
import { useSpeech } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Command } from "./Command.tsx";
import { Copyable } from "./Copyable.tsx";
import { Mend } from "./Mend.tsx";
import { policyPage } from "./policyPage.ts";
import { Refusal } from "./Refusal.tsx";
import { Waiting } from "./Waiting.tsx";

const WholeCheck = late(async () => (await import("./access/WholeCheck.tsx")).WholeCheck);

/** Why a decision came out as it did, layer by layer, and the change that would mend it. */
export function Why({ decisionId, mended }: { decisionId: string; mended?: () => void }) {
  const { language, strings } = useSpeech();
  const { data, error } = useOperation("sealcanvas", "ExplainDecision", { DecisionId: decisionId, Language: language });
  if (error instanceof ServiceError && error.denied) {
    return (
      <SpaceBetween size="s">
        <Box>{strings.why.notYours}</Box>
        <Command text={`sealcanvas why ${decisionId}`} />
      </SpaceBetween>
    );
  }
  if (error) return <Refusal error={error} />;
  if (!data?.Decision) return <Waiting />;
  return <Decided decision={data.Decision} decisionId={decisionId} mended={mended} />;
}

interface Props {
  decision: Decision;
  /** Of which decision it is told; or else, which request would get it. */
  decisionId?: string;
  request?: SimulatedRequest;
  mended?: () => void;
}

/** A decision: what would mend it, and then what it was taken from. */
export function Decided({ decision, decisionId, request, mended }: Props) {
  const t = useSpeech().strings.why;
  const { session } = useSession();
  const layers = decision.Layers ?? [];
  const deciding = layers.find((layer) => layer.Outcome === "explicit-deny") ?? layers.find((layer) => layer.Outcome === "no-match");
  const page = session.Kind === "user" ? policyPage(decision, deciding?.Layer, session.Account) : undefined;
  return (
    <SpaceBetween size="l">
      <Alert type={decision.Allowed ? "success" : "info"}>{decision.Summary}</Alert>
      {!decision.Allowed && decisionId && <Suspense fallback={null}><WholeCheck principal={decision.Principal} resource={decision.Resource} mended={mended} /></Suspense>}
      {!decision.Allowed && <Mend decisionId={decisionId} request={request} mend={decision.Mend} mended={mended} page={page} />}
      <KeyValuePairs
        columns={3}
        items={[
          { label: t.principal, value: <Copyable text={decision.Principal} /> },
          { label: t.action, value: decision.Action },
          { label: t.resource, value: <Copyable text={decision.Resource} /> },
        ]}
      />
      <Layers layers={layers} />
      <Circumstances decision={decision} />
    </SpaceBetween>
  );
}

function Layers({ layers }: { layers: DecisionLayer[] }) {
  const t = useSpeech().strings.why;
  const kinds: Record<string, string> = t.layerNames;
  return (
    <Table
      variant="embedded"
      wrapLines
      header={<h3>{t.layers}</h3>}
      items={layers}
      columnDefinitions={[
        { id: "layer", header: t.layer, minWidth: 120, isRowHeader: true, cell: (layer) => kinds[layer.Layer ?? ""] ?? layer.Layer },
        { id: "outcome", header: t.outcome, minWidth: 160, cell: (layer) => <Outcome text={layer.Outcome ?? ""} /> },
        { id: "explanation", header: t.explanation, minWidth: 240, cell: (layer) => layer.Explanation },
        { id: "document", header: t.document, cell: (layer) => [layer.Document, layer.Line && t.line(layer.Line)].filter(Boolean).join(", ") },
      ]}
    />
  );
}

function Outcome({ text }: { text: string }) {
  const words: Record<string, string> = useSpeech().strings.why.outcomes;
  const type = text === "explicit-deny" ? "error" : text === "no-match" ? "warning" : text === "allow" ? "success" : "info";
  return <StatusIndicator type={type} wrapText={false}>{words[text] ?? text}</StatusIndicator>;
}

function Circumstances({ decision }: { decision: Decision }) {
  const t = useSpeech().strings.why;
  const items = Object.entries(decision.Context ?? {}).map(([label, value]) => ({ label, value: String(value) }));
  if (!items.length) return null;
  return (
    <ExpandableSection headerText={t.circumstances}>
      <KeyValuePairs columns={2} items={items} />
    </ExpandableSection>
  );
}
