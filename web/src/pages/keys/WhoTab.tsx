import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { everyPage } from "../../api/everyPage.ts";
import type { ActionAccess, PrincipalAccess } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { useStrings } from "../../i18n/language.ts";

const QUESTIONS = {
  use: ["kms:Decrypt", "kms:GenerateDataKey"],
  forecast: ["kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant", "kms:GenerateDataKeyWithoutPlaintext"],
  manage: ["kms:PutKeyPolicy", "kms:DisableKey", "kms:ScheduleKeyDeletion"],
} as const;
type Question = keyof typeof QUESTIONS;

/** Who can use the key, by which statement or grant, and under which conditions. */
export function WhoTab({ arn }: { arn: string }) {
  const strings = useStrings();
  const t = strings.keys;
  const [question, setQuestion] = useState<Question>("use");
  const asked = useAsked(`${arn} ${question}`, 0, (signal) =>
    everyPage("sealcanvas", "WhoCanUse", { Resource: arn, Actions: [...QUESTIONS[question]] }, "NextToken", signal),
  );
  const principals = (asked.data ?? []).flatMap((page) => page.Principals ?? []);
  const columns: Column<PrincipalAccess>[] = [
    {
      id: "principal",
      header: strings.why.principal,
      cell: (each) => (
        <>
          {each.Principal}
          {each.Outside && <StatusIndicator type="warning">{strings.policy.outside}</StatusIndicator>}
        </>
      ),
      value: (each) => each.Principal,
    },
    { id: "actions", header: strings.policy.actions, cell: (each) => (each.Actions ?? []).map((action) => <Access key={`${action.Action}${action.GrantId}`} access={action} />) , value: (each) => (each.Actions ?? []).map((action) => action.Action).join(" ") },
    { id: "by", header: t.by, cell: (each) => [...new Set((each.Actions ?? []).map((action) => by(t.paths, action)))].map((text) => <div key={text}>{text}</div>) },
  ];
  return (
    <SpaceBetween size="m">
      {asked.data?.some((page) => page.Complete === false) && <Alert type="info">{t.whoIncomplete}</Alert>}
      <Listing
        title={t.who}
        description={t.whoHint}
        asked={asked}
        items={principals}
        columns={columns}
        id={(each) => each.Principal ?? ""}
        empty={<Empty title={t.nobody} hint={t.nobodyHint} />}
        actions={
          <SegmentedControl
            label={t.who}
            selectedId={question}
            onChange={({ detail }) => setQuestion(detail.selectedId as Question)}
            options={(Object.keys(QUESTIONS) as Question[]).map((id) => ({ id, text: t.questions[id] }))}
          />
        }
      />
    </SpaceBetween>
  );
}

function Access({ access }: { access: ActionAccess }) {
  const t = useStrings().keys;
  const told = (some: typeof access.Conditions) => (some ?? []).map((each) => `${each.Key} ${each.Operator} ${(each.Values ?? []).join(", ")}`);
  const conditions = [...told(access.Conditions), ...told(access.Unless).map((text) => t.unless(text))];
  if (access.Certainty === "Always" || !conditions.length) return <div>{access.Action}</div>;
  return (
    <ExpandableSection variant="footer" headerText={`${access.Action} (${t.conditional})`}>
      {conditions.map((text) => <Box key={text}>{text}</Box>)}
    </ExpandableSection>
  );
}

function by(paths: Record<string, string>, access: ActionAccess): string {
  const path = paths[access.Path ?? ""] ?? access.Path ?? "";
  const what = access.GrantId ?? [...new Set((access.Statements ?? []).map((each) => each.StatementId || each.Document))].join(", ");
  return what ? `${path}: ${what}` : path;
}
