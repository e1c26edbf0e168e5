import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useMemo } from "react";
import { useLocation } from "wouter";
import { useOperation } from "../../api/useOperation.ts";
import { useQuery } from "../../app/useQuery.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Boundary } from "./Boundary.tsx";
import { decoded, trustedBy } from "./documents.ts";
import type { Entity, Tag } from "./entity.ts";
import { LastAccessed } from "./LastAccessed.tsx";
import { Permissions } from "./Permissions.tsx";
import { Simulation } from "./Simulation.tsx";
import { Tags } from "./Tags.tsx";
import { Trust } from "./Trust.tsx";

/** One role: what it may do, who may take it on, what it has been used for. */
export function RoleDetail({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.iam;
  const name = params["role"] ?? "";
  const [, go] = useLocation();
  const tab = useQuery().get("tab") ?? "permissions";
  const { data, error, reload } = useOperation("iam", "GetRole", { RoleName: name });
  const entity = useMemo((): Entity => ({ kind: "Role", name }), [name]);
  const role = data?.Role;
  const trust = decoded(role?.AssumeRolePolicyDocument);
  const arn = role?.Arn ?? "";
  return (
    <Page title={name} crumbs={[[strings.navigation.roles, "/roles"]]} description={role?.Description}>
      <Refusal error={error} retry={reload} />
      {!role && !error && <Waiting />}
      {role && (
        <>
          <Container header={<Header variant="h2">{t.summary}</Header>}>
            <KeyValuePairs
              columns={3}
              items={[
                { label: "ARN", value: <Copyable text={arn} /> },
                { label: t.createdAt, value: <When at={role.CreateDate} /> },
                { label: t.lastUsed, value: <When at={role.RoleLastUsed?.LastUsedDate} /> },
                { label: t.trustedEntities, value: trustedBy(trust).join(", ") || strings.common.none },
                { label: t.maxSession, value: t.seconds(role.MaxSessionDuration ?? 3600) },
              ]}
            />
          </Container>
          <Tabs
            activeTabId={tab}
            onChange={({ detail }) => go(`/roles/${encodeURIComponent(name)}?tab=${detail.activeTabId}`)}
            tabs={[
              {
                id: "permissions",
                label: t.permissions,
                content: (
                  <SpaceBetween size="l">
                    <Permissions entity={entity} arn={arn} />
                    <Boundary entity={entity} boundary={role.PermissionsBoundary?.PermissionsBoundaryArn ?? ""} changed={reload} />
                  </SpaceBetween>
                ),
              },
              { id: "trust", label: t.trustRelationships, content: <Trust name={name} arn={arn} policy={trust} changed={reload} /> },
              { id: "tags", label: t.tags, content: <Tags key={JSON.stringify(role.Tags)} entity={entity} tags={(role.Tags ?? []) as Tag[]} changed={reload} /> },
              { id: "accessed", label: t.lastAccessed, content: <LastAccessed arn={arn} /> },
              { id: "simulator", label: strings.navigation.simulator, content: <Simulation principal={arn} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}
