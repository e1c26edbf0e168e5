import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { RotationsListEntry } from "../../api/shapes/kms.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { useStrings } from "../../i18n/language.ts";
import { MOST_ON_DEMAND, rotationsLeft } from "./rotationPeriod.ts";

interface Props {
  keyId: string;
  enabled: boolean;
  /** The key's materials; undefined while they are not known. */
  materials: RotationsListEntry[] | undefined;
  changed: () => void;
}

/** A rotation now, and how many more there can be. */
export function OnDemandRotation({ keyId, enabled, materials, changed }: Props) {
  const t = useStrings().keys.rotation;
  const { show } = useFlash();
  const [asking, setAsking] = useState(false);
  const left = materials && rotationsLeft(materials);
  const rotating = useAction(
    useCallback(async () => {
      await call("kms", "RotateKeyOnDemand", { KeyId: keyId });
      changed();
      show({ type: "success", content: t.done });
    }, [changed, keyId, show, t]),
  );
  const close = () => {
    rotating.clear();
    setAsking(false);
  };
  return (
    <>
      <Container
        header={
          <Header variant="h2" description={t.onDemandHint} actions={<Button disabled={!enabled || left === 0} onClick={() => setAsking(true)}>{t.now}</Button>}>
            {t.onDemand}
          </Header>
        }
      >
        <KeyValuePairs items={[{ label: t.left, value: left === undefined ? "-" : t.leftOf(left, MOST_ON_DEMAND) }]} />
      </Container>
      {asking && (
        <Confirm title={t.now} button={t.rotate} action={rotating} close={close}>
          <SpaceBetween size="s">
            <span>{t.nowHint}</span>
            <span>{t.nowStays}</span>
            {left !== undefined && <span>{t.nowLeft(left)}</span>}
          </SpaceBetween>
        </Confirm>
      )}
    </>
  );
}
