import Autosuggest from "@cloudscape-design/components/autosuggest";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import { useMemo } from "react";
import { useSpeech } from "../../i18n/language.ts";
import type { ColumnProfile } from "../datasets/profile.ts";
import { FREQUENCY, MOST_GROUPS, MOST_QUANTILES, MOST_RELATED, ONE_SERIES, type Series, soundHorizon } from "./series.ts";

interface Props {
  profiles: readonly ColumnProfile[];
  target: string;
  series: Series;
  change: (series: Series) => void;
}

const FREQUENCIES = ["Y", "M", "W", "D", "H", "30min", "15min", "5min", "1min"];
const QUANTILES = ["p1", "p5", "p10", "p20", "p25", "p30", "p40", "p50", "p60", "p70", "p75", "p80", "p90", "p95", "p99"];
const COUNTRIES = "AT AU BE BR CA CH CN CZ DE DK ES FI FR GB GR HU IE IN IT JP KR MX NL NO NZ PL PT SE SG TR TW US ZA".split(" ");

/** How a table is many time series: which column is what, how far ahead, and how sure. */
export function SeriesPart({ profiles, target, series, change }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.models;
  const regions = useMemo(() => new Intl.DisplayNames(language, { type: "region" }), [language]);
  const others = profiles.filter((each) => each.name !== target);
  const option = (name: string) => ({ value: name, label: name });
  const columnOf = (name: string) => (name ? option(name) : null);
  const one = { value: "", label: t.oneSeries };
  const times = others.filter((each) => each.type === "Datetime");
  const taken = (name: string) => [series.item, series.time, ...series.groups, ...series.related].filter((each) => each === name).length > 1;
  return (
    <Container header={<Header variant="h2" description={t.seriesHint}>{t.series}</Header>}>
      <ColumnLayout columns={2}>
        <FormField label={t.item} description={t.itemHint} errorText={series.item && taken(series.item) ? t.differentColumns : undefined}>
          <Select
            selectedOption={series.one ? one : columnOf(series.item)}
            options={[...(profiles.some(({ name }) => name === ONE_SERIES) ? [] : [one]), ...others.map(({ name }) => option(name))]}
            filteringType="auto"
            placeholder={t.chooseColumn}
            onChange={({ detail }) => {
              const { value = "" } = detail.selectedOption;
              change({ ...series, item: value, one: value === "" });
            }}
          />
        </FormField>
        <FormField label={t.time} description={t.timeHint} errorText={series.time && taken(series.time) ? t.differentColumns : undefined}>
          <Select selectedOption={columnOf(series.time)} options={(times.length ? times : others).map(({ name }) => option(name))} placeholder={t.chooseColumn} onChange={({ detail }) => change({ ...series, time: detail.selectedOption.value ?? "" })} />
        </FormField>
        <FormField label={t.groups} description={t.groupsHint}>
          <Multiselect
            selectedOptions={series.groups.map(option)}
            options={others.filter(({ name, type }) => name !== series.item && name !== series.time && type !== "Datetime").map(({ name }) => option(name))}
            placeholder={strings.common.none}
            onChange={({ detail }) => change({ ...series, groups: detail.selectedOptions.map((each) => each.value ?? "").slice(0, MOST_GROUPS) })}
          />
        </FormField>
        <FormField label={t.related} description={t.relatedHint}>
          <Multiselect
            selectedOptions={series.related.map(option)}
            options={others.filter(({ name, type }) => ![series.item, series.time, ...series.groups].includes(name) && (type === "Numeric" || type === "Boolean")).map(({ name }) => option(name))}
            placeholder={strings.common.none}
            onChange={({ detail }) => change({ ...series, related: detail.selectedOptions.map((each) => each.value ?? "").slice(0, MOST_RELATED) })}
          />
        </FormField>
        <FormField label={t.horizon} description={t.horizonHint} errorText={soundHorizon(series.horizon) ? undefined : t.horizonWrong}>
          <Input type="number" inputMode="numeric" value={series.horizon} onChange={({ detail }) => change({ ...series, horizon: detail.value })} />
        </FormField>
        <FormField label={t.frequency} description={t.frequencyHint} errorText={series.frequency === "" || FREQUENCY.test(series.frequency) ? undefined : t.frequencyWrong}>
          <Autosuggest value={series.frequency} options={FREQUENCIES.map((value) => ({ value }))} enteredTextLabel={(text) => text} placeholder={t.dataTells} onChange={({ detail }) => change({ ...series, frequency: detail.value })} />
        </FormField>
        <FormField label={t.country} description={t.countryHint}>
          <Select
            selectedOption={series.country ? { value: series.country, label: regions.of(series.country) } : { value: "", label: t.noHolidays }}
            options={[{ value: "", label: t.noHolidays }, ...COUNTRIES.map((value) => ({ value, label: regions.of(value), description: value }))]}
            filteringType="auto"
            onChange={({ detail }) => change({ ...series, country: detail.selectedOption.value ?? "" })}
          />
        </FormField>
        <FormField label={t.quantiles} description={t.quantilesHint} errorText={series.quantiles.length ? undefined : t.quantilesWrong}>
          <Multiselect
            selectedOptions={series.quantiles.map(option)}
            options={QUANTILES.map(option)}
            onChange={({ detail }) => change({ ...series, quantiles: detail.selectedOptions.map((each) => each.value ?? "").slice(0, MOST_QUANTILES) })}
          />
        </FormField>
      </ColumnLayout>
    </Container>
  );
}
