import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import type { Tag } from "../iam/entity.ts";
import { TagFields } from "../iam/TagFields.tsx";

async function tagsOf(Bucket: string, signal: AbortSignal): Promise<Tag[]> {
  try {
    const { TagSet = [] } = await call("s3", "GetBucketTagging", { Bucket }, signal);
    return TagSet.map(({ Key = "", Value = "" }) => ({ Key, Value }));
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchTagSet") return [];
    throw error;
  }
}

/** A bucket's tags, kept as one set: saved all at once. */
export function BucketTags({ bucket }: { bucket: string }) {
  const { buckets: t, iam, common } = useStrings();
  const { show } = useFlash();
  const asked = useAsked(`tags ${bucket}`, 0, (signal) => tagsOf(bucket, signal));
  const [typed, setTyped] = useState<Tag[]>();
  const save = useAction(async () => {
    const TagSet = (typed ?? []).filter((tag) => tag.Key);
    if (TagSet.length) await call("s3", "PutBucketTagging", { Bucket: bucket, Tagging: { TagSet } });
    else await call("s3", "DeleteBucketTagging", { Bucket: bucket });
    setTyped(undefined);
    asked.reload();
    show({ type: "success", content: t.tagsSaved });
  });
  if (asked.error && !asked.data) return <Refusal error={asked.error} retry={asked.reload} />;
  if (!asked.data) return <Waiting />;
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {typed && <Button variant="link" onClick={() => setTyped(undefined)}>{common.cancel}</Button>}
      <Button disabled={!typed} loading={save.busy} onClick={() => void save.run()}>{common.save}</Button>
    </SpaceBetween>
  );
  return (
    <Container header={<Header variant="h2" description={t.tagsHint} actions={actions}>{iam.tags}</Header>}>
      <SpaceBetween size="m">
        <TagFields tags={typed ?? asked.data} onChange={setTyped} />
        <Refusal error={save.error} retry={() => void save.run()} />
      </SpaceBetween>
    </Container>
  );
}
