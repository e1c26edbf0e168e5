import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { AccessKey, AccessKeyMetadata } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** A user's access keys. A secret is shown once, when it is made. */
export function AccessKeys({ user }: { user: string }) {
  const strings = useStrings();
  const t = strings.iam;
  const asked = useAsked(`access keys ${user}`, 0, (signal) => everyPage("iam", "ListAccessKeys", { UserName: user }, "Marker", signal));
  const { reload } = asked;
  const [chosen, setChosen] = useState<AccessKeyMetadata[]>([]);
  const [made, setMade] = useState<AccessKey>();
  const [deleting, setDeleting] = useState(false);
  const create = useAction(
    useCallback(async () => {
      setMade((await call("iam", "CreateAccessKey", { UserName: user })).AccessKey);
      reload();
    }, [reload, user]),
  );
  const key = chosen[0];
  const id = key?.AccessKeyId ?? "";
  const turn = useAction(
    useCallback(async () => {
      await call("iam", "UpdateAccessKey", { UserName: user, AccessKeyId: id, Status: key?.Status === "Active" ? "Inactive" : "Active" });
      setChosen([]);
      reload();
    }, [id, key, reload, user]),
  );
  const remove = useAction(
    useCallback(async () => {
      await call("iam", "DeleteAccessKey", { UserName: user, AccessKeyId: id });
      setChosen([]);
      reload();
    }, [id, reload, user]),
  );
  const button = <Button variant="primary" loading={create.busy} onClick={() => void create.run()}>{t.createAccessKey}</Button>;
  return (
    <SpaceBetween size="m">
      <Refusal error={create.error} />
      <Refusal error={turn.error} />
      <Listing
        title={t.accessKeys}
        asked={asked}
        items={(asked.data ?? []).flatMap((page) => page.AccessKeyMetadata ?? [])}
        id={(each) => each.AccessKeyId ?? ""}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "id", header: t.accessKeyId, value: (each) => each.AccessKeyId, cell: (each) => <Copyable text={each.AccessKeyId} /> },
          {
            id: "status",
            header: t.status,
            value: (each) => each.Status,
            cell: (each) => <StatusIndicator type={each.Status === "Active" ? "success" : "stopped"} wrapText={false}>{each.Status === "Active" ? t.active : t.inactive}</StatusIndicator>,
          },
          { id: "created", header: t.createdAt, value: (each) => Number(each.CreateDate), cell: (each) => <When at={each.CreateDate} /> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!key} loading={turn.busy} onClick={() => void turn.run()}>{key?.Status === "Inactive" ? t.activate : t.deactivate}</Button>
            <Button disabled={!key} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {button}
          </SpaceBetween>
        }
        empty={<Empty title={t.noAccessKeys} hint={t.noAccessKeysHint} action={button} />}
      />
      {deleting && (
        <Confirm title={t.deleteTitle(id)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={strings.common.confirmWord}>
          {t.deleteAccessKeyHint}
        </Confirm>
      )}
      {made && (
        <Modal
          visible
          header={t.accessKeyMade}
          closeAriaLabel={strings.common.close}
          onDismiss={() => setMade(undefined)}
          footer={<Box float="right"><Button variant="primary" onClick={() => setMade(undefined)}>{t.kept}</Button></Box>}
        >
          <SpaceBetween size="m">
            <Alert type="warning">{t.secretOnce}</Alert>
            <KeyValuePairs
              items={[
                { label: t.accessKeyId, value: <Copyable text={made.AccessKeyId} /> },
                { label: t.secretAccessKey, value: <Copyable text={made.SecretAccessKey} /> },
              ]}
            />
          </SpaceBetween>
        </Modal>
      )}
    </SpaceBetween>
  );
}
