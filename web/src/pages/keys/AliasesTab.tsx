import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { AliasListEntry, ListAliasesResponse } from "../../api/shapes/kms.ts";
import { useAction } from "../../api/useAction.ts";
import type { Asked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The key's aliases. */
export function AliasesTab({ keyId, managed, asked }: { keyId: string; managed: boolean; asked: Asked<ListAliasesResponse> }) {
  const strings = useStrings();
  const t = strings.keys;
  const aliases = asked.data?.Aliases ?? [];
  const [chosen, choose] = useState<AliasListEntry[]>([]);
  const [doing, setDoing] = useState<"create" | "delete">();
  const [typed, setTyped] = useState("");
  const name = `alias/${typed.trim().replace(/^alias\//, "")}`;
  const done = () => {
    choose([]);
    setTyped("");
    asked.reload();
  };
  const create = useAction(useCallback(async () => call("kms", "CreateAlias", { AliasName: name, TargetKeyId: keyId }).then(done), [name, keyId]));
  const remove = useAction(
    useCallback(async () => call("kms", "DeleteAlias", { AliasName: chosen[0]?.AliasName ?? "" }).then(done), [chosen]),
  );
  const close = () => {
    create.clear();
    remove.clear();
    setDoing(undefined);
  };
  return (
    <>
      <Listing
        title={t.aliases}
        asked={asked}
        items={aliases}
        id={(each) => each.AliasName ?? ""}
        columns={[
          { id: "name", header: t.alias, cell: (each) => each.AliasName },
          { id: "arn", header: t.arn, cell: (each) => <Copyable text={each.AliasArn} />, value: (each) => each.AliasArn },
          { id: "created", header: t.created, cell: (each) => <When at={each.CreationDate} />, value: (each) => each.CreationDate },
        ]}
        selection={managed ? undefined : { items: chosen, choose }}
        empty={<Empty title={t.noAliases} hint={t.aliasHint} />}
        actions={
          !managed && (
            <>
              <Button disabled={!chosen.length} onClick={() => setDoing("delete")}>{strings.common.delete}</Button>{" "}
              <Button onClick={() => setDoing("create")}>{t.createAlias}</Button>
            </>
          )
        }
      />
      {doing === "create" && (
        <Confirm title={t.createAlias} button={strings.common.create} action={create} close={close}>
          <FormField label={t.alias} constraintText={t.aliasForm}>
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} placeholder={t.aliasExample} />
          </FormField>
        </Confirm>
      )}
      {doing === "delete" && (
        <Confirm title={t.deleteAlias} button={strings.common.delete} action={remove} close={close}>
          {t.deleteAliasHint(chosen[0]?.AliasName ?? "")}
        </Confirm>
      )}
    </>
  );
}
