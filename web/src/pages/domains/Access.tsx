import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { everyPage } from "../../api/everyPage.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked, useOperation } from "../../api/useOperation.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { Checks } from "./Checks.tsx";
import { Offer } from "./Offer.tsx";
import { applyOffers } from "./offers.ts";

/** Whether a user profile may do each task, before one is refused half way; with what is missing, to apply from here. */
export function Access({ domain }: { domain: string }) {
  const { strings, language } = useSpeech();
  const t = strings.domains;
  const profiles = useAsked(`profiles ${domain}`, 0, (signal) => everyPage("sagemaker", "ListUserProfiles", { DomainIdEquals: domain }, "NextToken", signal));
  const names = (profiles.data ?? []).flatMap((page) => page.UserProfiles ?? []).map((profile) => profile.UserProfileName ?? "");
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const [source, setSource] = useState("");
  const profile = chosen || (names[0] ?? "");
  const workspace = { DomainId: domain, UserProfileName: profile, ...(source && { S3Uri: source }) };
  const asked = useOperation("sealcanvas", "CheckWorkspaceAccess", profile ? { ...workspace, Language: language } : null);
  const { data, error, loading, reload } = asked;
  const all = useAction(
    useCallback(async () => {
      await applyOffers({ DomainId: domain, UserProfileName: profile, ...(source && { S3Uri: source }) });
      reload();
    }, [domain, profile, reload, source]),
  );
  const offers = data?.Offers ?? [];
  const denied = (data?.Checks ?? []).filter((check) => !check.Decision?.Allowed);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={t.preflightHint} actions={<Button loading={loading} onClick={reload}>{t.checkAgain}</Button>}>{t.preflight}</Header>}>
        <SpaceBetween size="m">
          <Refusal error={profiles.error ?? error} retry={reload} />
          <FormField label={t.profile}>
            <Select
              selectedOption={profile ? { value: profile, label: profile } : null}
              options={names.map((value) => ({ value, label: value }))}
              placeholder={t.noProfiles}
              onChange={({ detail }) => setChosen(detail.selectedOption.value ?? "")}
            />
          </FormField>
          <FormField label={t.source} description={t.sourceHint} secondaryControl={<Button disabled={typed === source} onClick={() => setSource(typed)}>{t.check}</Button>}>
            <Input value={typed} placeholder="s3://…" onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} />
          </FormField>
          {!data && !error && profile && <Waiting />}
          {data?.Tasks?.map(({ Task = "Import", Allowed }) => (
            <div key={Task}><StatusIndicator type={Allowed ? "success" : "error"}>{t.tasks[Task]}: {Allowed ? t.mayDo : t.mayNotDo}</StatusIndicator></div>
          ))}
          {data && !denied.length && !data.Obstacles?.length && <Alert type="success">{t.allGood}</Alert>}
        </SpaceBetween>
      </Container>
      {data?.Obstacles?.map(({ Cause = "RoleMissing", Resource }) => (
        <Alert key={`${Cause} ${Resource}`} type={Cause.endsWith("OtherAccount") ? "info" : "error"} header={t.causes[Cause]}>{Resource}</Alert>
      ))}
      {offers.length > 0 && (
        <Container
          header={
            <Header variant="h2" counter={`(${offers.length})`} description={t.missingHint} actions={<Button variant="primary" loading={all.busy} onClick={() => void all.run()}>{t.applyAll}</Button>}>
              {t.missing}
            </Header>
          }
        >
          <SpaceBetween size="l">
            <Refusal error={all.error} retry={() => void all.run()} />
            {offers.map((offer) => <Offer key={`${offer.Place} ${offer.Policy}`} offer={offer} workspace={workspace} applied={reload} />)}
          </SpaceBetween>
        </Container>
      )}
      {data && <Checks checks={data.Checks ?? []} mended={reload} />}
      {data && <Box color="text-body-secondary">{t.preflightNote}</Box>}
    </SpaceBetween>
  );
}
