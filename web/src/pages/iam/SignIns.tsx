import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { SignInProvider } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The sign-ins to the console by identity providers: all, or those by one provider. */
export function SignIns({ providerArn }: { providerArn?: string }) {
  const strings = useStrings();
  const t = strings.providers;
  const { show } = useFlash();
  const asked = useOperation("sealcanvas", "ListSignInProviders", {});
  const items = (asked.data?.SignInProviders ?? []).filter((each) => !providerArn || each.OpenIDConnectProviderArn === providerArn);
  const [chosen, setChosen] = useState<SignInProvider[]>([]);
  const [deleting, setDeleting] = useState(false);
  const name = chosen[0]?.SignInProviderName ?? "";
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      await call("sealcanvas", "DeleteSignInProvider", { SignInProviderName: name });
      show({ type: "success", content: strings.iam.deleted(name) });
      setChosen([]);
      reload();
    }, [name, reload, show, strings]),
  );
  const to = "/identity-providers/sign-in";
  const add = <GoButton to={providerArn ? `${to}?arn=${encodeURIComponent(providerArn)}` : to} variant="primary">{t.addSignIn}</GoButton>;
  const becomes = (each: SignInProvider) => each.RoleArn?.split("/").at(-1) ?? `${t.domain} ${each.DomainId}`;
  return (
    <>
      <Listing
        title={t.signIns}
        description={t.signInsHint}
        asked={asked}
        items={items}
        id={(each) => each.SignInProviderName ?? ""}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "name", header: t.name, value: (each) => each.SignInProviderName, cell: (each) => <Go to={`${to}?name=${each.SignInProviderName}`}>{each.SignInProviderName}</Go> },
          { id: "display", header: t.displayName, value: (each) => each.DisplayName, cell: (each) => each.DisplayName },
          { id: "becomes", header: t.becomes, value: becomes, cell: becomes },
          { id: "uri", header: t.redirectUri, value: (each) => each.RedirectUri, cell: (each) => <Copyable text={each.RedirectUri} /> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!name} onClick={() => setDeleting(true)} ariaLabel={`${strings.common.delete}: ${t.signIns}`}>{strings.common.delete}</Button>
            {add}
          </SpaceBetween>
        }
        empty={<Empty title={t.noSignIns} hint={t.noSignInsHint} action={add} />}
      />
      {deleting && (
        <Confirm title={strings.iam.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteSignInHint}
        </Confirm>
      )}
    </>
  );
}
