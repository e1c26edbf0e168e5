import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useCallback, useState } from "react";
import type { PolicyType } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Dialog } from "../Dialog.tsx";
import { Refusal } from "../Refusal.tsx";
import { ChangeReview } from "./ChangeReview.tsx";
import { Diff } from "./Diff.tsx";
import { PolicyField } from "./PolicyField.tsx";
import { laidOut } from "./statements.ts";

interface Props {
  /** Where the policy is kept, as ReviewPolicyChange names it: a key's, bucket's, role's or managed policy's ARN; ARN#name inline. */
  place: string;
  kind: PolicyType;
  /** Whose the policy is, where it has a resource: tells the linter's account. */
  resourceArn?: string;
  /** The text as it stands; "" where there is none yet. */
  saved: string;
  /** What to begin with, where it is not `saved`. */
  draft?: string;
  /** Save the text; throws what the service refuses with. */
  save: (text: string) => Promise<unknown>;
  /** Leave: with the change made, or without. */
  close: (changed: boolean) => void;
  label: string;
  /** What else can be done with the text: buttons that insert a statement. Given the text and how to change it. */
  offers?: (text: string, change: (text: string) => void) => ReactNode;
}

/** Edits a policy: its text with findings as one types, then what differs and what the change opens or closes, then Save changes. */
export function PolicyEditor({ place, kind, resourceArn, saved, draft, save, close, label, offers }: Props) {
  const t = useStrings();
  const { show } = useFlash();
  const before = laidOut(saved);
  const [text, setText] = useState(draft ?? before);
  const [reviewing, setReviewing] = useState(false);
  const review = useOperation("sealcanvas", "ReviewPolicyChange", reviewing ? { Document: place, Policy: text } : null);
  const saving = useAction(
    useCallback(async () => {
      await save(text);
      show({ type: "success", content: t.policy.saved(label) });
    }, [label, save, show, t, text]),
  );
  const go = async () => {
    if (!(await saving.run())) return;
    setReviewing(false);
    close(true);
  };
  return (
    <SpaceBetween size="m">
      {offers?.(text, setText)}
      <PolicyField value={text} onChange={setText} kind={kind} resourceArn={resourceArn} saved={before} label={label} />
      <Box float="right">
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => close(false)}>{t.common.cancel}</Button>
          <Button variant="primary" disabled={!text.trim() || laidOut(text) === before} onClick={() => setReviewing(true)}>{t.policy.review}</Button>
        </SpaceBetween>
      </Box>
      {reviewing && (
        <Dialog
          title={t.policy.reviewTitle}
          size="max"
          back={t.policy.back}
          button={t.common.save}
          busy={saving.busy}
          disabled={review.loading}
          run={() => void go()}
          close={() => setReviewing(false)}
        >
          <SpaceBetween size="l">
            <Refusal error={saving.error} retry={() => void go()} />
            <section>
              <Box variant="h3">{t.policy.reach}</Box>
              <ChangeReview asked={review} />
            </section>
            <section>
              <Box variant="h3">{t.policy.difference}</Box>
              <Diff before={before} after={laidOut(text)} />
            </section>
          </SpaceBetween>
        </Dialog>
      )}
    </SpaceBetween>
  );
}
