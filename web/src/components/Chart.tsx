import { type ComponentProps, Suspense } from "react";
import { late } from "../api/late.ts";
import { Waiting } from "./Waiting.tsx";

const LazyBars = late(async () => (await import("./charts/Bars.tsx")).Bars);
const LazyLines = late(async () => (await import("./charts/Lines.tsx")).Lines);

/** Bars, loaded when the first chart is shown. */
export function Bars(props: ComponentProps<typeof LazyBars>) {
  return <Suspense fallback={<Waiting />}><LazyBars {...props} /></Suspense>;
}

/** Lines over numbers or times, loaded when the first chart is shown. */
export function Lines(props: ComponentProps<typeof LazyLines>) {
  return <Suspense fallback={<Waiting />}><LazyLines {...props} /></Suspense>;
}
