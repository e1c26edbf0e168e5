import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call, quietly } from "../../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useAsked } from "../../../api/useOperation.ts";
import { useFlash } from "../../../app/flash.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { nameOf } from "../Models.tsx";

/** Shares a version with a user profile: one of the domain's, where the session may list them, or one that is typed. */
export function ShareModal({ version, close }: { version: DescribeModelVersionResponse; close: () => void }) {
  const { sharing: t } = useStrings();
  const { show } = useFlash();
  const [profile, setProfile] = useState("");
  const { data } = useAsked(`profiles to share with ${version.DomainId}`, 0, async () => {
    const found = await quietly("sagemaker", "ListUserProfiles", { DomainIdEquals: version.DomainId, MaxResults: 100 });
    return (found.UserProfiles ?? []).map((each) => each.UserProfileName ?? "").filter((name) => name !== version.UserProfileName);
  });
  const share = useAction(async () => {
    await call("sealcanvas", "ShareModelVersion", { ModelVersionId: version.ModelVersionId ?? "", UserProfileName: profile });
    show({ type: "success", content: t.shared(nameOf(version), profile) });
    close();
  });
  return (
    <Dialog title={t.share} button={t.share} busy={share.busy} disabled={!profile} run={() => void share.run()} close={close}>
      <SpaceBetween size="m">
        <Box>{t.shareHint}</Box>
        <FormField label={t.shareWith}>
          <Autosuggest value={profile} options={(data ?? []).map((value) => ({ value }))} onChange={({ detail }) => setProfile(detail.value)} />
        </FormField>
        <Refusal error={share.error} retry={() => void share.run()} />
      </SpaceBetween>
    </Dialog>
  );
}
