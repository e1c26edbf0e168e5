import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { useStrings } from "../../i18n/language.ts";
import { soundName } from "./draft.ts";
import { ExecutionRole, Keys, Names, Statements, TimeSeries } from "./fields.tsx";
import { SetUpProgress } from "./SetUpProgress.tsx";
import { useSetUp } from "./useSetUp.ts";

/** A domain with keys of its own, in one step. */
export function QuickSetUp() {
  const strings = useStrings();
  const t = strings.domains;
  const { draft, change, step, busy, error, run } = useSetUp();
  const fields = { draft, change, error };
  return (
    <Page title={t.quick.title} crumbs={[[strings.navigation.domains, "/domains"], [t.create, "/domains/create"]]}>
      <form onSubmit={(event) => { event.preventDefault(); run(); }}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <GoButton to="/domains" variant="link" formAction="none">{strings.common.cancel}</GoButton>
              <Button variant="primary" loading={busy} disabled={!soundName(draft.name) || !soundName(draft.profile)}>{t.create}</Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">{t.general}</Header>}>
              <SpaceBetween size="l">
                <Names {...fields} />
                <ExecutionRole {...fields} />
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2" description={t.keysHint}>{t.keys}</Header>}>
              <SpaceBetween size="l">
                <Keys {...fields} />
                <Statements {...fields} />
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">{t.timeSeries}</Header>}><TimeSeries {...fields} /></Container>
            <SetUpProgress step={step} busy={busy} error={error} retry={run} />
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}
