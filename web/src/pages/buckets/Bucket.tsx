import Tabs from "@cloudscape-design/components/tabs";
import { useLocation } from "wouter";
import { useQuery } from "../../app/useQuery.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";
import { BucketEncryption } from "./BucketEncryption.tsx";
import { BucketPolicy } from "./BucketPolicy.tsx";
import { BucketTags } from "./BucketTags.tsx";
import { Objects } from "./Objects.tsx";

/** One bucket: what lies in it, what seals it, who may what, and its tags. */
export function Bucket({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.buckets;
  const bucket = params["bucket"] ?? "";
  const query = useQuery();
  const [, go] = useLocation();
  return (
    <Page title={bucket} crumbs={[[strings.navigation.buckets, "/buckets"]]} description={<Copyable text={`arn:aws:s3:::${bucket}`} />}>
      <Tabs
        activeTabId={query.get("tab") ?? "objects"}
        onChange={({ detail }) => go(`/buckets/${bucket}?tab=${detail.activeTabId}`)}
        tabs={[
          { id: "objects", label: t.objects, content: <Objects key={query.get("prefix")} bucket={bucket} prefix={query.get("prefix") ?? ""} /> },
          { id: "encryption", label: t.encryption, content: <BucketEncryption bucket={bucket} /> },
          { id: "policy", label: t.policy, content: <BucketPolicy bucket={bucket} /> },
          { id: "tags", label: strings.iam.tags, content: <BucketTags bucket={bucket} /> },
        ]}
      />
    </Page>
  );
}
