import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { useStrings } from "../i18n/language.ts";

/** An ARN, an id: shown with a button that copies it. */
export function Copyable({ text }: { text: string | undefined }) {
  const t = useStrings().common;
  if (!text) return t.none;
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      copyButtonAriaLabel={`${t.copy} ${text}`}
      copySuccessText={t.copied}
      copyErrorText={t.copyFailed}
    />
  );
}
