import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Bars } from "../../components/Chart.tsx";
import { Listing } from "../../components/Listing.tsx";
import { count, figure, percent } from "../../components/numbers.ts";
import { useSpeech } from "../../i18n/language.ts";
import { barsOf, type ColumnProfile, distinctKind } from "./profile.ts";

/** The columns with their figures; the chosen one with its distribution. */
export function ColumnProfiles({ rows, profiles }: { rows: number; profiles: readonly ColumnProfile[] }) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s } = strings;
  const [chosen, choose] = useState<ColumnProfile | undefined>(profiles[0]);
  return (
    <SpaceBetween size="l">
      {chosen && <OneColumn rows={rows} profile={chosen} />}
      <Listing<ColumnProfile>
        title={t.columns}
        items={profiles}
        id={(each) => each.name}
        headingLevel="h2"
        selection={{ items: chosen ? [chosen] : [], choose: ([item]) => choose(item) }}
        empty={s.nothing}
        columns={[
          { id: "name", header: s.column, cell: (each) => each.name, value: (each) => each.name },
          { id: "type", header: s.type, cell: (each) => s.columnTypes[each.type], value: (each) => s.columnTypes[each.type] },
          { id: "missing", header: t.missing, cell: (each) => `${count(each.missing, language)} (${percent(rows ? each.missing / rows : 0, language)})`, value: (each) => each.missing },
          { id: "mismatched", header: t.mismatched, cell: (each) => count(each.mismatched ?? 0, language), value: (each) => each.mismatched ?? 0 },
          { id: "unique", header: t.unique, cell: (each) => `${each.approximate ? "≈ " : ""}${count(each.unique, language)}`, value: (each) => each.unique },
          { id: "mean", header: t.mean, cell: (each) => figure(each.mean, language), value: (each) => each.mean },
          { id: "range", header: t.range, cell: (each) => (each.min === undefined ? "-" : `${bound(each.min, language)} – ${bound(each.max, language)}`) },
        ]}
      />
    </SpaceBetween>
  );
}

/** One column: its distribution, and what a table has no room for. */
export function OneColumn({ rows, profile, heading }: { rows: number; profile: ColumnProfile; heading?: string }) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s } = strings;
  const quantiles = Object.entries(profile.quantiles ?? {}).map(([at, value]) => `${at} %: ${figure(value, language)}`).join(", ");
  const distinct = distinctKind(profile, rows);
  const bars = distinct ? [] : barsOf(profile, language);
  return (
    <Container header={<Header variant="h2" description={`${s.columnTypes[profile.type]}, ${t.missing}: ${count(profile.missing, language)} / ${count(rows, language)}`}>{heading ?? profile.name}</Header>}>
      <SpaceBetween size="m">
        {distinct && <Box color="text-body-secondary">{t.distinct[distinct](count(profile.unique, language))}</Box>}
        {bars.length > 0 && <Bars title={t.distribution(profile.name)} bars={bars} horizontal={!profile.histogram} height={profile.histogram ? 200 : Math.max(120, 26 * bars.length)} yTitle={s.rows} format={(value) => count(value, language)} />}
        <KeyValuePairs
          columns={4}
          items={[
            { label: t.unique, value: `${profile.approximate ? "≈ " : ""}${count(profile.unique, language)}` },
            ...(profile.mean === undefined ? [] : [{ label: t.mean, value: figure(profile.mean, language) }, { label: t.deviation, value: figure(profile.deviation, language) }]),
            ...(quantiles ? [{ label: t.quantiles, value: quantiles }] : []),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function bound(value: number | string | undefined, language: string): string {
  return typeof value === "number" ? figure(value, language) : (value?.replace("T00:00:00", "") ?? "-");
}
