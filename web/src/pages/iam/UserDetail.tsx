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
import { AccessKeys } from "./AccessKeys.tsx";
import { Boundary } from "./Boundary.tsx";
import type { Entity, Tag } from "./entity.ts";
import { Groups } from "./Groups.tsx";
import { LastAccessed } from "./LastAccessed.tsx";
import { Permissions } from "./Permissions.tsx";
import { Simulation } from "./Simulation.tsx";
import { Tags } from "./Tags.tsx";

/** One user: what it may do, its access keys, its groups. */
export function UserDetail({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.iam;
  const name = params["user"] ?? "";
  const [, go] = useLocation();
  const tab = useQuery().get("tab") ?? "permissions";
  const { data, error, reload } = useOperation("iam", "GetUser", { UserName: name });
  const entity = useMemo((): Entity => ({ kind: "User", name }), [name]);
  const user = data?.User;
  const arn = user?.Arn ?? "";
  return (
    <Page title={name} crumbs={[[strings.navigation.users, "/users"]]}>
      <Refusal error={error} retry={reload} />
      {!user && !error && <Waiting />}
      {user && (
        <>
          <Container header={<Header variant="h2">{t.summary}</Header>}>
            <KeyValuePairs columns={2} items={[{ label: "ARN", value: <Copyable text={arn} /> }, { label: t.createdAt, value: <When at={user.CreateDate} /> }]} />
          </Container>
          <Tabs
            activeTabId={tab}
            onChange={({ detail }) => go(`/users/${encodeURIComponent(name)}?tab=${detail.activeTabId}`)}
            tabs={[
              {
                id: "permissions",
                label: t.permissions,
                content: (
                  <SpaceBetween size="l">
                    <Permissions entity={entity} arn={arn} />
                    <Boundary entity={entity} boundary={user.PermissionsBoundary?.PermissionsBoundaryArn ?? ""} changed={reload} />
                  </SpaceBetween>
                ),
              },
              { id: "keys", label: t.accessKeys, content: <AccessKeys user={name} /> },
              { id: "groups", label: t.groups, content: <Groups user={name} /> },
              { id: "tags", label: t.tags, content: <Tags key={JSON.stringify(user.Tags)} entity={entity} tags={(user.Tags ?? []) as Tag[]} changed={reload} /> },
              { id: "accessed", label: t.lastAccessed, content: <LastAccessed arn={arn} /> },
              { id: "simulator", label: strings.navigation.simulator, content: <Simulation principal={arn} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}
