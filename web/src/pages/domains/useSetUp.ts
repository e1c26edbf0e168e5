import { useCallback, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { chooseWorkspace } from "../../app/workspace.ts";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { type Draft, NEW_DRAFT } from "./draft.ts";
import { type Made, type Step, setUp } from "./setUp.ts";

/** A set-up under way: its fields, the step that it is at, and how to do it or go on with it. */
export function useSetUp(first: Partial<Draft> = {}) {
  const t = useStrings().domains;
  const { session } = useSession();
  const { show } = useFlash();
  const [, go] = useLocation();
  const [draft, setDraft] = useState<Draft>({ ...NEW_DRAFT, ...first });
  const [step, setStep] = useState<Step>();
  const made = useRef<Made>({});
  const action = useAction(
    useCallback(async () => {
      const domainId = await setUp(draft, session.Account, made.current, setStep);
      chooseWorkspace({ domainId, profile: draft.profile }); // what comes next is done there
      show({ type: "success", content: t.ready(draft.name) });
      go(`/domains/${domainId}?tab=access`);
    }, [draft, go, session.Account, show, t]),
  );
  const change = useCallback((to: Partial<Draft>) => setDraft((before) => ({ ...before, ...to })), []);
  return { draft, change, step, busy: action.busy, error: action.error, run: () => void action.run() };
}
