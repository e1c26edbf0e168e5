import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useStrings } from "../i18n/language.ts";

interface Props {
  title: ReactNode;
  children: ReactNode;
  /** What the button that does it says. */
  button: string;
  run: () => void;
  close: () => void;
  busy?: boolean;
  disabled?: boolean;
  size?: ModalProps.Size;
  /** What the button beside it says, where it is not Cancel. */
  back?: string;
}

/** Over the page: something to fill in or to read, a button that does it, and a way back. */
export function Dialog({ title, children, button, run, close, busy, disabled, size, back }: Props) {
  const t = useStrings().common;
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel={t.close}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>{back ?? t.cancel}</Button>
            <Button variant="primary" loading={busy} disabled={disabled} onClick={run}>{button}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}
