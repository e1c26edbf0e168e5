import FormField from "@cloudscape-design/components/form-field";
import { useState } from "react";
import { Dialog } from "../../components/Dialog.tsx";
import { useStrings } from "../../i18n/language.ts";
import type { Panel } from "./keyPolicy.ts";
import { PrincipalPicker } from "./PrincipalPicker.tsx";

interface Props {
  panel: Panel;
  arns: readonly string[];
  /** Go on to the policy's text with these principals in the panel. */
  done: (arns: string[]) => void;
  close: () => void;
}

/** Chooses who stands in a panel of the default view. */
export function ChangePanel({ panel, arns, done, close }: Props) {
  const strings = useStrings();
  const t = strings.keys;
  const [chosen, setChosen] = useState([...arns]);
  const titles = { administrators: t.administrators, users: t.users, canvas: t.canvasRoles, forecast: t.forecastRoles };
  const hints = { administrators: t.administratorsHint, users: t.otherUsersHint, canvas: t.canvasRolesHint, forecast: t.forecastRolesHint };
  return (
    <Dialog title={titles[panel]} button={t.toText} run={() => done(chosen)} close={close}>
      <FormField label={titles[panel]} description={hints[panel]}>
        <PrincipalPicker value={chosen} onChange={setChosen} rolesOnly={panel === "canvas" || panel === "forecast"} placeholder={t.choosePrincipals} />
      </FormField>
    </Dialog>
  );
}
