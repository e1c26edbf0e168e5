import Badge from "@cloudscape-design/components/badge";
import { everyPage } from "../../api/everyPage.ts";
import type { Policy } from "../../api/shapes/iam.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { useStrings } from "../../i18n/language.ts";

interface Props {
  chosen: Policy[];
  choose: (policies: Policy[]) => void;
  /** Only one can be chosen: a boundary. */
  single?: boolean;
  title?: string;
}

/** The managed policies, to choose from. */
export function PolicyTable({ chosen, choose, single, title }: Props) {
  const strings = useStrings();
  const t = strings.iam;
  const asked = useAsked("policies", 0, (signal) => everyPage("iam", "ListPolicies", {}, "Marker", signal));
  // What AWS's services alone may have cannot be attached.
  const policies = (asked.data ?? []).flatMap((page) => page.Policies ?? []).filter((policy) => !policy.Path?.startsWith("/aws-service-role/"));
  return (
    <Listing
      title={title ?? t.managedPolicies}
      asked={asked}
      items={policies}
      id={(policy) => policy.Arn ?? ""}
      pageSize={10}
      selection={{ items: chosen, choose, several: !single }}
      columns={[
        { id: "name", header: t.policyName, value: (policy) => policy.PolicyName, cell: (policy) => <Go external to={policyPath(policy.Arn)}>{policy.PolicyName}</Go> },
        { id: "type", header: t.type, width: 180, value: (policy) => (isAws(policy.Arn) ? t.awsManaged : t.customerManaged), cell: (policy) => <PolicyKind arn={policy.Arn ?? ""} /> },
        { id: "used", header: t.attachedTo, width: 140, value: (policy) => policy.AttachmentCount, cell: (policy) => policy.AttachmentCount ?? 0 },
      ]}
      empty={<Empty title={t.noPolicies} hint={t.noPoliciesHint} />}
    />
  );
}

/** Whose a policy is: AWS's, the customer's, or part of its holder. */
export function PolicyKind({ arn }: { arn: string }) {
  const t = useStrings().iam;
  return <Badge color={isAws(arn) ? "grey" : "blue"}>{!arn ? t.inline : isAws(arn) ? t.awsManaged : t.customerManaged}</Badge>;
}

export function isAws(arn: string | undefined): boolean {
  return Boolean(arn?.startsWith("arn:aws:iam::aws:"));
}

/** Where a managed policy is shown. */
export function policyPath(arn: string | undefined): string {
  return `/policies/detail?${new URLSearchParams({ arn: arn ?? "" })}`;
}
