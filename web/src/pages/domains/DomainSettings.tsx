import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { DescribeDomainResponse } from "../../api/shapes/sagemaker.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Go } from "../../components/Go.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** What a domain was set up with. */
export function DomainSettings({ domain }: { domain: DescribeDomainResponse }) {
  const strings = useStrings();
  const t = strings.domains;
  const none = strings.common.none;
  const settings = domain.DefaultUserSettings ?? {};
  const canvas = settings.CanvasAppSettings ?? {};
  const series = canvas.TimeSeriesForecastingSettings;
  const on = (status: string | undefined) => (status === "ENABLED" ? strings.common.yes : strings.common.no);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t.general}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.id, value: <Copyable text={domain.DomainId} /> },
            { label: "ARN", value: <Copyable text={domain.DomainArn} /> },
            { label: t.status, value: domain.Status },
            { label: t.created, value: <When at={domain.CreationTime as number | undefined} /> },
            { label: t.authentication, value: domain.AuthMode },
            { label: t.executionRole, value: <RoleLink arn={settings.ExecutionRole} /> },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">{t.canvas}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t.timeSeries, value: on(series?.Status) },
            { label: t.forecastRole, value: <RoleLink arn={series?.AmazonForecastRoleArn} /> },
            { label: t.artifactPath, value: canvas.WorkspaceSettings?.S3ArtifactPath ?? none },
            { label: t.sharingPath, value: settings.SharingSettings?.S3OutputPath ?? none },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2" description={t.networkHint}>{t.network}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: t.access, value: domain.AppNetworkAccessType === "VpcOnly" ? t.vpcOnly : t.publicInternet },
            { label: "VPC", value: domain.VpcId ?? none },
            { label: t.subnets, value: domain.SubnetIds?.join(", ") || none },
            { label: t.securityGroups, value: settings.SecurityGroups?.join(", ") || none },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

function RoleLink({ arn }: { arn: string | undefined }) {
  const t = useStrings().common;
  const name = arn?.split("/").at(-1);
  return name ? <Go to={`/roles/${encodeURIComponent(name)}`}>{name}</Go> : t.none;
}
