import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import S3ResourceSelector from "@cloudscape-design/components/s3-resource-selector";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { randomName } from "../../api/token.ts";
import { useAction } from "../../api/useAction.ts";
import { watch } from "../../app/watched.ts";
import type { Workspace } from "../../app/workspace.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { FOUND_OUT, type Reading, readOptions } from "./reading.ts";
import { ReadOptionsForm } from "./ReadOptionsForm.tsx";

interface Props {
  workspace: Workspace;
  /** The dataset whose next version it is; else it is a new one. */
  datasetId?: string;
}

const AN_OBJECT = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/]$/s;

/** An object of a bucket: found by browsing, or typed. */
export function FromS3({ workspace, datasetId }: Props) {
  const { datasets: t } = useStrings();
  const [, to] = useLocation();
  const [uri, setUri] = useState("");
  const [name, setName] = useState("");
  const [reading, setReading] = useState<Reading>(FOUND_OUT);
  const [token] = useState(randomName);
  const fallback = uri.split("/").at(-1) ?? "";
  const action = useAction(async () => {
    const DatasetName = name || fallback;
    if (datasetId) {
      const { DatasetVersion } = await call("sealcanvas", "UpdateDataset", { DatasetId: datasetId, S3Uri: uri, ReadOptions: readOptions(reading) });
      watch({ kind: "dataset", id: datasetId, name: fallback, version: DatasetVersion });
      to(`/datasets/${datasetId}`);
      return;
    }
    const input = { DomainId: workspace.domainId, UserProfileName: workspace.profile, DatasetName, S3Uri: uri, ReadOptions: readOptions(reading) };
    const { DatasetId = "" } = await call("sealcanvas", "ImportDataset", { ...input, ClientToken: token });
    watch({ kind: "dataset", id: DatasetId, name: DatasetName, version: 1 });
    to(`/datasets/${DatasetId}`);
  });
  return (
    <SpaceBetween size="l">
      <FormField label={t.object} description={t.objectHint} errorText={uri && !AN_OBJECT.test(uri) ? t.noObject : undefined}>
        <S3ResourceSelector
          resource={{ uri }}
          selectableItemsTypes={["objects"]}
          objectsIsItemDisabled={(item) => Boolean(item.IsFolder)}
          onChange={({ detail }) => setUri(detail.resource.uri)}
          fetchBuckets={async () => ((await call("s3", "ListBuckets", {})).Buckets ?? []).map((each) => ({ Name: each.Name, CreationDate: iso(each.CreationDate) }))}
          fetchObjects={objects}
          fetchVersions={async () => []}
          bucketsVisibleColumns={["Name", "CreationDate"]}
        />
      </FormField>
      {!datasetId && (
        <FormField label={t.name} description={t.nameHint}>
          <Input value={name} placeholder={fallback} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
      )}
      <ReadOptionsForm reading={reading} change={setReading} />
      <Refusal error={action.error} retry={() => void action.run()} />
      <Button variant="primary" loading={action.busy} disabled={!AN_OBJECT.test(uri)} onClick={() => void action.run()}>
        {datasetId ? t.importVersion : t.import}
      </Button>
    </SpaceBetween>
  );
}

async function objects(Bucket: string, path: string) {
  const Prefix = path && !path.endsWith("/") ? `${path}/` : path;
  const found = await call("s3", "ListObjectsV2", { Bucket, Prefix, Delimiter: "/", MaxKeys: 1000 });
  const folders = (found.CommonPrefixes ?? []).map((each) => ({ Key: each.Prefix?.slice(Prefix.length), IsFolder: true }));
  const files = (found.Contents ?? [])
    .filter((each) => each.Key !== Prefix)
    .map((each) => ({ Key: each.Key?.slice(Prefix.length), Size: each.Size, LastModified: iso(each.LastModified), IsFolder: false }));
  return [...folders, ...files];
}

function iso(seconds: unknown): string | undefined {
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();
}
