import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { download } from "../../api/download.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { useQuery } from "../../app/useQuery.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { KeyLink } from "../../components/KeyLink.tsx";
import { bytes } from "../../components/numbers.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { crumbsOf } from "./entries.ts";

const sealedBy: Record<string, string> = { "aws:kms": "SSE-KMS", "aws:kms:dsse": "DSSE-KMS", AES256: "SSE-S3" };

/** One object: what it is, and which key seals it. */
export function ObjectDetail({ params }: { params: Record<string, string> }) {
  const { strings, language } = useSpeech();
  const t = strings.buckets;
  const bucket = params["bucket"] ?? "";
  const key = useQuery().get("key") ?? "";
  const { show } = useFlash();
  const [, go] = useLocation();
  const { data, error, reload } = useOperation("s3", "HeadObject", { Bucket: bucket, Key: key });
  const [deleting, setDeleting] = useState(false);
  const fetching = useAction(useCallback(() => download(bucket, key), [bucket, key]));
  const folder = key.slice(0, key.lastIndexOf("/") + 1);
  const folderPath = (prefix: string) => `/buckets/${bucket}?${new URLSearchParams({ prefix })}`;
  const remove = useAction(
    useCallback(async () => {
      await call("s3", "DeleteObject", { Bucket: bucket, Key: key });
      show({ type: "success", content: t.objectsDeleted(1) });
      go(`/buckets/${bucket}?${new URLSearchParams({ prefix: folder })}`);
    }, [bucket, folder, go, key, show, t]),
  );
  const crumbs = crumbsOf(bucket, folder).map(([text, prefix]): [string, string] => [text, folderPath(prefix)]);
  const run = () => void fetching.run();
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
      <Button variant="primary" iconName="download" loading={fetching.busy} onClick={run}>{t.download}</Button>
    </SpaceBetween>
  );
  return (
    <Page title={key.slice(folder.length) || key} crumbs={[[strings.navigation.buckets, "/buckets"], ...crumbs]} actions={actions}>
      <Refusal error={fetching.error} retry={run} />
      <Refusal error={error} retry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <>
          <Container header={<Header variant="h2">{t.general}</Header>}>
            <KeyValuePairs
              columns={3}
              items={[
                { label: "S3 URI", value: <Copyable text={`s3://${bucket}/${key}`} /> },
                { label: "ARN", value: <Copyable text={`arn:aws:s3:::${bucket}/${key}`} /> },
                { label: t.size, value: bytes(data.ContentLength, language) },
                { label: t.modified, value: <When at={data.LastModified as number | undefined} /> },
                { label: t.type, value: data.ContentType ?? strings.common.none },
                { label: "ETag", value: data.ETag ?? strings.common.none },
                ...Object.entries(data.Metadata ?? {}).map(([name, value]) => ({ label: `x-amz-meta-${name}`, value: value || strings.common.none })),
              ]}
            />
          </Container>
          <Container header={<Header variant="h2">{strings.seal.title}</Header>}>
            <KeyValuePairs
              columns={3}
              items={[
                { label: t.sealedBy, value: sealedBy[data.ServerSideEncryption ?? ""] ?? data.ServerSideEncryption ?? strings.common.none },
                { label: strings.seal.key, value: data.SSEKMSKeyId ? <KeyLink arn={data.SSEKMSKeyId} /> : strings.common.none },
                { label: strings.seal.bucketKey, value: data.BucketKeyEnabled ? strings.common.yes : strings.common.no },
              ]}
            />
          </Container>
        </>
      )}
      {deleting && (
        <Confirm title={t.deleteObjects(1)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={strings.common.confirmWord}>
          {key}: {t.deleteObjectsHint}
        </Confirm>
      )}
    </Page>
  );
}
