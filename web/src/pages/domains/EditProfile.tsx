import Modal from "@cloudscape-design/components/modal";
import { call } from "../../api/door.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EditSettings } from "./EditSettings.tsx";

/** Changes a user profile's settings, over those of its domain. */
export function EditProfile({ domain, name, close }: { domain: string; name: string; close: (changed: boolean) => void }) {
  const { domains: t, common } = useStrings();
  const profile = useOperation("sagemaker", "DescribeUserProfile", { DomainId: domain, UserProfileName: name });
  const whole = useOperation("sagemaker", "DescribeDomain", { DomainId: domain });
  const error = profile.error ?? whole.error;
  if (!profile.data || !whole.data) {
    return (
      <Modal visible header={t.editProfile(name)} closeAriaLabel={common.close} onDismiss={() => close(false)}>
        {error ? <Refusal error={error} retry={profile.error ? profile.reload : whole.reload} /> : <Waiting />}
      </Modal>
    );
  }
  return (
    <EditSettings
      title={t.editProfile(name)}
      settings={profile.data.UserSettings}
      domain={whole.data.DefaultUserSettings ?? {}}
      save={(UserSettings) => call("sagemaker", "UpdateUserProfile", { DomainId: domain, UserProfileName: name, UserSettings })}
      close={close}
    />
  );
}
