import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { chooseWorkspace, useWorkspace, type Workspace, workspaceKey } from "../app/workspace.ts";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Empty } from "./Empty.tsx";
import { GoButton } from "./GoButton.tsx";
import { Page } from "./Page.tsx";
import { Refusal } from "./Refusal.tsx";
import { Waiting } from "./Waiting.tsx";

interface Props {
  title: string;
  crumbs: readonly (readonly [string, string])[];
  description?: ReactNode;
  actions?: ReactNode;
  children: (workspace: Workspace) => ReactNode;
}

/** A page of the studio: in a workspace, which whoever is no user profile chooses; without any, how to make one. */
export function StudioPage({ children, ...page }: Props) {
  const t = useStrings().studio;
  const { session } = useSession();
  const { workspace, choices, asked } = useWorkspace();
  if (!workspace) {
    return (
      <Page {...page} actions={undefined}>
        {asked.error ? <Refusal error={asked.error} retry={asked.reload} /> : asked.loading ? <Waiting /> : (
          <Empty title={t.noWorkspace} hint={t.noWorkspaceHint} action={<GoButton variant="primary" to="/domains/create">{t.makeDomain}</GoButton>} />
        )}
      </Page>
    );
  }
  const options = choices.map((each) => ({ value: workspaceKey(each), label: `${each.domainName} / ${each.profile}`, description: each.domainId }));
  return (
    <Page {...page}>
      {session.Kind !== "user-profile" && (
        <SpaceBetween size="s">
          <FormField label={t.workspace} description={t.workspaceHint}>
            <Select
              selectedOption={options.find((each) => each.value === workspaceKey(workspace)) ?? null}
              options={options}
              filteringType={options.length > 10 ? "auto" : "none"}
              onChange={({ detail }) => {
                const chosen = choices.find((each) => workspaceKey(each) === detail.selectedOption.value);
                if (chosen) chooseWorkspace(chosen);
              }}
            />
          </FormField>
        </SpaceBetween>
      )}
      <Keyed key={workspaceKey(workspace)}>{children(workspace)}</Keyed>
    </Page>
  );
}

/** Another workspace begins anew: nothing chosen in one holds in the next. */
function Keyed({ children }: { children: ReactNode }) {
  return <SpaceBetween size="l">{children}</SpaceBetween>;
}
