import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useQuery } from "../../app/useQuery.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { SignIns } from "./SignIns.tsx";
import { providerName, words } from "./trustStatement.ts";

/** One OpenID Connect provider: for which audiences it vouches, and who signs in by it. */
export function ProviderDetail() {
  const strings = useStrings();
  const t = strings.providers;
  const arn = useQuery().get("arn") ?? "";
  const { data, error, reload } = useOperation("iam", "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
  const audiences = data?.ClientIDList ?? [];
  const thumbprints = data?.ThumbprintList ?? [];
  return (
    <Page title={providerName(arn)} crumbs={[[strings.navigation.identityProviders, "/identity-providers"]]}>
      <Refusal error={error} retry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t.detail}</Header>}>
            <SpaceBetween size="l">
              <KeyValuePairs
                columns={2}
                items={[
                  { label: "ARN", value: <Copyable text={arn} /> },
                  { label: strings.iam.createdAt, value: <When at={data.CreateDate} /> },
                ]}
              />
              <Edited key={`a ${audiences}`} arn={arn} label={t.audiences} hint={t.audienceHint} saved={audiences} save={saveAudiences} changed={reload} />
              <Edited key={`t ${thumbprints}`} arn={arn} label={t.thumbprint} hint={t.thumbprintHint} saved={thumbprints} save={saveThumbprints} changed={reload} />
            </SpaceBetween>
          </Container>
          <SignIns providerArn={arn} />
        </SpaceBetween>
      )}
    </Page>
  );
}

type Save = (arn: string, saved: readonly string[], wanted: readonly string[]) => Promise<void>;

const saveAudiences: Save = async (arn, saved, wanted) => {
  for (const each of wanted.filter((one) => !saved.includes(one))) {
    await call("iam", "AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: each });
  }
  for (const each of saved.filter((one) => !wanted.includes(one))) {
    await call("iam", "RemoveClientIDFromOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: each });
  }
};

const saveThumbprints: Save = async (arn, _, wanted) => {
  await call("iam", "UpdateOpenIDConnectProviderThumbprint", { OpenIDConnectProviderArn: arn, ThumbprintList: [...wanted] });
};

interface Props {
  arn: string;
  label: string;
  hint: string;
  saved: readonly string[];
  save: Save;
  changed: () => void;
}

/** Several words in one field, saved by a button beside it. */
function Edited({ arn, label, hint, saved, save, changed }: Props) {
  const t = useStrings().common;
  const [draft, setDraft] = useState(saved.join(" "));
  const isSame = words(draft).join(" ") === saved.join(" ");
  const saving = useAction(
    useCallback(async () => {
      try {
        await save(arn, saved, words(draft));
      } finally {
        changed(); // a part may have been saved
      }
    }, [arn, changed, draft, save, saved]),
  );
  const run = () => void saving.run();
  return (
    <SpaceBetween size="s">
      <FormField
        label={label}
        description={hint}
        stretch
        secondaryControl={<Button disabled={isSame} loading={saving.busy} ariaLabel={`${t.save}: ${label}`} onClick={run}>{t.save}</Button>}
      >
        <Input value={draft} onChange={({ detail }) => setDraft(detail.value)} spellcheck={false} />
      </FormField>
      <Refusal error={saving.error} retry={run} />
    </SpaceBetween>
  );
}
