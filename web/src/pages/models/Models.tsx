import { useState } from "react";
import Button from "@cloudscape-design/components/button";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { FailureCause, ModelVersionSummary } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import type { Workspace } from "../../app/workspace.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { LockedStatus } from "../../components/LockedStatus.tsx";
import { StudioPage } from "../../components/StudioPage.tsx";
import { useLocks } from "../../components/useLocks.ts";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The workspace's models, every version of each. */
export function Models() {
  const t = useStrings().models;
  return (
    <StudioPage title={t.title} crumbs={[]} description={t.description}>
      {(workspace) => <List workspace={workspace} />}
    </StudioPage>
  );
}

function List({ workspace: { domainId, profile } }: { workspace: Workspace }) {
  const { models: t, studio: s, common } = useStrings();
  const { show } = useFlash();
  const [chosen, choose] = useState<ModelVersionSummary[]>([]);
  const [deleting, setDeleting] = useState(false);
  const asked = useAsked(`models ${domainId}/${profile}`, 5, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListModelVersions", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.ModelVersions ?? []);
  });
  const locks = useLocks({ domainId, profile }, (asked.data ?? []).map((each) => each.SSEKMSKeyId));
  const lockOf = (each: ModelVersionSummary) => (each.Status === "Ready" ? locks.get(each.SSEKMSKeyId ?? "") : undefined);
  const remove = useAction(async () => {
    for (const each of chosen) await call("sealcanvas", "DeleteModelVersion", { ModelVersionId: each.ModelVersionId ?? "" });
    show({ type: "success", content: t.deleted(chosen.map(nameOf).join(", ")) });
    choose([]);
    asked.reload();
  });
  return (
    <>
      <Listing<ModelVersionSummary>
        title={t.title}
        asked={asked}
        items={asked.data ?? []}
        id={(each) => each.ModelVersionId ?? ""}
        selection={{ items: chosen, choose, several: true }}
        actions={
          <>
            <Button disabled={!chosen.length} onClick={() => setDeleting(true)}>{common.delete}</Button>
            <GoButton variant="primary" to="/models/create">{t.create}</GoButton>
          </>
        }
        empty={<Empty title={t.empty} hint={t.emptyHint} action={<GoButton to="/models/create">{t.create}</GoButton>} />}
        columns={[
          { id: "name", header: s.name, cell: (each) => <Go to={`/models/${each.ModelVersionId}`}>{each.ModelName}</Go>, value: (each) => each.ModelName },
          { id: "version", header: s.version, cell: (each) => `V${each.VersionNumber}`, value: (each) => each.VersionNumber },
          { id: "status", header: s.statusTitle, cell: (each) => <State each={each} lock={lockOf(each)} />, value: (each) => (lockOf(each) ? s.locked : each.Status) },
          { id: "target", header: t.target, cell: (each) => each.TargetColumn, value: (each) => each.TargetColumn },
          { id: "type", header: t.problem, cell: (each) => (each.ProblemType ? s.problems[each.ProblemType] : "-"), value: (each) => each.ProblemType && s.problems[each.ProblemType] },
          { id: "build", header: t.buildType, cell: (each) => (each.BuildType ? t.builds[each.BuildType] : "-"), value: (each) => each.BuildType },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
        ]}
      />
      {deleting && (
        <Confirm title={t.deleteTitle(chosen.map(nameOf).join(", "))} button={common.delete} action={remove} close={() => setDeleting(false)} word={common.confirmWord}>
          {t.deleteHint}
        </Confirm>
      )}
    </>
  );
}

/** "churn V2". */
export function nameOf(each: { ModelName?: string; VersionNumber?: number }): string {
  return `${each.ModelName} V${each.VersionNumber}`;
}

function State({ each: { Status, FailureCause: failure, ProgressPercent = 0 }, lock }: { each: ModelVersionSummary; lock: FailureCause | undefined }) {
  return <LockedStatus status={Status} failure={failure} lock={lock} progress={Status === "Building" ? ProgressPercent : undefined} />;
}
