import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import type { Policy } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { Go } from "../../components/Go.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { type Entity, setBoundary } from "./entity.ts";
import { policyPath, PolicyTable } from "./PolicyTable.tsx";

/** The permissions boundary of a role or user: the most that its policies can give. */
export function Boundary({ entity, boundary, changed }: { entity: Entity; boundary: string; changed: () => void }) {
  const strings = useStrings();
  const t = strings.iam;
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<Policy[]>([]);
  const set = useAction(
    useCallback(
      async (arn: string) => {
        await setBoundary(entity, arn);
        setChoosing(false);
        changed();
      },
      [changed, entity],
    ),
  );
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {boundary && <Button loading={set.busy} onClick={() => void set.run("")}>{strings.common.remove}</Button>}
      <Button onClick={() => setChoosing(true)}>{boundary ? t.changeBoundary : t.setBoundary}</Button>
    </SpaceBetween>
  );
  return (
    <Container header={<Header variant="h2" description={t.boundaryHint} actions={actions}>{t.boundary}</Header>}>
      <SpaceBetween size="s">
        {!choosing && <Refusal error={set.error} />}
        {boundary ? <Go to={policyPath(boundary)}>{boundary}</Go> : <Box color="text-body-secondary">{t.noBoundary}</Box>}
      </SpaceBetween>
      {choosing && (
        <Dialog
          title={t.setBoundary}
          size="large"
          button={t.setBoundary}
          busy={set.busy}
          disabled={!chosen.length}
          run={() => void set.run(chosen[0]?.Arn ?? "")}
          close={() => setChoosing(false)}
        >
          <SpaceBetween size="m">
            <Refusal error={set.error} />
            <PolicyTable chosen={chosen} choose={setChosen} single title={t.boundary} />
          </SpaceBetween>
        </Dialog>
      )}
    </Container>
  );
}
