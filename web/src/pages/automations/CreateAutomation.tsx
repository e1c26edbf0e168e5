import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { AutomationAction } from "../../api/shapes/sealcanvas.ts";
import { randomName } from "../../api/token.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked, useOperation } from "../../api/useOperation.ts";
import type { Workspace } from "../../app/workspace.ts";
import { DatasetPicker, type PickedDataset } from "../../components/DatasetPicker.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { StudioPage } from "../../components/StudioPage.tsx";
import { useStrings } from "../../i18n/language.ts";
import { FIRST_RULE, type Rule, ruleMembers, soundRule } from "./rule.ts";
import { RuleForm } from "./RuleForm.tsx";

/** Makes a rule by which the studio works by itself. */
export function CreateAutomation() {
  const t = useStrings().automations;
  return (
    <StudioPage title={t.create} crumbs={[[t.title, "/automations"]]} description={t.description}>
      {(workspace) => <Wishes workspace={workspace} />}
    </StudioPage>
  );
}

function Wishes({ workspace }: { workspace: Workspace }) {
  const { automations: t, studio: s, models: m, common } = useStrings();
  const [search] = useSearchParams();
  const [, to] = useLocation();
  const [token] = useState(randomName);
  const [name, setName] = useState("");
  const [action, setAction] = useState<AutomationAction>(search.get("action") === "UpdateDataset" ? "UpdateDataset" : "Predict");
  const [modelId, setModel] = useState(search.get("model") ?? "");
  const given = search.get("dataset") ?? "";
  const [picked, pick] = useState<PickedDataset | undefined>(given ? { id: given, name: given, version: undefined } : undefined);
  const [rule, setRule] = useState<Rule>(FIRST_RULE);
  const models = useAsked(`ready models ${workspace.domainId}/${workspace.profile}`, 0, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListModelVersions", { DomainId: workspace.domainId, UserProfileName: workspace.profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.ModelVersions ?? []).filter((each) => each.Status === "Ready");
  });
  const model = models.data?.find((each) => each.ModelVersionId === modelId);
  const { data: described } = useOperation("sealcanvas", "DescribeDataset", picked ? { DatasetId: picked.id } : null);
  const dataset = picked && { ...picked, name: described?.DatasetName ?? picked.name };
  const effective: Rule = action === "UpdateDataset" && rule.when === "version" ? { ...rule, when: "rate" } : rule;
  const start = useAction(async () => {
    const made = await call("sealcanvas", "CreateAutomation", {
      AutomationName: name.trim(),
      Action: action,
      DatasetId: picked?.id ?? "",
      ...(action === "Predict" && { ModelVersionId: modelId }),
      ...ruleMembers(effective),
      ...(action === "UpdateDataset" && { StopOn: undefined }),
      ClientToken: token,
    });
    to(`/automations/${made.AutomationId}`);
  });
  const sound = Boolean(name.trim() && picked && (action === "UpdateDataset" || modelId)) && soundRule(effective);
  const option = (each: { ModelVersionId?: string; ModelName?: string; VersionNumber?: number }) => ({ value: each.ModelVersionId, label: `${each.ModelName} V${each.VersionNumber}` });
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <GoButton variant="link" to="/automations">{common.cancel}</GoButton>
            <Button variant="primary" disabled={!sound} loading={start.busy} onClick={() => void start.run()}>{t.create}</Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t.what}</Header>}>
            <SpaceBetween size="m">
              <FormField label={s.name}>
                <Input value={name} onChange={({ detail }) => setName(detail.value.slice(0, 255))} />
              </FormField>
              <Tiles
                ariaLabel={t.action}
                value={action}
                onChange={({ detail }) => setAction(detail.value as AutomationAction)}
                items={(["Predict", "UpdateDataset"] as const).map((value) => ({ value, label: t.doing[value], description: t.doingHints[value] }))}
              />
              {action === "Predict" && (
                <FormField label={s.model}>
                  <Select
                    selectedOption={model ? option(model) : null}
                    options={(models.data ?? []).map(option)}
                    placeholder={t.chooseModel}
                    empty={m.empty}
                    statusType={models.error ? "error" : models.loading && !models.data ? "loading" : "finished"}
                    errorText={models.error?.message}
                    onChange={({ detail }) => setModel(detail.selectedOption.value ?? "")}
                  />
                </FormField>
              )}
              <FormField label={s.dataset} description={action === "Predict" ? t.predictFor : t.updateWhat}>
                <DatasetPicker workspace={workspace} value={dataset} onChange={pick} />
              </FormField>
            </SpaceBetween>
          </Container>
          <RuleForm action={action} rule={effective} change={setRule} columns={(described?.Columns ?? []).map((each) => each.Name ?? "")} />
          <Refusal error={start.error} retry={() => void start.run()} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
