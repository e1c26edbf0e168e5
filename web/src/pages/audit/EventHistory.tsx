import Button from "@cloudscape-design/components/button";
import DateRangePicker from "@cloudscape-design/components/date-range-picker";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { GoButton } from "../../components/GoButton.tsx";
import { ServiceError } from "../../api/errors.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ChainBadge } from "./ChainBadge.tsx";
import { EventList } from "./EventList.tsx";
import { ATTRIBUTES, type Filter, filterOf, searchOf } from "./filter.ts";
import { recordText } from "./record.ts";
import { isValidRange, RANGES, type Range, secondsOf } from "./range.ts";
import { useEvents } from "./useEvents.ts";

const STEP = 200;

/** The audit trail: filtered by one attribute and a time range; the filter stands in the address. */
export function EventHistory() {
  const strings = useStrings();
  const t = strings.audit;
  const search = useSearch();
  const [, go] = useLocation();
  const filter = filterOf(search);
  const [typed, setTyped] = useState(filter);
  const [range, setRange] = useState<Range | null>(null);
  const [most, setMost] = useState(STEP);
  useEffect(() => {
    setTyped(filterOf(search));
    setMost(STEP);
  }, [search]);
  const asked = useEvents({
    attribute: filter.value ? { AttributeKey: filter.attribute, AttributeValue: filter.value } : undefined,
    ...secondsOf(range, new Date()),
    most,
    people: filter.people,
  });
  const events = asked.data?.events ?? [];
  // Refused whatever is asked for: a form to ask by is of no use.
  if (asked.error instanceof ServiceError && asked.error.denied && !asked.data) {
    return <Page title={strings.navigation.events} crumbs={[]} description={t.description}><Refusal error={asked.error} retry={asked.reload} /></Page>;
  }
  const { read = 0, more = false } = asked.data ?? {};
  const told = filter.people && asked.data ? t.peoples(events.length, read, more) : more ? t.newest(events.length) : "";
  const apply = (next: Filter) => go(`/events${searchOf(next)}`);
  const options = ATTRIBUTES.map((attribute) => ({ value: attribute, label: t.attributes[attribute] }));
  const download = () => {
    const text = `[${events.map(recordText).join(",\n")}]`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "event_history.json";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Page title={strings.navigation.events} crumbs={[]} description={t.description} actions={<GoButton to="/denials">{strings.navigation.denials}</GoButton>} info={<ChainBadge />}>
      <Grid gridDefinition={[{ colspan: { default: 12, s: 3 } }, { colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 3 } }]}>
        <FormField label={t.lookUp}>
          <Select
            selectedOption={options.find((each) => each.value === typed.attribute) ?? null}
            options={options}
            onChange={({ detail }) => setTyped({ ...typed, attribute: detail.selectedOption.value as Filter["attribute"], value: "" })}
          />
        </FormField>
        <FormField label={t.attributes[typed.attribute]} secondaryControl={<Button onClick={() => apply(typed)}>{t.apply}</Button>}>
          <Input
            type="search"
            value={typed.value}
            placeholder={t.examples[typed.attribute]}
            clearAriaLabel={strings.common.clearFilter}
            onChange={({ detail }) => {
              const next = { ...typed, value: detail.value };
              setTyped(next);
              if (!detail.value && filter.value) apply(next);
            }}
            onKeyDown={({ detail }) => detail.key === "Enter" && apply(typed)}
          />
        </FormField>
        <FormField label={t.range}>
          <DateRangePicker
            value={range}
            onChange={({ detail }) => {
              setRange(detail.value);
              setMost(STEP);
            }}
            relativeOptions={RANGES.map((each) => ({ ...each, key: `${each.amount}${each.unit}` }))}
            isValidRange={(value) => (isValidRange(value) ? { valid: true } : { valid: false, errorMessage: t.rangeWrong })}
            placeholder={t.anyTime}
            i18nStrings={{
              applyButtonLabel: t.apply,
              cancelButtonLabel: strings.common.cancel,
              clearButtonLabel: strings.common.clearFilter,
              relativeModeTitle: t.relative,
              absoluteModeTitle: t.absolute,
              relativeRangeSelectionHeading: t.range,
              customRelativeRangeOptionLabel: t.custom,
              customRelativeRangeOptionDescription: t.customHint,
              customRelativeRangeDurationLabel: t.duration,
              customRelativeRangeUnitLabel: t.unit,
              startDateLabel: t.startDate,
              endDateLabel: t.endDate,
              startTimeLabel: t.startTime,
              endTimeLabel: t.endTime,
              formatRelativeRange: ({ amount, unit }) => t.last(amount, unit),
              formatUnit: (unit, amount) => t.unitOf(amount, unit),
            }}
          />
        </FormField>
      </Grid>
      <SegmentedControl
        label={t.who}
        selectedId={filter.people ? "people" : "all"}
        options={[{ id: "all", text: t.everybody }, { id: "people", text: t.people }]}
        onChange={({ detail }) => apply({ ...filter, people: detail.selectedId === "people" })}
      />
      <EventList
        asked={asked}
        events={events}
        description={told}
        actions={
          <>
            {asked.data?.more && <Button onClick={() => setMost(most + STEP)} loading={asked.loading}>{t.loadMore}</Button>}{" "}
            <Button iconName="download" disabled={!events.length} onClick={download}>{t.download}</Button>
          </>
        }
      />
    </Page>
  );
}
