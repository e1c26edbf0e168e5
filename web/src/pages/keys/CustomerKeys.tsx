import { Empty } from "../../components/Empty.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { useStrings } from "../../i18n/language.ts";
import { KeyList } from "./KeyList.tsx";

/** Customer managed keys. */
export function CustomerKeys() {
  const t = useStrings();
  const create = <GoButton variant="primary" to="/keys/create">{t.keys.create}</GoButton>;
  return (
    <KeyList
      title={t.navigation.customerKeys}
      description={t.keys.customerDescription}
      manager="CUSTOMER"
      actions={create}
      empty={<Empty title={t.keys.noKeys} hint={t.keys.noKeysHint} action={<GoButton to="/keys/create">{t.keys.create}</GoButton>} />}
    />
  );
}
