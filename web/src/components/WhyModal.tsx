import Modal from "@cloudscape-design/components/modal";
import { useStrings } from "../i18n/language.ts";
import { Why } from "./Why.tsx";

/** The explanation of a denial, over the page where it was met. */
export function WhyModal({ decisionId, close, mended }: { decisionId: string; close: () => void; mended?: () => void }) {
  const t = useStrings();
  return (
    <Modal visible size="large" header={t.why.title} onDismiss={close} closeAriaLabel={t.common.close}>
      <Why decisionId={decisionId} mended={mended} />
    </Modal>
  );
}
