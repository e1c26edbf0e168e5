import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { GrantListEntry } from "../../api/shapes/kms.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The key's grants: each lets one principal do some operations with this one key. */
export function GrantsTab({ keyId }: { keyId: string }) {
  const strings = useStrings();
  const t = strings.keys;
  const asked = useAsked(`grants ${keyId}`, 0, (signal) => everyPage("kms", "ListGrants", { KeyId: keyId }, ["NextMarker", "Marker"], signal));
  const grants = (asked.data ?? []).flatMap((page) => page.Grants ?? []);
  const [chosen, choose] = useState<GrantListEntry[]>([]);
  const [ending, setEnding] = useState<"RevokeGrant" | "RetireGrant">();
  const grant = chosen[0];
  const end = useAction(
    useCallback(async () => {
      if (!grant?.GrantId || !ending) return;
      await call("kms", ending, { KeyId: grant.KeyId ?? keyId, GrantId: grant.GrantId });
      choose([]);
      asked.reload();
    }, [asked, ending, grant, keyId]),
  );
  const columns: Column<GrantListEntry>[] = [
    { id: "id", header: t.grantId, width: 200, cell: (each) => each.GrantId },
    { id: "grantee", header: t.grantee, cell: (each) => each.GranteePrincipal ?? each.GranteeServicePrincipal },
    { id: "operations", header: t.operations, cell: (each) => (each.Operations ?? []).join(", ") },
    { id: "constraints", header: t.constraints, cell: constraints, value: constraints },
    { id: "retiring", header: t.retiring, cell: (each) => each.RetiringPrincipal ?? each.RetiringServicePrincipal ?? strings.common.none },
    { id: "created", header: t.created, cell: (each) => <When at={each.CreationDate} />, value: (each) => each.CreationDate },
  ];
  return (
    <>
      <Listing
        title={t.grants}
        description={t.grantsHint}
        asked={asked}
        items={grants}
        columns={columns}
        id={(each) => each.GrantId ?? ""}
        selection={{ items: chosen, choose }}
        empty={<Empty title={t.noGrants} hint={t.noGrantsHint} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!grant} onClick={() => setEnding("RetireGrant")}>{t.retire}</Button>
            <Button disabled={!grant} onClick={() => setEnding("RevokeGrant")}>{t.revoke}</Button>
          </SpaceBetween>
        }
      />
      {ending && grant && (
        <Confirm
          title={ending === "RevokeGrant" ? t.revoke : t.retire}
          button={ending === "RevokeGrant" ? t.revoke : t.retire}
          action={end}
          close={() => {
            end.clear();
            setEnding(undefined);
          }}
          word={ending === "RevokeGrant" ? t.revokeWord : undefined}
        >
          {ending === "RevokeGrant" ? t.revokeHint(grant.GranteePrincipal ?? grant.GranteeServicePrincipal ?? "") : t.retireHint}
        </Confirm>
      )}
    </>
  );
}

function constraints({ Constraints }: GrantListEntry): string {
  const context = { ...Constraints?.EncryptionContextSubset, ...Constraints?.EncryptionContextEquals };
  const pairs = Object.entries(context).map(([name, value]) => `${name}=${value}`);
  return [...pairs, ...(Constraints?.SourceArn ? [Constraints.SourceArn] : [])].join(", ");
}
