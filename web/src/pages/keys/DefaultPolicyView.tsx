import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Button from "@cloudscape-design/components/button";
import { Code } from "../../components/Code.tsx";
import { Sentence } from "../../components/Sentence.tsx";
import { useStrings } from "../../i18n/language.ts";
import { defaultView, type Panel as PanelName } from "./keyPolicy.ts";

interface Props {
  policy: string;
  /** Change a panel's principals; without it nothing can be changed. */
  change?: (panel: PanelName, arns: readonly string[]) => void;
}

/** A key policy in panels, as AWS's default view; what fits none of them is shown as its text. */
export function DefaultPolicyView({ policy, change }: Props) {
  const t = useStrings().keys;
  const view = defaultView(policy);
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={2} variant="text-grid">
        <Panel title={t.administrators} arns={view.administrators} change={change && (() => change("administrators", view.administrators))} />
        <div>
          <Box variant="h3">{t.deletion}</Box>
          <Box>{view.deletion ? t.deletionAllowed : t.deletionNotAllowed}</Box>
        </div>
        <Panel title={t.canvasRoles} arns={view.canvas} change={change && (() => change("canvas", view.canvas))} />
        <Panel title={t.forecastRoles} arns={view.forecast} change={change && (() => change("forecast", view.forecast))} />
        <Panel title={t.users} arns={view.users} change={change && (() => change("users", view.users))} />
        <div>
          <Box variant="h3">{t.iam}</Box>
          <Sentence type={view.iam ? "success" : "stopped"}>{view.iam ? t.iamAllowed : t.iamNotAllowed}</Sentence>
        </div>
      </ColumnLayout>
      {view.others.length > 0 && (
        <ExpandableSection headerText={t.otherStatements(view.others.length)} defaultExpanded>
          <SpaceBetween size="s">
            {view.others.map((statement, at) => (
              <Code key={at} text={JSON.stringify(statement, null, 2)} label={String(statement["Sid"] ?? t.statement)} />
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

function Panel({ title, arns, change }: { title: string; arns: readonly string[]; change?: () => void }) {
  const strings = useStrings();
  const t = strings.keys;
  return (
    <div>
      <Box variant="h3">
        {title} {change && <Button variant="inline-icon" iconName="edit" ariaLabel={`${strings.common.edit}: ${title}`} onClick={change} />}
      </Box>
      {arns.length ? arns.map((arn) => <Box key={arn}>{arn}</Box>) : <Box color="text-body-secondary">{t.nobody}</Box>}
    </div>
  );
}
