import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useCallback } from "react";
import { useLocation } from "wouter";
import type { Input } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { chooseWorkspace } from "../../app/workspace.ts";
import { useSpeech } from "../../i18n/language.ts";
import { keyChanged } from "../keys.ts";
import { MendKey } from "../MendKey.tsx";
import { Refusal } from "../Refusal.tsx";
import { Waiting } from "../Waiting.tsx";
import { Checks } from "./Checks.tsx";
import { Offer } from "./Offer.tsx";
import { applyOffers } from "./offers.ts";

interface Props {
  /** None while there is no user profile to ask about. */
  workspace: Input<"sealcanvas", "CheckWorkspaceAccess"> | null;
  /** What to ask about, to choose above the answer. */
  children?: ReactNode;
  /** Without the list of every request that was asked about, unless something is missing that no offer gives. */
  brief?: boolean;
  /** Called once everything that was missing is there, or a key can be used again. */
  mended?: () => void;
}

/** Whether a user profile may do each task, before one is refused half way; with what is missing, to apply from here. */
export function WorkspaceAccess({ workspace, children, brief, mended }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.domains;
  const { data, error, loading, reload } = useOperation("sealcanvas", "CheckWorkspaceAccess", workspace && { ...workspace, Language: language });
  const { show } = useFlash();
  const [, go] = useLocation();
  const again = useCallback(() => {
    keyChanged();
    reload();
    mended?.();
  }, [mended, reload]);
  const work = () => {
    if (workspace) chooseWorkspace({ domainId: workspace.DomainId, profile: workspace.UserProfileName });
    go("/datasets/import");
  };
  const key = JSON.stringify(workspace);
  const all = useAction(
    useCallback(async () => {
      await applyOffers(JSON.parse(key));
      show({ type: "success", content: t.appliedAll });
      again();
    }, [again, key, show, t]),
  );
  const offers = data?.Offers ?? [];
  const denied = (data?.Checks ?? []).filter((check) => !check.Decision?.Allowed);
  const beyond = denied.length > 0 && !(offers.length && offers.every((offer) => offer.Complete));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={t.preflightHint} actions={<Button loading={loading} onClick={reload}>{t.checkAgain}</Button>}>{t.preflight}</Header>}>
        <SpaceBetween size="m">
          <Refusal error={error} retry={reload} />
          {children}
          {!data && !error && workspace && <Waiting />}
          {data?.Tasks?.map(({ Task = "Import", Allowed }) => (
            <div key={Task}><StatusIndicator type={Allowed ? "success" : "error"}>{t.tasks[Task]}: {Allowed ? t.mayDo : t.mayNotDo}</StatusIndicator></div>
          ))}
          {data && !denied.length && !data.Obstacles?.length && (
            <Alert type="success" action={!brief && <Button variant="primary" onClick={work}>{strings.datasets.import}</Button>}>{brief ? t.allGood : t.allGoodNext}</Alert>
          )}
        </SpaceBetween>
      </Container>
      {data?.Obstacles?.map(({ Cause = "RoleMissing", Resource = "" }) => (
        <Alert
          key={`${Cause} ${Resource}`}
          type={Cause.endsWith("OtherAccount") ? "info" : "error"}
          header={t.causes[Cause]}
          action={Cause === "KeyDisabled" || Cause === "KeyPendingDeletion" ? <MendKey arn={Resource} state={Cause === "KeyDisabled" ? "Disabled" : "PendingDeletion"} mended={again} /> : undefined}
        >
          {Resource}
        </Alert>
      ))}
      {offers.length > 0 && (
        <Container
          header={
            <Header variant="h2" counter={`(${offers.length})`} description={t.missingHint} actions={<Button variant="primary" loading={all.busy} onClick={() => void all.run()}>{t.applyAll}</Button>}>
              {t.missing}
            </Header>
          }
        >
          <SpaceBetween size="l">
            <Refusal error={all.error} retry={() => void all.run()} />
            {workspace && offers.map((offer) => <Offer key={`${offer.Place} ${offer.Policy}`} offer={offer} workspace={workspace} applied={reload} />)}
          </SpaceBetween>
        </Container>
      )}
      {data && (!brief || beyond) && <Checks checks={data.Checks ?? []} mended={again} />}
      {data && <Box color="text-body-secondary">{t.preflightNote}</Box>}
    </SpaceBetween>
  );
}
