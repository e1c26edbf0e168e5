import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import type { Input } from "../../api/door.ts";
import type { WorkspaceOffer } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { Code } from "../Code.tsx";
import { KeyLink } from "../KeyLink.tsx";
import { Refusal } from "../Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { applyOffer } from "./offers.ts";

interface Props {
  offer: WorkspaceOffer;
  workspace: Input<"sealcanvas", "CheckWorkspaceAccess">;
  applied: () => void;
}

/** Statements that are missing in one policy, and the button that puts them there. */
export function Offer({ offer, workspace, applied }: Props) {
  const t = useStrings().domains;
  const place = offer.Place ?? "";
  const apply = useAction(
    useCallback(async () => {
      await applyOffer(workspace, offer);
      applied();
    }, [applied, offer, workspace]),
  );
  const isKey = place.includes(":kms:");
  return (
    <SpaceBetween size="s">
      <Box variant="h3">{isKey ? <>{t.places.key} <KeyLink arn={place} /></> : `${offer.Layer === "trust" ? t.places.trust : t.places.role} ${place.split("/").at(-1)?.split("#")[0]}`}</Box>
      <Box color="text-body-secondary">{(offer.Tasks ?? []).map((task) => t.tasks[task]).join(", ")}</Box>
      {(offer.Statements ?? []).map((statement) => <Code key={statement} text={statement} label={place} />)}
      <ExpandableSection headerText={t.difference}><Box variant="pre">{offer.Diff}</Box></ExpandableSection>
      <Button loading={apply.busy} onClick={() => void apply.run()} ariaLabel={`${t.apply}: ${place}`}>{t.apply}</Button>
      {!offer.Complete && <Box>{t.incomplete}</Box>}
      <Refusal error={apply.error} retry={() => void apply.run()} />
    </SpaceBetween>
  );
}
