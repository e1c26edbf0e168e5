import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import { everyPage } from "../../../api/everyPage.ts";
import type { DescribeModelVersionResponse, ModelVersionShare } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useAsked } from "../../../api/useOperation.ts";
import { Confirm } from "../../../components/Confirm.tsx";
import { Empty } from "../../../components/Empty.tsx";
import { Listing } from "../../../components/Listing.tsx";
import { When } from "../../../components/When.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { ShareModal } from "./ShareModal.tsx";

/** With whom a version is shared. */
export function Shares({ version }: { version: DescribeModelVersionResponse }) {
  const { sharing: t, studio: s } = useStrings();
  const ModelVersionId = version.ModelVersionId ?? "";
  const asked = useAsked(`shares ${ModelVersionId}`, 0, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListModelVersionShares", { ModelVersionId, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.ModelVersionShares ?? []);
  });
  const [chosen, choose] = useState<ModelVersionShare[]>([]);
  const [open, setOpen] = useState<"share" | "unshare">();
  const profile = chosen[0]?.UserProfileName ?? "";
  const close = () => {
    setOpen(undefined);
    asked.reload();
  };
  const unshare = useAction(async () => {
    await call("sealcanvas", "UnshareModelVersion", { ModelVersionId, UserProfileName: profile });
    choose([]);
  });
  return (
    <>
      <Listing<ModelVersionShare>
        title={t.shares}
        description={t.sharesHint}
        asked={asked}
        items={asked.data ?? []}
        id={(each) => each.UserProfileName ?? ""}
        selection={{ items: chosen, choose }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!profile} onClick={() => setOpen("unshare")}>{t.unshare}</Button>
            <Button onClick={() => setOpen("share")}>{t.share}</Button>
          </SpaceBetween>
        }
        empty={<Empty title={t.notShared} hint={t.notSharedHint} />}
        columns={[
          { id: "profile", header: t.shareWith, cell: (each) => each.UserProfileName, value: (each) => each.UserProfileName },
          { id: "by", header: t.by, cell: (each) => each.SharedByArn, value: (each) => each.SharedByArn },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
        ]}
      />
      {open === "share" && <ShareModal version={version} close={close} />}
      {open === "unshare" && <Confirm title={t.unshareTitle(profile)} button={t.unshare} action={unshare} close={close}>{t.unshareHint}</Confirm>}
    </>
  );
}
