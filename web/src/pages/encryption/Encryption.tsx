import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import type { StoreVerification } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Empty } from "../../components/Empty.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { Problems } from "./Problems.tsx";
import { StoreList } from "./StoreList.tsx";
import { isSound } from "./stores.ts";

const EVERY_SECONDS = 1;

/** Everything at rest, under which key, and when each byte was last checked; a button that checks it now. */
export function Encryption() {
  const { strings, language } = useSpeech();
  const t = strings.encryption;
  const { show } = useFlash();
  const [search, setSearch] = useState("");
  const [watching, setWatching] = useState(false);
  const asked = useOperation("sealcanvas", "DescribeStoreVerification", {}, watching ? EVERY_SECONDS : 0);
  const verifying = useAction(
    useCallback(async () => {
      setWatching(true);
      try {
        const report = await call("sealcanvas", "VerifyStore", search ? { Search: [search] } : {});
        const { UnsealedCount = 0, DamagedCount = 0, FoundCount = 0 } = report.Summary ?? {};
        show(UnsealedCount + DamagedCount + FoundCount ? { type: "error", content: t.notSound } : { type: "success", content: t.isSound });
      } finally {
        setWatching(false);
        asked.reload();
      }
    }, [asked.reload, search, show, t]),
  );
  const state = asked.data;
  if (asked.error && !state) {
    return <Page title={strings.navigation.encryption} crumbs={[]} description={t.description}><Refusal error={asked.error} retry={asked.reload} /></Page>;
  }
  const last = state?.Last;
  const running = verifying.busy || state?.Status === "InProgress";
  const share = state?.FilesTotal ? Math.min(99, (100 * (state.FilesDone ?? 0)) / state.FilesTotal) : 0;
  return (
    <Page
      title={strings.navigation.encryption}
      crumbs={[]}
      description={t.description}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <GoButton to="/encryption/report" disabled={!last}>{t.report}</GoButton>
          <Button variant="primary" loading={running} onClick={() => void verifying.run()}>{t.verify}</Button>
        </SpaceBetween>
      }
    >
      <Refusal error={verifying.error} retry={() => void verifying.run()} />
      {running && (
        <Container>
          <ProgressBar
            value={state?.Status === "InProgress" ? share : 0}
            label={t.verifying}
            additionalInfo={state?.Status === "InProgress" ? t.progress(count(state.FilesDone, language), count(state.FilesTotal, language)) : t.beginning}
          />
        </Container>
      )}
      {!state && <Waiting />}
      {state?.Status === "Interrupted" && !running && <Alert type="warning">{t.interrupted}</Alert>}
      {state && !last && !running && <Empty title={t.never} hint={t.neverHint} action={<Button onClick={() => void verifying.run()}>{t.verify}</Button>} />}
      {last && <Summary last={last} />}
      {last && <Problems last={last} />}
      {last && <StoreList last={last} />}
      {state && (
        <Container header={<Header variant="h2" description={t.searchHint}>{t.search}</Header>}>
          <FormField label={t.searchText} constraintText={t.searchConstraint}>
            <Input value={search} onChange={({ detail }) => setSearch(detail.value)} spellcheck={false} />
          </FormField>
        </Container>
      )}
    </Page>
  );
}

function Summary({ last }: { last: StoreVerification }) {
  const { strings, language } = useSpeech();
  const t = strings.encryption;
  const { UnsealedCount, DamagedCount, FoundCount, FileCount, ByteCount } = last.Summary ?? {};
  const none = (value: number | undefined) => (
    <StatusIndicator type={value ? "error" : "success"}>{count(value ?? 0, language)}</StatusIndicator>
  );
  return (
    <Container header={<Header variant="h2" description={<>{t.lastVerified} <When at={last.EndTime} /></>}>{isSound(last) ? t.isSound : t.notSound}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t.unsealed, value: none(UnsealedCount) },
          { label: t.damaged, value: none(DamagedCount) },
          { label: t.found, value: last.SearchedCount ? none(FoundCount) : <Box color="text-body-secondary">{t.notSearched}</Box> },
          { label: t.checked, value: t.checkedAmount(count(FileCount, language), bytes(ByteCount, language)) },
        ]}
      />
    </Container>
  );
}
