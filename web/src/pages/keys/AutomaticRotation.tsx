import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Toggle from "@cloudscape-design/components/toggle";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { GetKeyRotationStatusResponse } from "../../api/shapes/kms.ts";
import { useAction } from "../../api/useAction.ts";
import type { Asked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { isRotationPeriod } from "./rotationPeriod.ts";

interface Props {
  keyId: string;
  managed: boolean;
  /** Whether the key is enabled: else nothing can be changed. */
  enabled: boolean;
  status: Asked<GetKeyRotationStatusResponse>;
  /** When the key was last rotated by itself. */
  last: number | undefined;
  changed: () => void;
}

/** Whether and how often the key rotates by itself, and the dialog that changes it. */
export function AutomaticRotation({ keyId, managed, enabled, status, last, changed }: Props) {
  const strings = useStrings();
  const t = strings.keys.rotation;
  const { show } = useFlash();
  const [editing, setEditing] = useState(false);
  const [wanted, setWanted] = useState(true);
  const [days, setDays] = useState("365");
  const told = status.data;
  const saving = useAction(
    useCallback(async () => {
      if (wanted) {
        await call("kms", "EnableKeyRotation", { KeyId: keyId, RotationPeriodInDays: Number(days) });
      } else {
        await call("kms", "DisableKeyRotation", { KeyId: keyId });
      }
      setEditing(false);
      changed();
      show({ type: "success", content: wanted ? strings.policy.saved(t.automatic) : t.stopped });
    }, [changed, days, keyId, show, strings, t, wanted]),
  );
  const edit = () => {
    saving.clear();
    setWanted(told?.KeyRotationEnabled ?? false);
    setDays(String(told?.RotationPeriodInDays ?? 365));
    setEditing(true);
  };
  return (
    <>
      <Container
        header={
          <Header
            variant="h2"
            description={managed ? t.managedHint : t.automaticHint}
            actions={!managed && <Button disabled={!enabled || !told} ariaLabel={t.edit} onClick={edit}>{strings.common.edit}</Button>}
          >
            {t.automatic}
          </Header>
        }
      >
        <Refusal error={status.error} retry={status.reload} />
        {told && (
          <KeyValuePairs
            columns={4}
            items={[
              { label: strings.keys.status, value: <StatusIndicator type={told.KeyRotationEnabled ? "success" : "stopped"}>{told.KeyRotationEnabled ? t.on : t.off}</StatusIndicator> },
              { label: t.period, value: told.RotationPeriodInDays ? t.days(told.RotationPeriodInDays) : "-" },
              { label: t.last, value: last ? <When at={last} /> : "-" },
              { label: t.next, value: told.NextRotationDate ? <When at={told.NextRotationDate} /> : "-" },
            ]}
          />
        )}
      </Container>
      {editing && (
        <Dialog
          title={t.edit}
          button={strings.common.save}
          busy={saving.busy}
          disabled={wanted && !isRotationPeriod(days)}
          run={() => void saving.run()}
          close={() => setEditing(false)}
        >
          <SpaceBetween size="m">
            <Toggle checked={wanted} onChange={({ detail }) => setWanted(detail.checked)}>{t.enable}</Toggle>
            {wanted && (
              <FormField label={t.periodField} description={t.periodHint} {...(isRotationPeriod(days) ? { constraintText: t.periodRange } : { errorText: t.periodRange })}>
                <Input type="number" inputMode="numeric" value={days} onChange={({ detail }) => setDays(detail.value)} />
              </FormField>
            )}
            <Refusal error={saving.error} />
          </SpaceBetween>
        </Dialog>
      )}
    </>
  );
}
