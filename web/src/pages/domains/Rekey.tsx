import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import { call } from "../../api/door.ts";
import type { RekeySummary } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { KeyLink } from "../../components/KeyLink.tsx";
import { count } from "../../components/numbers.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

interface Props {
  domain: string;
  rekey: RekeySummary;
  changed: (isChanged: boolean) => void;
}

/** One move to other keys: how far it is, what it waits for, and what stopped it. */
export function Rekey({ domain, rekey, changed }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.domains;
  const isMoving = rekey.Status === "InProgress";
  const { data } = useOperation("sealcanvas", "DescribeRekey", { DomainId: domain, RekeyId: rekey.RekeyId ?? "" }, isMoving ? 2 : 0);
  const now = data ?? rekey;
  const act = useAction(
    useCallback(async () => {
      if (now.Status === "InProgress") await call("sealcanvas", "StopRekey", { DomainId: domain });
      else {
        const keys = { ...(now.AppKmsKeyArn && { AppKmsKeyId: now.AppKmsKeyArn }), ...(now.StorageKmsKeyArn && { StorageKmsKeyId: now.StorageKmsKeyArn }) };
        await call("sealcanvas", "StartRekey", { DomainId: domain, ...keys });
      }
      changed(true);
    }, [changed, domain, now]),
  );
  const button = now.Status !== "Completed" && (
    <Button loading={act.busy} onClick={() => void act.run()}>{now.Status === "InProgress" ? t.stopRekey : t.resumeRekey}</Button>
  );
  return (
    <Container header={<Header variant="h3" actions={button} description={<When at={now.CreationTime} />}>{t.rekey}</Header>}>
      <SpaceBetween size="m">
        <ProgressBar
          value={now.Status === "Completed" ? 100 : Math.floor(now.ProgressPercent ?? 0)}
          label={t.rekeyStates[now.Status ?? "InProgress"]}
          description={now.Phase && now.Status === "InProgress" ? t.rekeyPhases[now.Phase] : undefined}
          status={now.Status === "Completed" ? "success" : now.Status === "InProgress" ? "in-progress" : "error"}
          resultText={t.rekeyStates[now.Status ?? "InProgress"]}
        />
        {now.FailureReason && <Alert type="error" header={now.FailureCause}>{now.FailureReason}</Alert>}
        {data?.WaitingFor?.map((each) => <Alert key={each} type="info">{each}</Alert>)}
        <KeyValuePairs
          columns={3}
          items={[
            ...(now.AppKmsKeyArn ? [{ label: t.appKey, value: <KeyLink arn={now.AppKmsKeyArn} /> }] : []),
            ...(now.StorageKmsKeyArn ? [{ label: t.storageKey, value: <KeyLink arn={now.StorageKmsKeyArn} /> }] : []),
            ...(data?.Progress ?? []).map((each) => ({
              label: t.rekeyKinds[each.Kind ?? "Objects"],
              value: `${count(each.ArtifactsDone, language)} / ${count(each.ArtifactsTotal, language)}`,
            })),
          ]}
        />
        <Refusal error={act.error} retry={() => void act.run()} />
      </SpaceBetween>
    </Container>
  );
}
