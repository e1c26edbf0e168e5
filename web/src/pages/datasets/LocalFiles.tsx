import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useLocation } from "wouter";
import { useOperation } from "../../api/useOperation.ts";
import { type Goal, importFile } from "../../app/imports.ts";
import type { Workspace } from "../../app/workspace.ts";
import { keyName, useAliases } from "../../components/keys.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { LocalPreview } from "./LocalPreview.tsx";
import { FOUND_OUT, type Reading, readOptions } from "./reading.ts";
import { ReadOptionsForm } from "./ReadOptionsForm.tsx";

const LARGEST = 5 * 2 ** 30;

interface Props {
  workspace: Workspace;
  /** The dataset whose next version it is; else each file is a new dataset. */
  datasetId?: string;
}

/** Files of this computer: dropped or chosen, looked at, and sent. */
export function LocalFiles({ workspace, datasetId }: Props) {
  const { datasets: t, studio } = useStrings();
  const [, to] = useLocation();
  const [files, setFiles] = useState<File[]>([]);
  const [reading, setReading] = useState<Reading>(FOUND_OUT);
  const asked = useOperation("sealcanvas", "DescribeWorkspace", { DomainId: workspace.domainId, UserProfileName: workspace.profile });
  const aliases = useAliases();
  const key = asked.data?.StorageKey?.KeyArn;
  const errors = files.map((file) => (file.size === 0 ? t.emptyFile : file.size > LARGEST ? t.tooLarge : null));
  const sound = files.length > 0 && errors.every((each) => each === null);
  const start = () => {
    for (const file of files) {
      const place = datasetId ? { DatasetId: datasetId } : { DomainId: workspace.domainId, UserProfileName: workspace.profile, DatasetName: file.name.slice(0, 255) };
      const goal: Goal = { ...place, ReadOptions: readOptions(reading) };
      importFile(file, goal, asked.data?.ArtifactUri ?? "", asked.data?.StorageKey?.Managed ? undefined : key);
    }
    setFiles([]);
    if (!datasetId) to("/datasets"); // where they are seen arriving
  };
  return (
    <SpaceBetween size="l">
      <Refusal error={asked.error} retry={asked.reload} />
      <FormField label={t.files} description={t.filesHint}>
        <FileUpload
          multiple={!datasetId}
          value={files}
          onChange={({ detail }) => setFiles(datasetId ? detail.value.slice(-1) : detail.value)}
          showFileSize
          tokenLimit={5}
          fileErrors={errors}
          constraintText={t.formats}
        />
      </FormField>
      {files.slice(0, 3).map((file) => <LocalPreview key={`${file.name} ${file.size} ${file.lastModified}`} file={file} />)}
      <ReadOptionsForm reading={reading} change={setReading} />
      {key && <Alert type="info">{t.willBeSealed(keyName(key, aliases) ?? studio.bucketKey)}</Alert>}
      <Button variant="primary" disabled={!sound || !asked.data} onClick={start}>{datasetId ? t.importVersion : t.importFiles(files.length)}</Button>
    </SpaceBetween>
  );
}
