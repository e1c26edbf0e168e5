import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { JobState, JobSummary } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { duration } from "./duration.ts";
import { workOf } from "./work.ts";

const STATES: readonly JobState[] = ["Queued", "Running", "Stopping", "Succeeded", "Failed", "Stopped"];
const PAGES = 5;

/** What the server works on, and has worked on, in this account. */
export function Jobs() {
  const { strings, language } = useSpeech();
  const { jobs: t, studio: s } = strings;
  const [state, setState] = useState<JobState>();
  const asked = useAsked(`jobs ${state ?? ""}`, 3, async (signal) => {
    const jobs: JobSummary[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < PAGES; page += 1) {
      const found = await call("sealcanvas", "ListJobs", { State: state, MaxResults: 100, NextToken }, signal);
      jobs.push(...(found.Jobs ?? []));
      NextToken = found.NextToken;
      if (!NextToken) break;
    }
    return jobs;
  });
  const every = { value: "", label: t.everyState };
  const option = (value: JobState) => ({ value, label: s.status[value] });
  const work = (each: JobSummary) => workOf(each.Kind ?? "", t.works);
  const took = (each: JobSummary) => (each.StartTime ? Number(each.EndTime ?? Date.now() / 1000) - Number(each.StartTime) : undefined);
  return (
    <Page title={t.title} crumbs={[]} description={t.description}>
      <FormField label={s.statusTitle}>
        <Select selectedOption={state ? option(state) : every} options={[every, ...STATES.map(option)]} onChange={({ detail }) => setState((detail.selectedOption.value || undefined) as JobState | undefined)} />
      </FormField>
      <Listing<JobSummary>
        title={t.title}
        asked={asked}
        items={asked.data ?? []}
        id={(each) => each.JobId ?? ""}
        empty={<Empty title={t.empty} hint={t.emptyHint} />}
        columns={[
          { id: "work", header: t.work, cell: (each) => <Go to={`/jobs/${encodeURIComponent(each.JobArn ?? "")}`}>{work(each)}</Go>, value: work },
          { id: "state", header: s.statusTitle, cell: (each) => <Status status={each.State} />, value: (each) => each.State },
          { id: "for", header: t.resource, cell: (each) => each.JobArn?.split(":").slice(5).join(":"), value: (each) => each.JobArn },
          { id: "priority", header: t.priority, cell: (each) => each.Priority && t.priorities[each.Priority], value: (each) => each.Priority },
          { id: "created", header: t.submitted, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
          { id: "took", header: t.took, cell: (each) => { const seconds = took(each); return seconds === undefined ? "-" : duration(seconds, language); }, value: took },
        ]}
      />
    </Page>
  );
}
