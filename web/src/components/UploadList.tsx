import Button from "@cloudscape-design/components/button";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { cancelUpload, pauseUpload, resumeUpload, type Upload } from "../api/upload/uploads.ts";
import { useSpeech } from "../i18n/language.ts";
import { bytes } from "./numbers.ts";
import { Refusal } from "./Refusal.tsx";

/** Files on their way, each with how far it is, and how to pause it, go on with it or give it up. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  return (
    <SpaceBetween size="m">
      {uploads.map((each) => <UploadRow key={each.id} upload={each} />)}
    </SpaceBetween>
  );
}

function UploadRow({ upload: { id, file, to, state, sent, error } }: { upload: Upload }) {
  const { strings, language } = useSpeech();
  const t = strings.upload;
  const arrived = t.sent(bytes(sent, language), bytes(file.size, language), t.states[state]);
  const resume = () => resumeUpload(id);
  const status = state === "done" ? "success" : state === "failed" ? "error" : "in-progress";
  return (
    <SpaceBetween size="xs">
      <ProgressBar
        label={file.name}
        description={`s3://${to.Bucket}/${to.Key}`}
        additionalInfo={status === "success" ? bytes(file.size, language) : status === "error" ? undefined : arrived}
        value={file.size ? Math.floor((100 * sent) / file.size) : Number(state === "done") * 100}
        status={status}
        resultText={status === "success" ? t.states.done : sent ? arrived : t.nothingSent}
      />
      <Refusal error={error} mended={resume} />
      <SpaceBetween direction="horizontal" size="xs">
        {(state === "running" || state === "waiting") && <Button onClick={() => pauseUpload(id)} ariaLabel={`${t.pause}: ${file.name}`}>{t.pause}</Button>}
        {(state === "paused" || state === "failed") && <Button onClick={resume} ariaLabel={`${t.resume}: ${file.name}`}>{t.resume}</Button>}
        <Button onClick={() => void cancelUpload(id)} ariaLabel={`${state === "done" ? t.dismiss : t.cancel}: ${file.name}`}>
          {state === "done" ? t.dismiss : t.cancel}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
