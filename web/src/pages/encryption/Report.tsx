import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useOperation } from "../../api/useOperation.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { evidence } from "./evidence.ts";
import { ReportBody } from "./ReportBody.tsx";
import { isSound, storesOf } from "./stores.ts";
import { useKeyNames } from "./useKeyNames.ts";

/** The evidence of the last verification, to read, to print (the browser's PDF), and to take along as one HTML file. */
export function Report() {
  const { strings, language } = useSpeech();
  const t = strings.encryption;
  const { session } = useSession();
  const names = useKeyNames();
  const { data, error, reload } = useOperation("sealcanvas", "DescribeStoreVerification", {});
  const crumbs = [[strings.navigation.encryption, "/encryption"]] as const;
  const last = data?.Last;
  if (!last) {
    return (
      <Page title={t.report} crumbs={crumbs}>
        {error ? <Refusal error={error} retry={reload} /> : data ? <Box>{t.never}</Box> : <Waiting />}
      </Page>
    );
  }
  const download = () => {
    const html = evidence({ last, stores: storesOf(last.Groups ?? []), session, names, t, language });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
    link.download = `encryption-evidence-${new Date((last.EndTime ?? 0) * 1000).toISOString().slice(0, 10)}.html`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Page
      title={t.report}
      crumbs={crumbs}
      description={isSound(last) ? t.isSound : t.notSound}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="download" onClick={download}>{t.downloadHtml}</Button>
          <Button variant="primary" href="/console/encryption/report/print" target="_blank">{t.print}</Button>
        </SpaceBetween>
      }
    >
      <ReportBody last={last} />
    </Page>
  );
}
