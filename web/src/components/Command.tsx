import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { useStrings } from "../i18n/language.ts";

/** A line for a terminal, with a button that copies it. */
export function Command({ text }: { text: string }) {
  const t = useStrings().common;
  return (
    <Box>
      <CopyToClipboard
        variant="inline"
        textToCopy={text}
        textToDisplay={text}
        copyButtonAriaLabel={t.copy}
        copySuccessText={t.copied}
        copyErrorText={t.copyFailed}
      />
    </Box>
  );
}
