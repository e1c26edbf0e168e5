import { Empty } from "../../components/Empty.tsx";
import { useStrings } from "../../i18n/language.ts";
import { KeyList } from "./KeyList.tsx";

/** AWS managed keys: made by the services at their first need. */
export function ManagedKeys() {
  const t = useStrings();
  return (
    <KeyList
      title={t.navigation.managedKeys}
      description={t.keys.managedDescription}
      manager="AWS"
      empty={<Empty title={t.keys.noManaged} hint={t.keys.noManagedHint} />}
    />
  );
}
