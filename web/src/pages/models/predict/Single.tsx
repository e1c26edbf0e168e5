import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { Status } from "../../../components/Status.tsx";
import { Waiting } from "../../../components/Waiting.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { endpointName, startEndpoint, stopEndpoint } from "./endpoint.ts";
import { WhatIf } from "./WhatIf.tsx";

/** Predictions for one row at a time, by an endpoint that is started for it. */
export function Single({ version }: { version: DescribeModelVersionResponse }) {
  const { models: t, studio: s } = useStrings();
  const [every, setEvery] = useState(0);
  const name = endpointName(version);
  // Asked by the list: that there is none is no error.
  const endpoint = useOperation("sagemaker", "ListEndpoints", { NameContains: name }, every);
  const status = endpoint.data?.Endpoints?.find((each) => each.EndpointName === name)?.EndpointStatus;
  const failed = useOperation("sagemaker", "DescribeEndpoint", status === "Failed" ? { EndpointName: name } : null);
  const wanted = status === "Creating" || status === "Updating" ? 2 : status === "InService" ? 10 : 0;
  if (wanted !== every) setEvery(wanted);
  const start = useAction(async () => {
    await startEndpoint(version);
    endpoint.reload();
  });
  const stop = useAction(async () => {
    await stopEndpoint(version);
    endpoint.reload();
  });
  if (endpoint.error && !endpoint.data) return <Refusal error={endpoint.error} retry={endpoint.reload} />;
  if (!endpoint.data) return <Waiting />;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={t.singleHint}
            actions={status ? <Button loading={stop.busy} onClick={() => void stop.run()}>{t.stopEndpoint}</Button> : <Button variant="primary" loading={start.busy} onClick={() => void start.run()}>{t.startEndpoint}</Button>}
          >
            {t.single}
          </Header>
        }
      >
        <SpaceBetween size="s">
          {status ? <Status status={status} /> : <Box color="text-body-secondary">{t.noEndpoint}</Box>}
          {status === "Failed" && <Box color="text-status-error">{failed.data?.FailureReason}</Box>}
          {status && <Box color="text-body-secondary">{`${s.name}: ${name}`}</Box>}
          <Refusal error={start.error} retry={() => void start.run()} />
          <Refusal error={stop.error} retry={() => void stop.run()} />
        </SpaceBetween>
      </Container>
      {status === "InService" && <WhatIf version={version} />}
    </SpaceBetween>
  );
}
