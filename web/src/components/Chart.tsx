import { type ComponentProps, lazy, Suspense } from "react";
import { Waiting } from "./Waiting.tsx";

const LazyBars = lazy(async () => ({ default: (await import("./charts/Bars.tsx")).Bars }));
const LazyLines = lazy(async () => ({ default: (await import("./charts/Lines.tsx")).Lines }));

/** Bars, loaded when the first chart is shown. */
export function Bars(props: ComponentProps<typeof LazyBars>) {
  return <Suspense fallback={<Waiting />}><LazyBars {...props} /></Suspense>;
}

/** Lines over numbers or times, loaded when the first chart is shown. */
export function Lines(props: ComponentProps<typeof LazyLines>) {
  return <Suspense fallback={<Waiting />}><LazyLines {...props} /></Suspense>;
}
