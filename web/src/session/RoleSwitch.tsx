import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Dialog } from "../components/Dialog.tsx";
import { Refusal } from "../components/Refusal.tsx";
import { RolePicker } from "../components/RolePicker.tsx";
import { useStrings } from "../i18n/language.ts";
import type { RoleSwitching } from "./useRoleSwitch.ts";

/** Asks for the role to act as. */
export function RoleSwitch({ roles }: { roles: RoleSwitching }) {
  const t = useStrings();
  const [arn, setArn] = useState("");
  return (
    <Dialog
      title={t.session.actAs}
      button={t.session.actAs}
      busy={roles.busy}
      disabled={!arn}
      run={() => void roles.be(arn)}
      close={roles.close}
    >
      <SpaceBetween size="m">
        <FormField label={t.session.roleArn}>
          <RolePicker value={arn} onChange={setArn} />
        </FormField>
        <Refusal error={roles.error} />
      </SpaceBetween>
    </Dialog>
  );
}
