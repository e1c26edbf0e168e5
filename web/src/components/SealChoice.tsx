import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useStrings } from "../i18n/language.ts";
import { KeyPicker } from "./KeyPicker.tsx";
import type { Seal } from "./seal.ts";

interface Props {
  value: Seal;
  onChange: (seal: Seal) => void;
  /** Whether the bucket's default may be kept: for objects. */
  forObject?: boolean;
  /** What the service said about the key. */
  error?: string;
}

/** Chooses how something is sealed in S3. */
export function SealChoice({ value, onChange, forObject, error }: Props) {
  const t = useStrings().seal;
  const kinds: Seal["kind"][] = forObject ? ["default", "key", "managed", "s3"] : ["key", "managed", "s3"];
  const items = kinds.map((kind) => ({ value: kind, label: t.kinds[kind], description: t.meaning[kind] }));
  return (
    <SpaceBetween size="m">
      <FormField label={t.title}>
        <RadioGroup
          ariaLabel={t.title}
          value={value.kind}
          items={items}
          onChange={({ detail }) => onChange({ ...value, kind: detail.value as Seal["kind"] })}
        />
      </FormField>
      {value.kind === "key" && (
        <FormField label={t.key} description={t.keyHint} errorText={error}>
          <KeyPicker value={value.key} onChange={(key) => onChange({ ...value, key })} />
        </FormField>
      )}
      {(value.kind === "key" || value.kind === "managed") && (
        <SpaceBetween size="s">
          <Toggle
            checked={value.bucketKey && !value.twoLayers}
            disabled={Boolean(value.twoLayers)}
            description={t.bucketKeyHint}
            onChange={({ detail }) => onChange({ ...value, bucketKey: detail.checked })}
          >
            {t.bucketKey}
          </Toggle>
          <Toggle checked={Boolean(value.twoLayers)} description={t.twoLayersHint} onChange={({ detail }) => onChange({ ...value, twoLayers: detail.checked })}>
            {t.twoLayers}
          </Toggle>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
