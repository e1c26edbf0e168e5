import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Code } from "../../components/Code.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { PolicyEditor } from "../../components/policy/PolicyEditor.tsx";
import { laidOut } from "../../components/policy/statements.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";

async function policyOf(bucket: string, signal: AbortSignal): Promise<string> {
  try {
    return (await call("s3", "GetBucketPolicy", { Bucket: bucket }, signal)).Policy ?? "";
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchBucketPolicy") return "";
    throw error;
  }
}

/** Who may what in a bucket, beside what IAM allows. */
export function BucketPolicy({ bucket }: { bucket: string }) {
  const strings = useStrings();
  const t = strings.buckets;
  const { data, error, reload } = useAsked(`policy ${bucket}`, 0, (signal) => policyOf(bucket, signal));
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const save = useCallback((text: string) => call("s3", "PutBucketPolicy", { Bucket: bucket, Policy: text }), [bucket]);
  const remove = useAction(
    useCallback(async () => {
      await call("s3", "DeleteBucketPolicy", { Bucket: bucket });
      reload();
    }, [bucket, reload]),
  );
  const close = (changed: boolean) => {
    setEditing(false);
    if (changed) reload();
  };
  if (error) return <Refusal error={error} retry={reload} />;
  if (data === undefined) return <Waiting />;
  const arn = `arn:aws:s3:::${bucket}`;
  const actions = !editing && (
    <SpaceBetween direction="horizontal" size="xs">
      {data && <Button onClick={() => setDeleting(true)}>{strings.common.delete}</Button>}
      <Button onClick={() => setEditing(true)}>{strings.common.edit}</Button>
    </SpaceBetween>
  );
  return (
    <Container header={<Header variant="h2" actions={actions} description={t.policyHint}>{t.policy}</Header>}>
      {editing ? (
        <PolicyEditor place={arn} kind="bucket" resourceArn={arn} saved={data} save={save} close={close} label={t.policy} />
      ) : data ? (
        <Code text={laidOut(data)} label={t.policy} />
      ) : (
        <Empty title={t.noPolicy} hint={t.noPolicyHint} />
      )}
      {deleting && (
        <Confirm title={t.deletePolicy} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={strings.common.confirmWord}>
          {t.deletePolicyHint}
        </Confirm>
      )}
    </Container>
  );
}
