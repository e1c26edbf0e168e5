import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { DescribeDomainResponse } from "../../api/shapes/sagemaker.ts";
import { Copyable } from "../../components/Copyable.tsx";
import { Go } from "../../components/Go.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EditSettings } from "./EditSettings.tsx";
import { FEATURES, isOnInDomain } from "./settings.ts";

/** What a domain was set up with. */
export function DomainSettings({ domain, changed }: { domain: DescribeDomainResponse; changed: () => void }) {
  const strings = useStrings();
  const t = strings.domains;
  const none = strings.common.none;
  const settings = domain.DefaultUserSettings ?? {};
  const canvas = settings.CanvasAppSettings ?? {};
  const series = canvas.TimeSeriesForecastingSettings;
  const [editing, setEditing] = useState(false);
  const features = FEATURES.map((each) => ({ label: t.features[each], value: isOnInDomain(settings, each) ? t.enabled : t.disabled }));
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
      <Container header={<Header variant="h2" actions={<Button onClick={() => setEditing(true)}>{strings.common.edit}</Button>}>{t.canvas}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            ...features,
            { label: t.forecastRole, value: <RoleLink arn={series?.AmazonForecastRoleArn} /> },
            { label: t.artifactPath, value: canvas.WorkspaceSettings?.S3ArtifactPath ?? none },
            { label: t.sharingPath, value: settings.SharingSettings?.S3OutputPath ?? none },
          ]}
        />
      </Container>
      {editing && (
        <EditSettings
          title={t.canvas}
          settings={settings}
          save={(DefaultUserSettings) => call("sagemaker", "UpdateDomain", { DomainId: domain.DomainId ?? "", DefaultUserSettings })}
          close={(wasChanged) => {
            setEditing(false);
            if (wasChanged) changed();
          }}
        />
      )}
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
