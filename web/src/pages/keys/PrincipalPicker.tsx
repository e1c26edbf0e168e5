import Multiselect from "@cloudscape-design/components/multiselect";
import { useMemo } from "react";
import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useStrings } from "../../i18n/language.ts";

interface Props {
  /** ARNs. */
  value: readonly string[];
  onChange: (arns: string[]) => void;
  rolesOnly?: boolean;
  placeholder: string;
}

/** Chooses roles and users of the account. */
export function PrincipalPicker({ value, onChange, rolesOnly = false, placeholder }: Props) {
  const t = useStrings();
  const { data, error, loading, reload } = useAsked(`principals ${rolesOnly}`, 0, async (signal) => {
    const marker = ["Marker", "Marker"] as const;
    const [roles, users] = await Promise.all([
      everyPage("iam", "ListRoles", {}, marker, signal),
      rolesOnly ? [] : everyPage("iam", "ListUsers", {}, marker, signal),
    ]);
    return {
      roles: roles.flatMap((page) => page.Roles ?? []).map(({ RoleName, Arn }) => ({ name: RoleName ?? "", arn: Arn ?? "" })),
      users: users.flatMap((page) => page.Users ?? []).map(({ UserName, Arn }) => ({ name: UserName ?? "", arn: Arn ?? "" })),
    };
  });
  const options = useMemo(() => {
    const group = (label: string, some: { name: string; arn: string }[]) =>
      some.length ? [{ label, options: some.map(({ name, arn }) => ({ value: arn, label: name, description: arn })) }] : [];
    return [...group(t.navigation.roles, data?.roles ?? []), ...group(t.navigation.users, data?.users ?? [])];
  }, [data, t]);
  const known = options.flatMap((each) => each.options);
  return (
    <Multiselect
      selectedOptions={value.map((arn) => known.find((each) => each.value === arn) ?? { value: arn, label: arn })}
      options={options}
      filteringType="auto"
      placeholder={placeholder}
      statusType={error ? "error" : loading ? "loading" : "finished"}
      errorText={error?.message}
      recoveryText={t.common.retry}
      onLoadItems={() => error && reload()}
      deselectAriaLabel={(option) => `${t.common.remove} ${option.label}`}
      onChange={({ detail }) => onChange(detail.selectedOptions.map((each) => each.value ?? ""))}
    />
  );
}
