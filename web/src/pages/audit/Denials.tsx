import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useSearch } from "wouter";
import { call } from "../../api/door.ts";
import type { Denial } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { When } from "../../components/When.tsx";
import { WhyModal } from "../../components/WhyModal.tsx";
import { useStrings } from "../../i18n/language.ts";

const STEP = 100;

/** What policies have refused; each opens why, and the change that would allow it. */
export function Denials() {
  const strings = useStrings();
  const t = strings.audit;
  const [most, setMost] = useState(STEP);
  const [shown, setShown] = useState(new URLSearchParams(useSearch()).get("id") ?? undefined);
  const asked = useAsked(`denials ${most}`, 0, async (signal) => {
    const denials: Denial[] = [];
    let more: string | undefined;
    do {
      const page = await call("sealcanvas", "ListDenials", { MaxResults: STEP, ...(more && { NextToken: more }) }, signal);
      denials.push(...(page.Denials ?? []));
      more = page.NextToken;
    } while (more && denials.length < most);
    return { denials, more: Boolean(more) };
  });
  const columns: Column<Denial>[] = [
    { id: "operation", header: t.operation, cell: (each) => <Link onFollow={() => setShown(each.DecisionId)}>{each.Operation}</Link>, value: (each) => each.Operation },
    { id: "time", header: t.eventTime, width: 150, cell: (each) => <When at={each.Time} seconds />, value: (each) => each.Time },
    { id: "principal", header: t.principal, cell: (each) => each.Principal },
    { id: "outcome", header: t.outcome, cell: (each) => <Outcome outcome={each.Outcome ?? ""} />, value: (each) => each.Outcome },
    { id: "action", header: t.action, cell: (each) => each.Action },
    { id: "resource", header: t.resources, cell: (each) => each.Resource },
  ];
  return (
    <Page title={strings.navigation.denials} crumbs={[]} description={t.denialsDescription}>
      <Listing
        title={strings.navigation.denials}
        asked={asked}
        items={asked.data?.denials ?? []}
        columns={columns}
        id={(each) => each.DecisionId ?? ""}
        empty={<Empty title={t.noDenials} hint={t.noDenialsHint} />}
        actions={asked.data?.more && <Button onClick={() => setMost(most + STEP)}>{t.loadMore}</Button>}
      />
      {shown && <WhyModal decisionId={shown} close={() => setShown(undefined)} mended={asked.reload} />}
    </Page>
  );
}

function Outcome({ outcome }: { outcome: string }) {
  const t = useStrings().audit;
  const explicit = /explicit/i.test(outcome);
  return <StatusIndicator type={explicit ? "error" : "warning"} wrapText={false}>{explicit ? t.explicitDeny : t.implicitDeny}</StatusIndicator>;
}
