import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { KeyMetadata } from "../../api/shapes/kms.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** What the key is made of, and whether its material rotates. */
export function CryptographyTab({ metadata }: { metadata: KeyMetadata }) {
  const strings = useStrings();
  const t = strings.keys;
  const rotation = useOperation("kms", "GetKeyRotationStatus", metadata.KeyState === "PendingDeletion" ? null : { KeyId: metadata.KeyId ?? "" });
  const turns = rotation.data?.KeyRotationEnabled;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t.cryptography}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.type, value: t.symmetric },
            { label: t.spec, value: metadata.KeySpec },
            { label: t.usage, value: metadata.KeyUsage === "ENCRYPT_DECRYPT" ? t.encryptDecrypt : metadata.KeyUsage },
            { label: t.algorithms, value: (metadata.EncryptionAlgorithms ?? []).join(", ") },
            { label: t.material, value: metadata.Origin === "AWS_KMS" ? t.materialHere : metadata.Origin },
            { label: t.manager, value: metadata.KeyManager === "AWS" ? t.managerAws : t.managerCustomer },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2" description={t.rotationHint}>{t.rotation}</Header>}>
        <Refusal error={rotation.error} retry={rotation.reload} />
        {rotation.data && (
          <KeyValuePairs
            columns={3}
            items={[
              { label: t.status, value: <StatusIndicator type={turns ? "success" : "stopped"}>{turns ? t.rotationOn : t.rotationOff}</StatusIndicator> },
              ...(rotation.data.RotationPeriodInDays ? [{ label: t.rotationPeriod, value: t.days(rotation.data.RotationPeriodInDays) }] : []),
              ...(rotation.data.NextRotationDate ? [{ label: t.rotationNext, value: <When at={rotation.data.NextRotationDate} /> }] : []),
            ]}
          />
        )}
      </Container>
    </SpaceBetween>
  );
}
