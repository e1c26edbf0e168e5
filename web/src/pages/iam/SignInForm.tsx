import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { quietly } from "../../api/door.ts";
import type { SignInProvider } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Becomes } from "./Becomes.tsx";
import { draftOf, isWhole, requestOf, type SignInDraft } from "./signInDraft.ts";
import { providerName } from "./trustStatement.ts";
import { TrustOffer } from "./TrustOffer.tsx";
import type { Provider } from "./useProviders.ts";

interface Props {
  providers: readonly Provider[];
  /** The provider to begin with, or "". */
  providerArn: string;
  saved: SignInProvider | undefined;
  changed: () => void;
  /** Whom the offered trust statement names. */
  subjects: string;
  setSubjects: (text: string) => void;
}

/** Another provider has other clients; an only one is chosen already. */
function ofProvider(providers: readonly Provider[], providerArn: string): Pick<SignInDraft, "providerArn" | "clientId"> {
  const clients = providers.find((each) => each.arn === providerArn)?.ClientIDList ?? [];
  return { providerArn, clientId: clients.length === 1 ? (clients[0] ?? "") : "" };
}

/** What an administrator states of a sign-in. */
export function SignInForm({ providers, providerArn, saved, changed, subjects, setSubjects }: Props) {
  const strings = useStrings();
  const t = strings.providers;
  const { show } = useFlash();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(() => ({ ...draftOf(saved, providerArn), ...(!saved && ofProvider(providers, providerArn)) }));
  const change = useCallback((to: Partial<SignInDraft>) => setDraft((before) => ({ ...before, ...to })), []);
  const save = useAction(
    useCallback(async () => {
      // Quietly: a secret belongs into no script.
      await quietly("sealcanvas", saved ? "UpdateSignInProvider" : "CreateSignInProvider", requestOf(draft));
      show({ type: "success", content: t.saved(draft.name) });
      changed();
      if (!saved) go(`/identity-providers/sign-in?name=${draft.name}`);
    }, [changed, draft, go, saved, show, t]),
  );
  const chosen = providers.find((each) => each.arn === draft.providerArn);
  const options = providers.map((each) => ({ value: each.arn, label: providerName(each.arn) }));
  const clients = (chosen?.ClientIDList ?? []).map((each) => ({ value: each, label: each }));
  const run = () => void save.run();
  const text = (label: string, of: "name" | "displayName" | "scopes", member: string, description: string, more: object = {}) => (
    <FormField label={label} description={description} errorText={fieldError(save.error, member)} {...more}>
      <Input value={draft[of]} onChange={({ detail }) => change({ [of]: detail.value })} spellcheck={false} disabled={of === "name" && Boolean(saved)} />
    </FormField>
  );
  return (
    <SpaceBetween size="l">
      <form onSubmit={(event) => { event.preventDefault(); run(); }}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={() => go("/identity-providers")}>{strings.common.cancel}</Button>
              <Button variant="primary" loading={save.busy} disabled={!isWhole(draft)}>{strings.common.save}</Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2" description={saved && t.updateHint}>{t.provider}</Header>}>
              <SpaceBetween size="l">
                <FormField label={t.provider} errorText={fieldError(save.error, "OpenIDConnectProviderArn")}>
                  <Select
                    selectedOption={options.find((each) => each.value === draft.providerArn) ?? null}
                    options={options}
                    placeholder={t.chooseProvider}
                    empty={t.noProviders}
                    onChange={({ detail }) => change(ofProvider(providers, detail.selectedOption.value ?? ""))}
                  />
                </FormField>
                <FormField label={t.clientId} errorText={fieldError(save.error, "ClientId")}>
                  <Select
                    selectedOption={clients.find((each) => each.value === draft.clientId) ?? (draft.clientId ? { value: draft.clientId, label: draft.clientId } : null)}
                    options={clients}
                    onChange={({ detail }) => change({ clientId: detail.selectedOption.value ?? "" })}
                  />
                </FormField>
                <FormField label={t.clientSecret} description={saved?.HasClientSecret ? t.clientSecretKept : t.clientSecretHint}>
                  <SpaceBetween size="xs">
                    <Input value={draft.clientSecret} type="password" autoComplete="off" disabled={draft.dropSecret} onChange={({ detail }) => change({ clientSecret: detail.value })} />
                    {saved?.HasClientSecret && <Checkbox checked={draft.dropSecret} onChange={({ detail }) => change({ dropSecret: detail.checked, clientSecret: "" })}>{t.removeSecret}</Checkbox>}
                  </SpaceBetween>
                </FormField>
                {text(t.scopes, "scopes", "Scopes", t.scopesHint)}
                {text(t.name, "name", "SignInProviderName", t.nameHint, { constraintText: t.nameRule, errorText: fieldError(save.error, "SignInProviderName", "ResourceInUseException") })}
                {text(t.displayName, "displayName", "DisplayName", t.displayNameHint)}
                {saved && <FormField label={t.redirectUri} description={t.redirectHint(saved.ClientId ?? "")}><Copyable text={saved.RedirectUri} /></FormField>}
              </SpaceBetween>
            </Container>
            <Becomes draft={draft} change={change} error={save.error} />
            <Refusal error={save.error} retry={run} />
          </SpaceBetween>
        </Form>
      </form>
      {draft.kind === "role" && draft.roleArn && draft.providerArn && draft.clientId && (
        <TrustOffer roleArn={draft.roleArn} providerArn={draft.providerArn} clientId={draft.clientId} text={subjects} setText={setSubjects} />
      )}
    </SpaceBetween>
  );
}
