import { useState } from "react";
import type { Policy } from "../../api/shapes/iam.ts";
import { useLocation } from "wouter";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";
import { policyPath, PolicyTable } from "./PolicyTable.tsx";

/** Managed policies: AWS's, and those of the account. */
export function Policies() {
  const strings = useStrings();
  const t = strings.iam;
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<Policy[]>([]);
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={!chosen.length} onClick={() => go(policyPath(chosen[0]?.Arn))}>{strings.common.open}</Button>
      <GoButton to="/policies/create" variant="primary">{t.createPolicy}</GoButton>
    </SpaceBetween>
  );
  return (
    <Page title={strings.navigation.policies} crumbs={[]} description={t.policiesHint} actions={actions}>
      <PolicyTable chosen={chosen} choose={setChosen} single />
    </Page>
  );
}
