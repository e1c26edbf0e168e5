import Box from "@cloudscape-design/components/box";
import BarChart from "@cloudscape-design/components/bar-chart";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import PieChart from "@cloudscape-design/components/pie-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { StoreVerification } from "../../api/shapes/sealcanvas.ts";
import { bytes, count } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { Problems } from "./Problems.tsx";
import { byKey, shortKey, type Store, storesOf, withoutKey } from "./stores.ts";
import { useKeyNames } from "./useKeyNames.ts";

/** What a verification found, in figures, charts and tables. */
export function ReportBody({ last }: { last: StoreVerification }) {
  const { strings, language } = useSpeech();
  const t = strings.encryption;
  const { session } = useSession();
  const names = useKeyNames();
  const stores = storesOf(last.Groups ?? []);
  const formats: Record<string, string> = t.formats;
  const name = (store: Store) => (store.key ? shortKey(store.key, names) : t.rootOrNothing[withoutKey(store)]);
  const keys = byKey(stores, name);
  const { UnsealedCount = 0, DamagedCount = 0, FoundCount = 0, FileCount, ByteCount } = last.Summary ?? {};
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t.summary}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: strings.session.account, value: `${session.Account}, ${session.Region}` },
            { label: t.began, value: <When at={last.StartTime} /> },
            { label: t.ended, value: <When at={last.EndTime} /> },
            { label: t.by, value: last.Principal },
            { label: t.checked, value: t.checkedAmount(count(FileCount, language), bytes(ByteCount, language)) },
            { label: t.unsealed, value: count(UnsealedCount, language) },
            { label: t.damaged, value: count(DamagedCount, language) },
            { label: t.found, value: last.SearchedCount ? count(FoundCount, language) : t.notSearched },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">{t.byKey}</Header>}>
        <PieChart
          variant="donut"
          size="medium"
          hideFilter
          ariaLabel={t.byKey}
          data={keys.map((each) => ({ title: each.name, value: each.bytes }))}
          innerMetricValue={bytes(ByteCount, language)}
          segmentDescription={({ value }) => bytes(value, language)}
          detailPopoverContent={({ value }) => [{ key: t.bytes, value: bytes(value, language) }]}
        />
      </Container>
      <Container header={<Header variant="h2">{t.byFormat}</Header>}>
        <BarChart
          hideFilter
          hideLegend
          horizontalBars
          height={260}
          ariaLabel={t.byFormat}
          xScaleType="categorical"
          xTitle={t.store}
          yTitle={t.files}
          series={[{ type: "bar", title: t.files, data: filesByFormat(stores).map(([format, y]) => ({ x: formats[format] ?? format, y })) }]}
        />
      </Container>
      <Table
        wrapLines
        header={<Header variant="h2">{t.stores}</Header>}
        items={stores}
        ariaLabels={{ tableLabel: t.stores }}
        columnDefinitions={[
          { id: "format", header: t.store, isRowHeader: true, cell: (each) => formats[each.format] ?? each.format },
          { id: "key", header: t.key, cell: (each) => each.key || t.rootOrNothing[withoutKey(each)] },
          { id: "files", header: t.files, cell: (each) => count(each.files, language) },
          { id: "bytes", header: t.bytes, cell: (each) => bytes(each.bytes, language) },
          { id: "wrong", header: t.notAuthentic, cell: (each) => count(each.wrong + each.unopenable, language) },
        ]}
      />
      <Problems last={last} />
      <Box color="text-body-secondary">{t.method}</Box>
    </SpaceBetween>
  );
}

function filesByFormat(stores: readonly Store[]): [string, number][] {
  const formats = new Map<string, number>();
  for (const { format, files } of stores) formats.set(format, (formats.get(format) ?? 0) + files);
  return [...formats].sort(([, a], [, b]) => b - a);
}
