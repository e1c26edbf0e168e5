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
          { label: t.type, value: isSymmetric(metadata) ? t.symmetric : t.asymmetric },
          { label: t.spec, value: metadata.KeySpec },
          { label: t.usage, value: metadata.KeyUsage && t.usages[metadata.KeyUsage] },
          { label: t.algorithms, value: algorithms(metadata).join(", ") },
          { label: t.material, value: metadata.Origin === "AWS_KMS" ? t.materialHere : metadata.Origin },
          { label: t.manager, value: metadata.KeyManager === "AWS" ? t.managerAws : t.managerCustomer },
        ]}
      />
    </Container>
  );
}

/** HMAC keys are symmetric too. */
function isSymmetric(metadata: KeyMetadata): boolean {
  return metadata.KeySpec === "SYMMETRIC_DEFAULT" || metadata.KeyUsage === "GENERATE_VERIFY_MAC";
}

/** A key has algorithms of one of these kinds alone. */
function algorithms(metadata: KeyMetadata): string[] {
  return [
    ...(metadata.EncryptionAlgorithms ?? []),
    ...(metadata.SigningAlgorithms ?? []),
    ...(metadata.MacAlgorithms ?? []),
    ...(metadata.KeyAgreementAlgorithms ?? []),
    ...(metadata.EncapsulationAlgorithms ?? []),
  ];
}
