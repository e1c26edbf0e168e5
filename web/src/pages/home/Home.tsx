import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type Asked, useAsked } from "../../api/useOperation.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { type Found, look, STEPS, type Step } from "./steps.ts";

const PLACES: Record<Step, string> = {
  key: "/keys/create",
  role: "/roles/create",
  domain: "/domains/create",
  profile: "/domains",
  dataset: "/datasets/import",
  model: "/models/create",
  prediction: "/models",
};

/** Where one lands: what to do first, and what of it is done. */
export function Home() {
  const t = useStrings();
  const { session } = useSession();
  const { workspace, asked: choices } = useWorkspace();
  const admin = session.Kind !== "user-profile";
  const ready = !admin || Boolean(choices.data ?? choices.error);
  const asked: Asked<Found> = useAsked(ready ? `steps ${workspace?.domainId}/${workspace?.profile}` : null, 0, (signal) => look(admin, workspace, signal));
  return (
    <Page title={t.common.product} crumbs={[]} description={admin ? t.home.admin : t.home.analyst}>
      {asked.data ? <Steps found={asked.data} steps={STEPS.filter((step) => admin || ["dataset", "model", "prediction"].includes(step))} /> : <Waiting problem={asked.error} />}
    </Page>
  );
}

function Steps({ found, steps }: { found: Found; steps: readonly Step[] }) {
  const t = useStrings().home;
  const next = steps.find((step) => found[step] === false);
  const all = steps.every((step) => found[step]);
  const far = next && steps.indexOf(next) > 1 ? next : undefined; // else it is seen at once
  return (
    <SpaceBetween size="m">
      <Header variant="h2">{t.steps}</Header>
      {found.domain === false ? (
        <Alert action={<GoButton to="/domains/create/quick" variant="primary">{t.quick}</GoButton>}>{t.quickHint}</Alert>
      ) : far ? (
        <Alert action={<GoButton to={PLACES[far]} variant="primary">{t[far].act}</GoButton>}>{t.nextIs(t[far].title)}</Alert>
      ) : all && (
        <Alert type="success" action={<GoButton to="/predictions">{t.toPredictions}</GoButton>}>{t.allDone}</Alert>
      )}
      {steps.map((step, place) => (
        <Container
          key={step}
          header={
            <Header variant="h3" description={t[step].hint} actions={<GoButton variant={step === next && !far && found.domain !== false ? "primary" : "normal"} to={PLACES[step]}>{t[step].act}</GoButton>}>
              {`${place + 1}. ${t[step].title}`}
            </Header>
          }
        >
          <State done={found[step]} next={step === next} />
        </Container>
      ))}
    </SpaceBetween>
  );
}

function State({ done, next }: { done: boolean | undefined; next: boolean }) {
  const t = useStrings().home;
  if (done) return <StatusIndicator type="success">{t.done}</StatusIndicator>;
  if (done === undefined) return <Box color="text-body-secondary">{t.unknown}</Box>;
  return next ? <StatusIndicator type="info">{t.next}</StatusIndicator> : <StatusIndicator type="pending">{t.later}</StatusIndicator>;
}
