import Select from "@cloudscape-design/components/select";
import { useMemo } from "react";
import { everyPage } from "../api/everyPage.ts";
import { useAsked } from "../api/useOperation.ts";
import { useStrings } from "../i18n/language.ts";

interface Props {
  /** A role's ARN, or "". */
  value: string;
  onChange: (arn: string) => void;
  /** What it means to choose none; without it one must be chosen. */
  empty?: string;
}

/** Chooses one of the account's roles. */
export function RolePicker({ value, onChange, empty }: Props) {
  const t = useStrings().common;
  const { data, error, loading, reload } = useAsked("roles", 0, (signal) => everyPage("iam", "ListRoles", {}, ["Marker", "Marker"], signal));
  const options = useMemo(
    () => (data ?? []).flatMap((page) => page.Roles ?? []).map((role) => ({ value: role.Arn ?? "", label: role.RoleName ?? "", description: role.Arn })),
    [data],
  );
  return (
    <Select
      selectedOption={options.find((each) => each.value === value) ?? (value ? { value, label: value } : empty ? { value, label: empty } : null)}
      options={empty ? [{ value: "", label: empty }, ...options] : options}
      filteringType="auto"
      statusType={error ? "error" : loading ? "loading" : "finished"}
      errorText={error?.message}
      recoveryText={t.retry}
      onLoadItems={() => error && reload()}
      placeholder={empty ?? t.none}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
    />
  );
}
