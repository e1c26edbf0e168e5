import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Tabs from "@cloudscape-design/components/tabs";
import { Suspense, useState } from "react";
import { useSearch } from "wouter";
import { late } from "../../api/late.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { AliasesTab } from "./AliasesTab.tsx";
import { CryptographyTab } from "./CryptographyTab.tsx";
import { DescriptionField } from "./DescriptionField.tsx";
import { GrantsTab } from "./GrantsTab.tsx";
import { KeyActions } from "./KeyActions.tsx";
import { KeyState } from "./KeyState.tsx";
import { PolicyTab } from "./PolicyTab.tsx";
import { RotationTab } from "./RotationTab.tsx";
import { SealedTab } from "./SealedTab.tsx";
import { TagsTab } from "./TagsTab.tsx";
import { WhoTab } from "./WhoTab.tsx";

const UsageTab = late(async () => (await import("./UsageTab.tsx")).UsageTab);

/** One key: what it is, who may use it, what lies under it, and what has been done with it. */
export function KeyDetail({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.keys;
  const keyId = params["keyId"] ?? "";
  const described = useOperation("kms", "DescribeKey", { KeyId: keyId });
  const aliases = useOperation("kms", "ListAliases", { KeyId: keyId });
  const wanted = new URLSearchParams(useSearch()).get("tab") ?? "policy";
  const [tab, setTab] = useState(wanted);
  const key = described.data?.KeyMetadata;
  const names = (aliases.data?.Aliases ?? []).map((alias) => alias.AliasName ?? "");
  const managed = key?.KeyManager === "AWS";
  const list = managed ? [strings.navigation.managedKeys, "/managed-keys"] : [strings.navigation.customerKeys, "/keys"];
  const crumbs = [list as [string, string]];
  if (!key) {
    return (
      <Page title={keyId} crumbs={crumbs}>
        {described.error ? <Refusal error={described.error} retry={described.reload} /> : <Waiting />}
      </Page>
    );
  }
  const arn = key.Arn ?? "";
  return (
    <Page title={names[0] ?? keyId} crumbs={crumbs} actions={!managed && <KeyActions metadata={key} changed={described.reload} />}>
      <Container header={<Header variant="h2">{t.general}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.aliases, value: names.join(", ") || strings.common.none },
            { label: t.status, value: <KeyState state={key.KeyState} /> },
            { label: t.created, value: <When at={key.CreationDate} /> },
            { label: t.arn, value: <Copyable text={arn} /> },
            { label: t.keyId, value: <Copyable text={keyId} /> },
            { label: t.regionality, value: key.MultiRegion ? t.multiRegion : t.singleRegion },
            { label: t.description, value: managed ? key.Description : <DescriptionField keyId={keyId} text={key.Description ?? ""} changed={described.reload} /> },
            ...(key.DeletionDate ? [{ label: t.deletionDate, value: <When at={key.DeletionDate} /> }] : []),
          ]}
        />
      </Container>
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: "policy", label: t.policy, content: <PolicyTab keyId={keyId} arn={arn} managed={managed} /> },
          { id: "who", label: t.who, content: <WhoTab arn={arn} /> },
          { id: "sealed", label: t.sealed, content: <SealedTab keyId={keyId} /> },
          { id: "usage", label: t.used, content: <Suspense fallback={<Waiting />}><UsageTab arn={arn} /></Suspense> },
          { id: "grants", label: t.grants, content: <GrantsTab keyId={keyId} /> },
          { id: "aliases", label: t.aliases, content: <AliasesTab keyId={keyId} managed={managed} asked={aliases} /> },
          { id: "tags", label: t.tags, content: <TagsTab keyId={keyId} managed={managed} /> },
          { id: "cryptography", label: t.cryptography, content: <CryptographyTab metadata={key} /> },
          ...(key.KeySpec === "SYMMETRIC_DEFAULT" ? [{ id: "rotation", label: t.rotation.tab, content: <RotationTab metadata={key} /> }] : []),
        ]}
      />
    </Page>
  );
}
