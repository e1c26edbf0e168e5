import { useCallback, useContext, useState } from "react";
import { useAction } from "../api/useAction.ts";
import { actAs, SessionContext } from "./session.ts";

/** Acting as a role: the dialog's state, and the change itself, after which the page begins anew as the role. */
export function useRoleSwitch() {
  const state = useContext(SessionContext);
  const [choosing, setChoosing] = useState(false);
  const { run, busy, error, clear } = useAction(
    useCallback(
      async (roleArn: string | null) => {
        state?.change(await actAs(roleArn));
        window.location.assign("/console/");
      },
      [state],
    ),
  );
  return {
    choosing,
    busy,
    error,
    be: run,
    open: useCallback(() => {
      clear();
      setChoosing(true);
    }, [clear]),
    close: useCallback(() => setChoosing(false), []),
  };
}

export type RoleSwitching = ReturnType<typeof useRoleSwitch>;
