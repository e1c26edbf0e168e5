import { Router } from "wouter";
import { SpeechProvider } from "../i18n/SpeechProvider.tsx";
import { RefusedFlash } from "../session/RefusedFlash.tsx";
import { SessionGate } from "../session/SessionGate.tsx";
import { Frame } from "./Frame.tsx";
import { FlashProvider } from "./flash.tsx";
import { Importer } from "./Importer.tsx";
import { Watcher } from "./Watcher.tsx";

/** The whole page. */
export function App() {
  return (
    <SpeechProvider>
      <SessionGate>
        <Router base="/console">
          <FlashProvider>
            <Frame />
            <RefusedFlash />
            <Importer />
            <Watcher />
          </FlashProvider>
        </Router>
      </SessionGate>
    </SpeechProvider>
  );
}
