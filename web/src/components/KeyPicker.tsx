import Autosuggest from "@cloudscape-design/components/autosuggest";
import { useMemo } from "react";
import { everyPage } from "../api/everyPage.ts";
import { useAsked } from "../api/useOperation.ts";
import { useSession } from "../session/session.ts";

interface Props {
  /** A key's ARN, id, alias or alias ARN; "" for none. */
  value: string;
  onChange: (key: string) => void;
  placeholder?: string;
  ariaLabel?: string;
}

/** Chooses a KMS key: by alias from the account's own, or by an ARN that is typed, of another account too. */
export function KeyPicker({ value, onChange, placeholder, ariaLabel }: Props) {
  const { session } = useSession();
  const { data } = useAsked("aliases", 0, (signal) => everyPage("kms", "ListAliases", {}, ["NextMarker", "Marker"], signal));
  const options = useMemo(() => {
    const prefix = `arn:aws:kms:${session.Region}:${session.Account}:key/`;
    return (data ?? [])
      .flatMap((page) => page.Aliases ?? [])
      .filter((alias) => alias.TargetKeyId && !alias.AliasName?.startsWith("alias/aws/"))
      .map((alias) => ({ value: `${prefix}${alias.TargetKeyId}`, label: alias.AliasName, description: `${prefix}${alias.TargetKeyId}` }));
  }, [data, session]);
  return (
    <Autosuggest
      value={value}
      options={options}
      enteredTextLabel={(text) => text}
      placeholder={placeholder ?? "arn:aws:kms:…"}
      ariaLabel={ariaLabel}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
