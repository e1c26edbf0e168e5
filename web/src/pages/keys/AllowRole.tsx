import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Code } from "../../components/Code.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import type { Statement } from "../../components/policy/statements.ts";
import { RolePicker } from "../../components/RolePicker.tsx";
import { useStrings } from "../../i18n/language.ts";
import { canvasStatement, forecastStatement } from "./keyPolicy.ts";

export type Purpose = "canvas" | "forecast";

interface Props {
  purpose: Purpose;
  insert: (statement: Statement) => void;
  close: () => void;
}

/** Chooses a role, and inserts the statement that the AWS page prints for it. */
export function AllowRole({ purpose, insert, close }: Props) {
  const strings = useStrings();
  const t = strings.keys;
  const [role, setRole] = useState("");
  const statement = (purpose === "canvas" ? canvasStatement : forecastStatement)([role]);
  return (
    <Dialog
      title={purpose === "canvas" ? t.allowCanvas : t.allowForecast}
      button={strings.policy.insert}
      disabled={!role}
      run={() => {
        insert(statement);
        close();
      }}
      close={close}
    >
      <SpaceBetween size="m">
        <Box>{purpose === "canvas" ? t.canvasRolesHint : t.forecastRolesHint}</Box>
        <FormField label={strings.session.roleArn} description={purpose === "canvas" ? t.canvasRoleIs : t.forecastRoleIs}>
          <RolePicker value={role} onChange={setRole} />
        </FormField>
        {role && <Code text={JSON.stringify(statement, null, 2)} label={t.statement} />}
      </SpaceBetween>
    </Dialog>
  );
}
