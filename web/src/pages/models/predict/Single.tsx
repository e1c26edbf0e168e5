import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useAsked } from "../../../api/useOperation.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { Status } from "../../../components/Status.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { type Answer, ask, endpointName, running, statusOf, stopEndpoint } from "./endpoint.ts";
import { WhatIf } from "./WhatIf.tsx";

/** Predictions for one row at a time: the first starts what answers them, which is told of and can be stopped. */
export function Single({ version }: { version: DescribeModelVersionResponse }) {
  const { models: t } = useStrings();
  const [starting, setStarting] = useState<string>();
  const name = endpointName(version);
  const endpoint = useAsked(`endpoint ${name}`, 10, async (signal) => ({ status: await statusOf(version, signal) }));
  const left = useRef<AbortController>(undefined);
  useEffect(() => {
    left.current = new AbortController();
    return () => left.current?.abort();
  }, []);
  const predict = async (row: Readonly<Record<string, string>>): Promise<Answer> => {
    try {
      if (endpoint.data?.status !== "InService") await running(version, setStarting, left.current?.signal ?? new AbortController().signal);
    } finally {
      setStarting(undefined);
      endpoint.reload();
    }
    return ask(version, row);
  };
  const stop = useAction(async () => {
    await stopEndpoint(version);
    endpoint.reload();
  });
  const status = starting ?? endpoint.data?.status;
  return (
    <SpaceBetween size="l">
      <Refusal error={endpoint.error} retry={endpoint.reload} />
      <WhatIf version={version} predict={predict} starting={starting !== undefined} />
      {status && (
        <Container
          header={<Header variant="h2" description={t.singleHint} actions={<Button disabled={starting !== undefined} loading={stop.busy} onClick={() => void stop.run()}>{t.stopEndpoint}</Button>}>{t.endpoint}</Header>}
        >
          <SpaceBetween size="xs">
            <Status status={status} />
            <Box color="text-body-secondary">{name}</Box>
            <Refusal error={stop.error} retry={() => void stop.run()} />
          </SpaceBetween>
        </Container>
      )}
    </SpaceBetween>
  );
}
