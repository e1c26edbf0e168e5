import CodeView from "@cloudscape-design/code-view/code-view";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { useStrings } from "../i18n/language.ts";

/** Text to read and to take along, as it is: a policy, a diff, a script. */
export function Code({ text, label }: { text: string; label?: string }) {
  const t = useStrings().common;
  return (
    <CodeView
      content={text}
      wrapLines
      actions={
        <CopyToClipboard
          copyButtonAriaLabel={label ? `${t.copy}: ${label}` : t.copy}
          textToCopy={text}
          copySuccessText={t.copied}
          copyErrorText={t.copyFailed}
        />
      }
    />
  );
}
