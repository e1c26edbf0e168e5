import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useStrings } from "../i18n/language.ts";

export type Message = Pick<FlashbarProps.MessageDefinition, "type" | "header" | "content" | "action">;

interface Flash {
  items: FlashbarProps.MessageDefinition[];
  show: (message: Message) => void;
}

const FlashContext = createContext<Flash | null>(null);
const MOST = 5;
// What is done leads to another page, where it is read; on the page after that it is old.
const MOVES = 2;
let next = 0;

/** Keeps the messages at the top of the page: what was done, what has ended meanwhile. */
export function FlashProvider({ children }: { children: ReactNode }) {
  const { dismiss } = useStrings().common;
  const [place] = useLocation();
  const [shown, setShown] = useState<(FlashbarProps.MessageDefinition & { moves: number })[]>([]);
  const show = useCallback((message: Message) => {
    next += 1;
    const id = String(next);
    const onDismiss = () => setShown((before) => before.filter((each) => each.id !== id));
    setShown((before) => [{ ...message, id, moves: 0, dismissible: true, dismissLabel: dismiss, onDismiss }, ...before].slice(0, MOST));
  }, [dismiss]);
  useEffect(() => setShown((before) => moved(before)), [place]);
  const value = useMemo(() => ({ items: shown, show }), [shown, show]);
  return <FlashContext value={value}>{children}</FlashContext>;
}

function moved<T extends Message & { moves: number }>(before: T[]): T[] {
  return before.map((each) => ({ ...each, moves: each.moves + 1 })).filter((each) => each.type !== "success" || each.moves < MOVES);
}

/** The messages, and how to show one. */
export function useFlash(): Flash {
  const flash = useContext(FlashContext);
  if (!flash) throw new Error("useFlash outside of FlashProvider");
  return flash;
}
