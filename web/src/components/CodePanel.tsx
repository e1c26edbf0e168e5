import Box from "@cloudscape-design/components/box";
import HelpPanel from "@cloudscape-design/components/help-panel";
import Tabs from "@cloudscape-design/components/tabs";
import { useSyncExternalStore } from "react";
import { asBoto3, asCommands } from "../api/code.ts";
import { recorded } from "../api/recorded.ts";
import { useStrings } from "../i18n/language.ts";
import { Code } from "./Code.tsx";

/** What this screen has asked the server for, as boto3 code and as commands of the AWS CLI. */
export function CodePanel() {
  const t = useStrings().common;
  const calls = useSyncExternalStore(recorded.subscribe, recorded.snapshot);
  return (
    <HelpPanel header={<h2>{t.showCode}</h2>}>
      <Box color="text-body-secondary" margin={{ bottom: "s" }}>{calls.length ? t.codeHint : t.codeNothing}</Box>
      {calls.length > 0 && (
        <Tabs
          tabs={[
            { id: "boto3", label: "boto3", content: <Code text={asBoto3(calls)} label="boto3" /> },
            { id: "cli", label: "AWS CLI", content: <Code text={asCommands(calls)} label="AWS CLI" /> },
          ]}
        />
      )}
    </HelpPanel>
  );
}
