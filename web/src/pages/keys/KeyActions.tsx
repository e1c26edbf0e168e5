import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { KeyMetadata } from "../../api/shapes/kms.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { useStrings } from "../../i18n/language.ts";
import { BlastRadius } from "./BlastRadius.tsx";

type Act = "EnableKey" | "DisableKey" | "CancelKeyDeletion" | "ScheduleKeyDeletion";

/** Enable, disable, schedule deletion, cancel it: each after telling what it does to what lies under the key. */
export function KeyActions({ metadata, changed }: { metadata: KeyMetadata; changed: () => void }) {
  const strings = useStrings();
  const t = strings.keys;
  const { show } = useFlash();
  const keyId = metadata.KeyId ?? "";
  const state = metadata.KeyState;
  const [act, setAct] = useState<Act>();
  const [days, setDays] = useState("30");
  const acting = useAction(
    useCallback(async () => {
      if (act === "ScheduleKeyDeletion") await call("kms", act, { KeyId: keyId, PendingWindowInDays: Number(days) });
      else if (act) await call("kms", act, { KeyId: keyId });
      if (act) show({ type: "success", content: t.acted[act] });
      changed();
    }, [act, changed, days, keyId, show, t]),
  );
  const close = () => {
    acting.clear();
    setAct(undefined);
  };
  const leaving = state === "PendingDeletion" || state === "PendingReplicaDeletion";
  return (
    <>
      <ButtonDropdown
        onItemClick={({ detail }) => setAct(detail.id as Act)}
        items={[
          { id: "EnableKey", text: t.enable, disabled: state !== "Disabled" },
          { id: "DisableKey", text: t.disable, disabled: state !== "Enabled" },
          { id: "ScheduleKeyDeletion", text: t.schedule, disabled: leaving },
          { id: "CancelKeyDeletion", text: t.cancelDeletion, disabled: !leaving },
        ]}
      >
        {t.actions}
      </ButtonDropdown>
      {act === "EnableKey" && <Confirm title={t.enable} button={t.enable} action={acting} close={close}>{t.enableHint}</Confirm>}
      {act === "CancelKeyDeletion" && <Confirm title={t.cancelDeletion} button={t.cancelDeletion} action={acting} close={close}>{t.cancelDeletionHint}</Confirm>}
      {act === "DisableKey" && (
        <Confirm title={t.disable} button={t.disable} action={acting} close={close}>
          <SpaceBetween size="m">
            <span>{t.disableHint}</span>
            <BlastRadius keyId={keyId} />
          </SpaceBetween>
        </Confirm>
      )}
      {act === "ScheduleKeyDeletion" && (
        <Confirm title={t.schedule} button={t.schedule} action={acting} close={close} word={strings.common.confirmWord}>
          <SpaceBetween size="m">
            <span>{t.scheduleHint}</span>
            <BlastRadius keyId={keyId} />
            <FormField label={t.waitingPeriod} description={t.waitingPeriodHint} errorText={/^\d+$/.test(days) && Number(days) >= 7 && Number(days) <= 30 ? undefined : t.waitingPeriodRange}>
              <Input type="number" inputMode="numeric" value={days} onChange={({ detail }) => setDays(detail.value)} />
            </FormField>
          </SpaceBetween>
        </Confirm>
      )}
    </>
  );
}
