import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import type { Action } from "../api/useAction.ts";
import { useStrings } from "../i18n/language.ts";
import { Dialog } from "./Dialog.tsx";
import { Refusal } from "./Refusal.tsx";

interface Props {
  title: string;
  /** What will happen. */
  children: ReactNode;
  button: string;
  action: Action<[]>;
  close: () => void;
  /** A word to type first, where it cannot be undone. */
  word?: string;
}

/** Asks once more before something that is hard to take back. */
export function Confirm({ title, children, button, action, close, word }: Props) {
  const t = useStrings().common;
  const [typed, setTyped] = useState("");
  const run = async () => {
    if (await action.run()) close();
  };
  return (
    <Dialog
      title={title}
      button={button}
      busy={action.busy}
      disabled={Boolean(word) && typed !== word}
      run={() => void run()}
      close={close}
    >
      <SpaceBetween size="m">
        <Box>{children}</Box>
        {word && (
          <FormField label={t.typeToConfirm(word)}>
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} />
          </FormField>
        )}
        <Refusal error={action.error} />
      </SpaceBetween>
    </Dialog>
  );
}
