import Box from "@cloudscape-design/components/box";
import BarChart from "@cloudscape-design/components/bar-chart";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo } from "react";
import { GoButton } from "../../components/GoButton.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { EventList } from "../audit/EventList.tsx";
import { useEvents } from "../audit/useEvents.ts";
import { overTime } from "./overTime.ts";

const MOST = 1000;

/** What has been done with the key, from the audit trail: a chart over time, and the newest events. */
export function UsageTab({ arn }: { arn: string }) {
  const { strings, language } = useSpeech();
  const t = strings.keys;
  const asked = useEvents({ attribute: { AttributeKey: "ResourceName", AttributeValue: arn }, most: MOST });
  const events = asked.data?.events ?? [];
  const chart = useMemo(() => overTime(events), [events]);
  if (asked.error && !asked.data) return <Refusal error={asked.error} retry={asked.reload} />;
  if (!asked.data) return <Waiting />;
  const format = new Intl.DateTimeFormat(language, chart.step >= 86_400 ? { dateStyle: "medium" } : { dateStyle: "short", timeStyle: "short" });
  const label = (at: Date) => format.format(at);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={asked.data.more ? t.usedNewest(MOST) : t.usedHint}
            actions={<GoButton to={`/events?resource=${encodeURIComponent(arn)}`}>{t.inHistory}</GoButton>}
          >
            {t.used}
          </Header>
        }
      >
        {events.length ? (
          <BarChart
            stackedBars
            hideFilter
            height={220}
            ariaLabel={t.used}
            xTitle={t.time}
            yTitle={t.events}
            xScaleType="categorical"
            xDomain={chart.times.map(label)}
            series={chart.series.map(({ name, counts }) => ({
              type: "bar" as const,
              title: name,
              data: counts.map((y, at) => ({ x: label(chart.times[at] as Date), y })),
            }))}
          />
        ) : (
          <Box textAlign="center" color="text-body-secondary">{t.usedNever}</Box>
        )}
      </Container>
      <EventList asked={asked} events={events} headingLevel="h2" />
    </SpaceBetween>
  );
}
