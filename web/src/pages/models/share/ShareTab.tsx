import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { Deployments } from "./Deployments.tsx";
import { Registrations } from "./Registrations.tsx";
import { Shares } from "./Shares.tsx";

/** A version outside of its maker's studio: in the registry, behind endpoints, with other user profiles. */
export function ShareTab({ version }: { version: DescribeModelVersionResponse }) {
  const t = useStrings().sharing;
  const { data, error, reload } = useOperation("sealcanvas", "DescribeWorkspace", { DomainId: version.DomainId ?? "", UserProfileName: version.UserProfileName ?? "" });
  if (version.ProblemType === "TimeSeriesForecasting") return <Alert type="info">{t.noSeries}</Alert>;
  const from = version.SharedByUserProfileName;
  return (
    <SpaceBetween size="l">
      {from && <Alert type="info">{t.sharedWithYou(from)}</Alert>}
      <Refusal error={error} retry={reload} />
      <Registrations version={version} off={data?.ModelRegisterEnabled === false ? t.disabled("ModelRegisterSettings") : undefined} />
      <Deployments version={version} off={data?.DirectDeployEnabled === false ? t.disabled("DirectDeploySettings") : undefined} />
      {!from && <Shares version={version} />}
    </SpaceBetween>
  );
}
