import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { everyPage } from "../../api/everyPage.ts";
import type { KeyMetadata, RotationsListEntry } from "../../api/shapes/kms.ts";
import { useAsked, useOperation } from "../../api/useOperation.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { AutomaticRotation } from "./AutomaticRotation.tsx";
import { OnDemandRotation } from "./OnDemandRotation.tsx";

/** Whether the key's material rotates, and the materials that it has had. */
export function RotationTab({ metadata }: { metadata: KeyMetadata }) {
  const t = useStrings().keys.rotation;
  const keyId = metadata.KeyId ?? "";
  const managed = metadata.KeyManager === "AWS";
  const state = metadata.KeyState;
  const status = useOperation("kms", "GetKeyRotationStatus", { KeyId: keyId });
  const asked = useAsked(`rotations ${keyId}`, 0, (signal) =>
    everyPage("kms", "ListKeyRotations", { KeyId: keyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" }, ["NextMarker", "Marker"], signal),
  );
  const materials = asked.data?.flatMap((page) => page.Rotations ?? []);
  const changed = () => {
    status.reload();
    asked.reload();
  };
  const columns: Column<RotationsListEntry>[] = [
    { id: "id", header: t.materialId, width: 300, cell: (each) => <Copyable text={each.KeyMaterialId} />, value: (each) => each.KeyMaterialId },
    { id: "state", header: t.materialState, cell: (each) => t.states[each.KeyMaterialState as keyof typeof t.states] },
    { id: "date", header: t.date, cell: (each) => (each.RotationDate ? <When at={each.RotationDate} /> : "-"), value: (each) => each.RotationDate },
    { id: "type", header: t.type, cell: (each) => (each.RotationType ? t.types[each.RotationType] : t.first) },
  ];
  return (
    <SpaceBetween size="l">
      {state === "Disabled" && <Alert type="info">{t.waitsDisabled}</Alert>}
      {state === "PendingDeletion" && <Alert type="info">{t.waitsDeletion}</Alert>}
      <AutomaticRotation keyId={keyId} managed={managed} enabled={state === "Enabled"} status={status} last={materials?.findLast((each) => each.RotationType === "AUTOMATIC")?.RotationDate} changed={changed} />
      {!managed && <OnDemandRotation keyId={keyId} enabled={state === "Enabled"} materials={materials} changed={changed} />}
      <Listing
        title={t.materials}
        description={t.materialsHint}
        asked={asked}
        items={materials?.toReversed() ?? []}
        columns={columns}
        id={(each) => each.KeyMaterialId ?? ""}
        empty={<Empty title={t.materials} hint={t.materialsHint} />}
      />
    </SpaceBetween>
  );
}
