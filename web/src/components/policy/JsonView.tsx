import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense } from "react";
import { late } from "../../api/late.ts";
import { useStrings } from "../../i18n/language.ts";
import { Waiting } from "../Waiting.tsx";

const JsonEditor = late(async () => (await import("./JsonEditor.tsx")).JsonEditor);

/** JSON to read, to search in and to take along: a policy, a record. */
export function JsonView({ text, label, height }: { text: string; label: string; height?: number }) {
  const t = useStrings().common;
  return (
    <SpaceBetween size="xs">
      <CopyToClipboard
        copyButtonText={t.copy}
        copyButtonAriaLabel={`${t.copy}: ${label}`}
        textToCopy={text}
        copySuccessText={t.copied}
        copyErrorText={t.copyFailed}
      />
      <Suspense fallback={<Waiting />}>
        <JsonEditor value={text} label={label} height={height} />
      </Suspense>
    </SpaceBetween>
  );
}
