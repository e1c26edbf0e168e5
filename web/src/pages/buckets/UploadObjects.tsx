import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { startUpload, useUploads } from "../../api/upload/uploads.ts";
import { useQuery } from "../../app/useQuery.ts";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { SealChoice } from "../../components/SealChoice.tsx";
import { objectSeal, type Seal } from "../../components/seal.ts";
import { UploadList } from "../../components/UploadList.tsx";
import { useStrings } from "../../i18n/language.ts";

/** Files for a bucket, and how they are sealed there. */
export function UploadObjects({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.buckets;
  const bucket = params["bucket"] ?? "";
  const [prefix, setPrefix] = useState(useQuery().get("prefix") ?? "");
  const [files, setFiles] = useState<File[]>([]);
  const [seal, setSeal] = useState<Seal>({ kind: "default", key: "", bucketKey: true });
  const uploads = useUploads().filter((each) => each.to.Bucket === bucket);
  const place = `/buckets/${bucket}?${new URLSearchParams({ prefix })}`;
  const start = () => {
    for (const file of files) startUpload(file, { Bucket: bucket, Key: prefix + file.name, ...(file.type && { ContentType: file.type }), ...objectSeal(seal) });
    setFiles([]);
  };
  return (
    <Page title={t.upload} crumbs={[[strings.navigation.buckets, "/buckets"], [bucket, place]]} description={t.uploadHint}>
      <Container header={<Header variant="h2">{t.files}</Header>}>
        <SpaceBetween size="l">
          <FormField label={t.files} constraintText={t.filesHint}>
            <FileUpload
              multiple
              value={files}
              onChange={({ detail }) => setFiles(detail.value)}
              showFileSize
              showFileLastModified
              tokenLimit={5}
              i18nStrings={{
                uploadButtonText: () => t.choose,
                dropzoneText: () => t.drop,
                removeFileAriaLabel: (place_) => `${strings.common.remove}: ${files[place_]?.name ?? ""}`,
                limitShowFewer: t.fewer,
                limitShowMore: t.all,
                errorIconAriaLabel: strings.common.failed,
                warningIconAriaLabel: strings.common.failed,
              }}
            />
          </FormField>
          <FormField label={t.prefix} description={t.prefixHint}>
            <Input value={prefix} onChange={({ detail }) => setPrefix(detail.value)} spellcheck={false} />
          </FormField>
          <SealChoice value={seal} onChange={setSeal} forObject />
        </SpaceBetween>
      </Container>
      <Box float="right">
        <SpaceBetween direction="horizontal" size="xs">
          <GoButton to={place} variant="link">{uploads.length ? t.back : strings.common.cancel}</GoButton>
          <Button variant="primary" disabled={!files.length || (seal.kind === "key" && !seal.key)} onClick={start}>{t.upload}</Button>
        </SpaceBetween>
      </Box>
      {uploads.length > 0 && (
        <Container header={<Header variant="h2">{t.uploads}</Header>}><UploadList uploads={uploads} /></Container>
      )}
    </Page>
  );
}
