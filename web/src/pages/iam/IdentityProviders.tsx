import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { AddProvider } from "./AddProvider.tsx";
import { SignIns } from "./SignIns.tsx";
import { providerName } from "./trustStatement.ts";
import { type Provider, useProviders } from "./useProviders.ts";

/** Who vouches for people: the account's OpenID Connect providers, and the sign-ins to the console by them. */
export function IdentityProviders() {
  const strings = useStrings();
  const t = strings.providers;
  const { show } = useFlash();
  const asked = useProviders();
  const [chosen, setChosen] = useState<Provider[]>([]);
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const arn = chosen[0]?.arn ?? "";
  const name = providerName(arn);
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      await call("iam", "DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
      show({ type: "success", content: strings.iam.deleted(name) });
      setChosen([]);
      reload();
    }, [arn, name, reload, show, strings]),
  );
  const add = <Button variant="primary" onClick={() => setAdding(true)}>{t.addProvider}</Button>;
  return (
    <Page title={strings.navigation.identityProviders} crumbs={[]} description={t.hint}>
      <Listing
        title={t.providers}
        asked={asked}
        items={asked.data ?? []}
        id={(provider) => providerName(provider.arn)}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "name", header: t.provider, value: (provider) => providerName(provider.arn), cell: (provider) => <Go to={`/identity-providers/detail?arn=${encodeURIComponent(provider.arn)}`}>{providerName(provider.arn)}</Go> },
          { id: "audiences", header: t.audiences, value: (provider) => provider.ClientIDList?.join(", "), cell: (provider) => provider.ClientIDList?.join(", ") || strings.common.none },
          { id: "created", header: strings.iam.createdAt, value: (provider) => Number(provider.CreateDate), cell: (provider) => <When at={provider.CreateDate} /> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!arn} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {add}
          </SpaceBetween>
        }
        empty={<Empty title={t.noProviders} hint={t.noProvidersHint} action={add} />}
      />
      <SignIns />
      {adding && <AddProvider close={() => setAdding(false)} />}
      {deleting && (
        <Confirm title={strings.iam.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteHint}
        </Confirm>
      )}
    </Page>
  );
}
