import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { KeyMetadata } from "../../api/shapes/kms.ts";
import { useStrings } from "../../i18n/language.ts";

/** What the key is made of. */
export function CryptographyTab({ metadata }: { metadata: KeyMetadata }) {
  const t = useStrings().keys;
  return (
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
  );
}
