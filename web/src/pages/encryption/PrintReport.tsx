import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useEffect } from "react";
import { useOperation } from "../../api/useOperation.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useTitle } from "../../components/useTitle.ts";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ReportBody } from "./ReportBody.tsx";
import { isSound } from "./stores.ts";

const CHARTS_DRAWN_MS = 1500;

/** The evidence report on paper: nothing around it, light, and the browser's print as soon as its charts are drawn. */
export function PrintReport() {
  const t = useStrings().encryption;
  const { data, error, reload } = useOperation("sealcanvas", "DescribeStoreVerification", {});
  const last = data?.Last;
  useTitle(t.report);
  useEffect(() => applyMode(Mode.Light), []);
  useEffect(() => {
    if (!last) return;
    const timer = window.setTimeout(() => window.print(), CHARTS_DRAWN_MS);
    return () => window.clearTimeout(timer);
  }, [last]);
  return (
    <main>
      <Box padding="l">
        <Header variant="h1" description={last && (isSound(last) ? t.isSound : t.notSound)}>{t.report}</Header>
        <Box padding={{ top: "l" }}>
          {last ? <ReportBody last={last} /> : error ? <Refusal error={error} retry={reload} /> : data ? t.never : <Waiting />}
        </Box>
      </Box>
    </main>
  );
}
