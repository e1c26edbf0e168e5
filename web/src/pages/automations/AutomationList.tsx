import type { ReactNode } from "react";
import { everyPage } from "../../api/everyPage.ts";
import type { Automation } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

interface Props {
  workspace: { domainId: string; profile: string };
  /** Those alone. */
  only?: (each: Automation) => boolean;
  create: ReactNode;
}

/** Rules by which the studio works by itself. */
export function AutomationList({ workspace: { domainId, profile }, only, create }: Props) {
  const { automations: t, studio: s } = useStrings();
  const asked = useAsked(`automations ${domainId}/${profile}`, 10, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListAutomations", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.Automations ?? []);
  });
  const items = (asked.data ?? []).filter((each) => !only || only(each));
  const told = (each: Automation) => (each.OnDatasetVersion ? t.onVersion : each.OnSourceObject ? t.onObject : `${each.ScheduleExpression} ${each.ScheduleExpressionTimezone ?? "UTC"}`);
  return (
    <Listing<Automation>
      title={t.title}
      asked={asked}
      items={items}
      id={(each) => each.AutomationId ?? ""}
      actions={create}
      empty={<Empty title={t.empty} hint={t.emptyHint} />}
      columns={[
        { id: "name", header: s.name, cell: (each) => <Go to={`/automations/${each.AutomationId}`}>{each.AutomationName}</Go>, value: (each) => each.AutomationName },
        { id: "status", header: s.statusTitle, cell: (each) => <Status status={each.Status} />, value: (each) => each.Status },
        { id: "action", header: t.action, cell: (each) => each.Action && t.doing[each.Action], value: (each) => each.Action },
        { id: "when", header: t.when, cell: told, value: told },
        { id: "next", header: t.next, cell: (each) => <When at={each.NextRunTime as number | undefined} />, value: (each) => each.NextRunTime as number | undefined },
        { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
      ]}
    />
  );
}
