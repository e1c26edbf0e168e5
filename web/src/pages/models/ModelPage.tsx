import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { Suspense, useState } from "react";
import { useLocation } from "wouter";
import { late } from "../../api/late.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Analyze } from "./Analyze.tsx";
import { Build } from "./Build.tsx";
import { ModelActions } from "./ModelActions.tsx";
import { nameOf } from "./Models.tsx";
import { Predict } from "./predict/Predict.tsx";

const ShareTab = late(async () => (await import("./share/ShareTab.tsx")).ShareTab);

/** One version of a model: how it is built, how good it is, and what it predicts. */
export function ModelPage({ params: { modelVersionId = "" } }: { params: Record<string, string> }) {
  const { models: t, sharing, studio: s } = useStrings();
  const [every, setEvery] = useState(2);
  const [tab, setTab] = useState<string>();
  const { data, error, reload } = useOperation("sealcanvas", "DescribeModelVersion", { ModelVersionId: modelVersionId }, every);
  const wanted = !data || data.Status === "Building" ? 2 : 0;
  if (wanted !== every) setEvery(wanted);
  if (!data) {
    return <Page title={t.model} crumbs={[[t.title, "/models"]]}>{error ? <Refusal error={error} retry={reload} /> : <Waiting />}</Page>;
  }
  const ready = data.Status === "Ready";
  const hint = s.status.Building;
  return (
    <Page
      title={nameOf(data)}
      crumbs={[[t.title, "/models"]]}
      description={data.ProblemType && s.problems[data.ProblemType]}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <OtherVersions version={data} />
          <ModelActions version={data} changed={reload} />
        </SpaceBetween>
      }
    >
      {!ready && <Failure cause={data.FailureCause} reason={data.FailureReason} />}
      <Tabs
        key={data.Status}
        ariaLabel={nameOf(data)}
        activeTabId={tab ?? (ready ? "analyze" : "build")}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: "build", label: t.build, content: <Build version={data} /> },
          { id: "analyze", label: t.analyze, disabled: !ready, disabledReason: hint, content: <Analyze version={data} /> },
          { id: "predict", label: t.predict, disabled: !ready, disabledReason: hint, content: <Predict version={data} /> },
          { id: "share", label: sharing.tab, disabled: !ready, disabledReason: hint, content: <Suspense fallback={<Waiting />}><ShareTab version={data} /></Suspense> },
        ]}
      />
    </Page>
  );
}

function OtherVersions({ version }: { version: { DomainId?: string; UserProfileName?: string; ModelName?: string; ModelVersionId?: string } }) {
  const { models: t, studio: s } = useStrings();
  const [, to] = useLocation();
  const { data } = useOperation("sealcanvas", "ListModelVersions", { DomainId: version.DomainId ?? "", UserProfileName: version.UserProfileName, ModelName: version.ModelName, MaxResults: 100 });
  const options = (data?.ModelVersions ?? []).map((each) => ({ value: each.ModelVersionId, label: `V${each.VersionNumber}`, description: each.Status && s.status[each.Status] }));
  if (options.length < 2) return null;
  return (
    <Select
      ariaLabel={t.versions}
      selectedOption={options.find((each) => each.value === version.ModelVersionId) ?? null}
      options={options}
      onChange={({ detail }) => to(`/models/${detail.selectedOption.value}`)}
    />
  );
}
