import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { KeyLink } from "../../components/KeyLink.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { SealChoice } from "../../components/SealChoice.tsx";
import { bucketSeal, type Seal, sealOf } from "../../components/seal.ts";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";

/** What seals new objects that do not say how. */
export function BucketEncryption({ bucket }: { bucket: string }) {
  const strings = useStrings();
  const t = strings.buckets;
  const { show } = useFlash();
  const { data, error, reload } = useOperation("s3", "GetBucketEncryption", { Bucket: bucket });
  const [draft, setDraft] = useState<Seal>();
  const save = useAction(
    useCallback(async () => {
      if (!draft) return;
      await call("s3", "PutBucketEncryption", { Bucket: bucket, ServerSideEncryptionConfiguration: bucketSeal(draft) });
      show({ type: "success", content: t.encryptionSaved });
      setDraft(undefined);
      reload();
    }, [bucket, draft, reload, show, t]),
  );
  if (error) return <Refusal error={error} retry={reload} />;
  if (!data) return <Waiting />;
  const seal = sealOf(data.ServerSideEncryptionConfiguration);
  const actions = draft ? (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={() => setDraft(undefined)}>{strings.common.cancel}</Button>
      <Button variant="primary" loading={save.busy} disabled={draft.kind === "key" && !draft.key} onClick={() => void save.run()}>{strings.common.save}</Button>
    </SpaceBetween>
  ) : (
    <Button onClick={() => setDraft(seal)}>{strings.common.edit}</Button>
  );
  return (
    <Container header={<Header variant="h2" actions={actions} description={t.encryptionHint}>{t.encryption}</Header>}>
      {draft ? (
        <SpaceBetween size="m">
          <SealChoice value={draft} onChange={setDraft} />
          <Refusal error={save.error} retry={() => void save.run()} />
        </SpaceBetween>
      ) : (
        <KeyValuePairs
          columns={4}
          items={[
            { label: strings.seal.title, value: strings.seal.kinds[seal.kind] },
            { label: strings.seal.key, value: seal.key ? <KeyLink arn={seal.key} /> : strings.common.none },
            { label: strings.seal.twoLayers, value: seal.twoLayers ? strings.common.yes : strings.common.no },
            { label: strings.seal.bucketKey, value: seal.bucketKey ? strings.common.yes : strings.common.no },
          ]}
        />
      )}
    </Container>
  );
}
