import { type ReactNode, useCallback, useEffect, useState } from "react";
import { onRoleEnd, onSessionEnd } from "../api/door.ts";
import { ServiceError } from "../api/errors.ts";
import { Waiting } from "../components/Waiting.tsx";
import { SessionOver } from "./SessionOver.tsx";
import { SignIn } from "./SignIn.tsx";
import { readSession, type Session, SessionContext } from "./session.ts";

/** Shows its children to whoever is signed in, else how to; a session that ends in between takes no typed work away. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null>();
  const [problem, setProblem] = useState<Error>();
  const [over, setOver] = useState(false);

  const look = useCallback(async () => {
    try {
      setSession(await readSession());
      setProblem(undefined);
      setOver(false);
    } catch (error) {
      if (error instanceof ServiceError && error.status === 401) setSession((before) => before ?? null);
      else setProblem(error as Error);
    }
  }, []);

  useEffect(() => void look(), [look]);
  useEffect(() => onSessionEnd(() => setOver(true)), []);
  useEffect(() => onRoleEnd(() => void look()), [look]); // who works on must see as whom

  if (session === undefined) return <Waiting problem={problem} retry={look} />;
  if (session === null) return <SignIn signedIn={look} />;
  return (
    <SessionContext value={{ session, change: setSession }}>
      {children}
      {over && <SessionOver before={session} signedIn={look} />}
    </SessionContext>
  );
}
