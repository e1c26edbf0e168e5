import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import type { DescribeModelVersionResponse, ModelVersionRegistration } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Empty } from "../../../components/Empty.tsx";
import { Listing } from "../../../components/Listing.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { When } from "../../../components/When.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { RegisterModal } from "../RegisterModal.tsx";

const SIGNS = { Approved: "success", Rejected: "error", PendingManualApproval: "pending" } as const;

interface Props {
  version: DescribeModelVersionResponse;
  /** Why nothing can be registered. */
  off: string | undefined;
}

/** A version's packages in the model registry, to be approved or rejected. */
export function Registrations({ version, off }: Props) {
  const { sharing: t, models: m, studio: s } = useStrings();
  const asked = useOperation("sealcanvas", "ListModelVersionRegistrations", { ModelVersionId: version.ModelVersionId ?? "" });
  const [chosen, choose] = useState<ModelVersionRegistration[]>([]);
  const [registering, setRegistering] = useState(false);
  const items = asked.data?.Registrations ?? [];
  const arn = chosen[0]?.ModelPackageArn;
  const now = items.find((each) => each.ModelPackageArn === arn)?.ModelApprovalStatus;
  const decide = useAction(async (ModelApprovalStatus: "Approved" | "Rejected") => {
    await call("sagemaker", "UpdateModelPackage", { ModelPackageArn: arn ?? "", ModelApprovalStatus });
    asked.reload();
  });
  const register = <Button disabled={off !== undefined} disabledReason={off} onClick={() => setRegistering(true)}>{m.register}</Button>;
  return (
    <SpaceBetween size="s">
      <Listing<ModelVersionRegistration>
        title={t.registry}
        description={t.registryHint}
        asked={asked}
        items={items}
        id={(each) => each.ModelPackageArn ?? ""}
        selection={{ items: chosen, choose }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!arn || now === "Approved"} loading={decide.busy} onClick={() => void decide.run("Approved")}>{t.approve}</Button>
            <Button disabled={!arn || now === "Rejected"} loading={decide.busy} onClick={() => void decide.run("Rejected")}>{t.reject}</Button>
            {register}
          </SpaceBetween>
        }
        empty={<Empty title={t.notRegistered} hint={t.notRegisteredHint} />}
        columns={[
          { id: "package", header: t.package, cell: (each) => `${each.ModelPackageGroupName}/${each.ModelPackageVersion}`, value: (each) => `${each.ModelPackageGroupName}/${each.ModelPackageVersion}` },
          { id: "approval", header: t.approvalStatus, cell: (each) => each.ModelApprovalStatus && <StatusIndicator type={SIGNS[each.ModelApprovalStatus]}>{t.approval[each.ModelApprovalStatus]}</StatusIndicator>, value: (each) => each.ModelApprovalStatus && t.approval[each.ModelApprovalStatus] },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
        ]}
      />
      <Refusal error={decide.error} />
      {registering && <RegisterModal version={version} close={() => { setRegistering(false); asked.reload(); }} />}
    </SpaceBetween>
  );
}
