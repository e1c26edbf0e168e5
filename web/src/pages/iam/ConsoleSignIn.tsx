import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import { useOperation } from "../../api/useOperation.ts";
import { useQuery } from "../../app/useQuery.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { SignInForm } from "./SignInForm.tsx";
import { useProviders } from "./useProviders.ts";

/** A sign-in to the console by an identity provider: a new one, or the one that the address names. */
export function ConsoleSignIn() {
  const strings = useStrings();
  const t = strings.providers;
  const query = useQuery();
  const name = query.get("name") ?? "";
  const [subjects, setSubjects] = useState(""); // here, for the form begins anew once it is saved
  const providers = useProviders();
  const signIns = useOperation("sealcanvas", "ListSignInProviders", {});
  const saved = signIns.data?.SignInProviders?.find((each) => each.SignInProviderName === name);
  const error = providers.error ?? signIns.error;
  const isNamed = !name || Boolean(saved);
  // One that was made a moment ago is not in the list yet.
  const isThere = providers.data && signIns.data && (isNamed || !signIns.loading);
  return (
    <Page title={name ? t.editSignIn(name) : t.addSignIn} crumbs={[[strings.navigation.identityProviders, "/identity-providers"]]}>
      <Refusal error={error} retry={providers.error ? providers.reload : signIns.reload} />
      {!isThere && !error && <Waiting />}
      {isThere && !isNamed && <Alert type="info">{t.noSuch(name)}</Alert>}
      {isThere && isNamed && (
        <SignInForm
          key={`${name} ${saved?.LastModifiedTime}`}
          providers={providers.data ?? []}
          providerArn={query.get("arn") ?? ""}
          saved={saved}
          changed={signIns.reload}
          subjects={subjects}
          setSubjects={setSubjects}
        />
      )}
    </Page>
  );
}
