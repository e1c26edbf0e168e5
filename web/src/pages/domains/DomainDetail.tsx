import Button from "@cloudscape-design/components/button";
import Tabs from "@cloudscape-design/components/tabs";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useQuery } from "../../app/useQuery.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Access } from "./Access.tsx";
import { DataKeyCache } from "./DataKeyCache.tsx";
import { DomainKeys } from "./DomainKeys.tsx";
import { DomainSettings } from "./DomainSettings.tsx";
import { Profiles } from "./Profiles.tsx";
import { Volumes } from "./Volumes.tsx";

/** One domain: its settings, its people, both its keys, its volumes, and what its roles may do. */
export function DomainDetail({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.domains;
  const id = params["domain"] ?? "";
  const [, go] = useLocation();
  const tab = useQuery().get("tab") ?? "settings";
  const { data: domain, error, reload } = useOperation("sagemaker", "DescribeDomain", { DomainId: id });
  const [deleting, setDeleting] = useState(false);
  const remove = useAction(
    useCallback(async () => {
      await call("sagemaker", "DeleteDomain", { DomainId: id });
      go("/domains");
    }, [go, id]),
  );
  const name = domain?.DomainName ?? id;
  return (
    <Page title={name} crumbs={[[strings.navigation.domains, "/domains"]]} actions={<Button onClick={() => setDeleting(true)}>{strings.common.delete}</Button>}>
      <Refusal error={error} retry={reload} />
      {!domain && !error && <Waiting />}
      {domain && (
        <Tabs
          activeTabId={tab}
          onChange={({ detail }) => go(`/domains/${id}?tab=${detail.activeTabId}`)}
          tabs={[
            { id: "settings", label: strings.common.settings, content: <DomainSettings domain={domain} changed={reload} /> },
            { id: "profiles", label: t.profiles, content: <Profiles domain={id} /> },
            { id: "access", label: t.preflight, content: <Access domain={id} /> },
            { id: "keys", label: t.keys, content: <DomainKeys domain={domain} changed={reload} /> },
            { id: "volumes", label: t.volumes, content: <Volumes domain={id} /> },
            { id: "cache", label: t.cache, content: <DataKeyCache /> },
          ]}
        />
      )}
      {deleting && (
        <Confirm title={strings.iam.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteHint}
        </Confirm>
      )}
    </Page>
  );
}
