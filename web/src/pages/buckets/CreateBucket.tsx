import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useRef, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { SealChoice } from "../../components/SealChoice.tsx";
import { bucketSeal, type Seal } from "../../components/seal.ts";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";

/** A new bucket, and what seals whatever comes into it. */
export function CreateBucket() {
  const strings = useStrings();
  const t = strings.buckets;
  const { session } = useSession();
  const { show } = useFlash();
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [seal, setSeal] = useState<Seal>({ kind: "key", key: "", bucketKey: true });
  const made = useRef(""); // a bucket that is there already when its encryption is refused
  const create = useAction(
    useCallback(async () => {
      if (made.current !== name) {
        const elsewhere = session.Region !== "us-east-1" && { CreateBucketConfiguration: { LocationConstraint: session.Region as "eu-west-1" } };
        await call("s3", "CreateBucket", { Bucket: name, ...elsewhere });
        made.current = name;
      }
      await call("s3", "PutBucketEncryption", { Bucket: name, ServerSideEncryptionConfiguration: bucketSeal(seal) });
      show({ type: "success", content: t.created_(name) });
      go(`/buckets/${name}`);
    }, [go, name, seal, session.Region, show, t]),
  );
  const run = () => void create.run();
  return (
    <Page title={t.create} crumbs={[[strings.navigation.buckets, "/buckets"]]}>
      <form onSubmit={(event) => { event.preventDefault(); run(); }}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <GoButton to="/buckets" variant="link" formAction="none">{strings.common.cancel}</GoButton>
              <Button variant="primary" loading={create.busy} disabled={!name || (seal.kind === "key" && !seal.key)}>{t.create}</Button>
            </SpaceBetween>
          }
        >
          <Container header={<Header variant="h2">{t.general}</Header>}>
            <SpaceBetween size="l">
              <FormField label={t.name} constraintText={t.nameRule} errorText={fieldError(create.error, "InvalidBucketName", "BucketAlreadyExists", "BucketAlreadyOwnedByYou")}>
                <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} autoFocus />
              </FormField>
              <SealChoice value={seal} onChange={setSeal} error={fieldError(create.error, "KMSMasterKeyID", "KMS.NotFoundException", seal.key)} />
              <Refusal error={create.error} retry={run} />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </Page>
  );
}
