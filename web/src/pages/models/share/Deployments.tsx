import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import type { DescribeModelVersionResponse, ModelVersionDeployment } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { useFlash } from "../../../app/flash.tsx";
import { Confirm } from "../../../components/Confirm.tsx";
import { Empty } from "../../../components/Empty.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { KeyLink } from "../../../components/KeyLink.tsx";
import { Listing } from "../../../components/Listing.tsx";
import { Status } from "../../../components/Status.tsx";
import { When } from "../../../components/When.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { DeployModal } from "./DeployModal.tsx";
import { TestModal } from "./TestModal.tsx";

interface Props {
  version: DescribeModelVersionResponse;
  /** Why nothing can be deployed. */
  off: string | undefined;
}

/** A version's endpoints. */
export function Deployments({ version, off }: Props) {
  const { sharing: t, studio: s, common } = useStrings();
  const { show } = useFlash();
  const [every, setEvery] = useState(0);
  const ModelVersionId = version.ModelVersionId ?? "";
  const asked = useOperation("sealcanvas", "ListModelVersionDeployments", { ModelVersionId }, every);
  const [chosen, choose] = useState<ModelVersionDeployment[]>([]);
  const [open, setOpen] = useState<"deploy" | "test" | "delete">();
  const items = asked.data?.Deployments ?? [];
  const wanted = items.some((each) => each.EndpointStatus === "Creating" || each.EndpointStatus === "Updating") ? 2 : 0;
  if (wanted !== every) setEvery(wanted);
  const one = items.find((each) => each.EndpointName === chosen[0]?.EndpointName);
  const name = one?.EndpointName ?? "";
  const close = () => {
    setOpen(undefined);
    asked.reload();
  };
  const remove = useAction(async () => {
    await call("sealcanvas", "DeleteModelVersionDeployment", { ModelVersionId, EndpointName: name });
    show({ type: "success", content: t.endpointDeleted(name) });
    choose([]);
  });
  return (
    <SpaceBetween size="s">
      <Listing<ModelVersionDeployment>
        title={t.deployments}
        description={t.deploymentsHint}
        asked={asked}
        items={items}
        id={(each) => each.EndpointName ?? ""}
        selection={{ items: chosen, choose }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={one?.EndpointStatus !== "InService"} onClick={() => setOpen("test")}>{t.test}</Button>
            <Button disabled={!one || one.EndpointStatus === "Creating"} onClick={() => setOpen("delete")}>{common.delete}</Button>
            <Button disabled={off !== undefined} disabledReason={off} onClick={() => setOpen("deploy")}>{t.deploy}</Button>
          </SpaceBetween>
        }
        empty={<Empty title={t.notDeployed} hint={t.notDeployedHint} />}
        columns={[
          { id: "name", header: t.endpoint, cell: (each) => each.EndpointName, value: (each) => each.EndpointName },
          { id: "status", header: s.statusTitle, cell: (each) => <Status status={each.EndpointStatus} />, value: (each) => each.EndpointStatus },
          { id: "type", header: t.instanceType, cell: (each) => each.InstanceType, value: (each) => each.InstanceType },
          { id: "count", header: t.instances, cell: (each) => each.InstanceCount, value: (each) => each.InstanceCount },
          { id: "key", header: s.sealedUnder, cell: (each) => (each.KmsKeyId ? <KeyLink arn={each.KmsKeyId} /> : "aws/sagemaker"), value: (each) => each.KmsKeyId },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
        ]}
      />
      {items.map((each) => each.EndpointStatus === "Failed" && <Failure key={each.EndpointName} title={each.EndpointName} cause={undefined} reason={each.FailureReason} />)}
      {open === "deploy" && <DeployModal version={version} close={close} />}
      {open === "test" && <TestModal version={version} endpoint={name} close={() => setOpen(undefined)} />}
      {open === "delete" && (
        <Confirm title={t.deleteEndpoint(name)} button={common.delete} action={remove} close={close} word={common.confirmWord}>{t.deleteEndpointHint}</Confirm>
      )}
    </SpaceBetween>
  );
}
