import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useLocation } from "wouter";
import { KeyPicker } from "../../components/KeyPicker.tsx";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";
import { soundName } from "./draft.ts";
import { AppKey, ExecutionRole, type Fields, Names, Statements, StorageKey, TimeSeries } from "./fields.tsx";
import { SetUpProgress } from "./SetUpProgress.tsx";
import { useSetUp } from "./useSetUp.ts";

/** A domain with everything chosen: network, both keys, sharing, time series. */
export function StandardSetUp() {
  const strings = useStrings();
  const t = strings.domains;
  const [, go] = useLocation();
  const [at, setAt] = useState(0);
  const { draft, change, step, busy, error, run } = useSetUp({ newKeys: false });
  const [tried, setTried] = useState(false);
  const fields = { draft, change, error, tried };
  const isNamed = soundName(draft.name) && soundName(draft.profile);
  const page = (content: React.ReactNode) => <Container>{content}</Container>;
  return (
    <Page title={t.standard.title} crumbs={[[strings.navigation.domains, "/domains"], [t.create, "/domains/create"]]}>
      <Wizard
        activeStepIndex={at}
        onNavigate={({ detail }) => (isNamed || detail.requestedStepIndex === 0 ? setAt(detail.requestedStepIndex) : setTried(true))}
        onCancel={() => go("/domains")}
        onSubmit={run}
        isLoadingNextStep={busy}
        submitButtonText={t.submit}
        steps={[
          {
            title: t.general,
            content: page(<SpaceBetween size="l"><Names {...fields} /><FormField label={t.authentication}>IAM</FormField><ExecutionRole {...fields} /></SpaceBetween>),
          },
          { title: t.network, content: page(<SpaceBetween size="l"><Network {...fields} /><AppKey {...fields} /></SpaceBetween>) },
          { title: t.sharing, content: page(<Sharing {...fields} />), isOptional: true },
          { title: t.canvas, content: page(<Canvas {...fields} />) },
          {
            title: strings.iam.review,
            content: (
              <SpaceBetween size="l">
                {page(<SpaceBetween size="l"><Review {...fields} /><Statements {...fields} /></SpaceBetween>)}
                <SetUpProgress step={step} busy={busy} error={error} retry={run} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </Page>
  );
}

function Network({ draft, change }: Fields) {
  const t = useStrings().domains;
  return (
    <SpaceBetween size="l">
      <FormField label={t.access} description={t.networkHint}>
        <RadioGroup
          ariaLabel={t.access}
          value={draft.vpcOnly ? "VpcOnly" : "PublicInternetOnly"}
          onChange={({ detail }) => change({ vpcOnly: detail.value === "VpcOnly" })}
          items={[{ value: "PublicInternetOnly", label: t.publicInternet }, { value: "VpcOnly", label: t.vpcOnly }]}
        />
      </FormField>
      <FormField label="VPC"><Input value={draft.vpc} placeholder="vpc-…" onChange={({ detail }) => change({ vpc: detail.value })} spellcheck={false} /></FormField>
      <FormField label={t.subnets} constraintText={t.commas}><Input value={draft.subnets} placeholder="subnet-…" onChange={({ detail }) => change({ subnets: detail.value })} spellcheck={false} /></FormField>
      <FormField label={t.securityGroups} constraintText={t.commas}>
        <Input value={draft.securityGroups} placeholder="sg-…" onChange={({ detail }) => change({ securityGroups: detail.value })} spellcheck={false} />
      </FormField>
    </SpaceBetween>
  );
}

function Sharing({ draft, change }: Fields) {
  const t = useStrings().domains;
  return (
    <SpaceBetween size="l">
      <FormField label={t.sharingPath}><Input value={draft.sharingPath} placeholder="s3://…" onChange={({ detail }) => change({ sharingPath: detail.value })} spellcheck={false} /></FormField>
      <FormField label={t.sharingKey} description={t.sharingKeyProtects}><KeyPicker value={draft.sharingKey} onChange={(sharingKey) => change({ sharingKey })} /></FormField>
    </SpaceBetween>
  );
}

function Canvas({ draft, change, error }: Fields) {
  const t = useStrings().domains;
  return (
    <SpaceBetween size="l">
      <StorageKey draft={draft} change={change} error={error} />
      <FormField label={t.artifactPath} constraintText={t.emptyArtifactPath}>
        <Input value={draft.artifactPath} placeholder="s3://…" onChange={({ detail }) => change({ artifactPath: detail.value })} spellcheck={false} />
      </FormField>
      <TimeSeries draft={draft} change={change} />
      <Toggle checked={draft.modelRegister} description={t.featureHints.ModelRegisterSettings} onChange={({ detail }) => change({ modelRegister: detail.checked })}>{t.features.ModelRegisterSettings}</Toggle>
      <Toggle checked={draft.directDeploy} description={t.featureHints.DirectDeploySettings} onChange={({ detail }) => change({ directDeploy: detail.checked })}>{t.features.DirectDeploySettings}</Toggle>
    </SpaceBetween>
  );
}

function Review({ draft }: Pick<Fields, "draft">) {
  const strings = useStrings();
  const t = strings.domains;
  const or = (value: string, otherwise: string) => value || otherwise;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t.name, value: draft.name },
        { label: t.profile, value: draft.profile },
        { label: t.executionRole, value: or(draft.role, t.isMade) },
        { label: t.access, value: draft.vpcOnly ? t.vpcOnly : t.publicInternet },
        { label: t.appKey, value: or(draft.appKey, "aws/sagemaker") },
        { label: t.storageKey, value: or(draft.storageKey || draft.sharingKey, t.bucketDefault) },
        { label: t.timeSeries, value: draft.timeSeries ? strings.common.yes : strings.common.no },
        { label: t.forecastRole, value: draft.timeSeries ? or(draft.forecastRole, t.isMade) : strings.common.none },
        { label: t.features.ModelRegisterSettings, value: draft.modelRegister ? t.enabled : t.disabled },
        { label: t.features.DirectDeploySettings, value: draft.directDeploy ? t.enabled : t.disabled },
      ]}
    />
  );
}
