import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { ServiceError } from "../../api/errors.ts";
import type { ServiceLastAccessed } from "../../api/shapes/iam.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

const TRIES = 30;

async function accessed(arn: string, signal: AbortSignal): Promise<ServiceLastAccessed[]> {
  const { JobId = "" } = await call("iam", "GenerateServiceLastAccessedDetails", { Arn: arn }, signal);
  for (let turn = 0; turn < TRIES; turn += 1) {
    const pages = await everyPage("iam", "GetServiceLastAccessedDetails", { JobId }, "Marker", signal);
    if (pages[0]?.JobStatus === "COMPLETED") return pages.flatMap((page) => page.ServicesLastAccessed ?? []);
    if (pages[0]?.JobStatus === "FAILED") throw new ServiceError(pages[0].Error?.Code ?? "", pages[0].Error?.Message ?? "", 500);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return [];
}

/** Which services somebody has used, of those that the policies allow. */
export function LastAccessed({ arn }: { arn: string }) {
  const t = useStrings().iam;
  const asked = useAsked(`accessed ${arn}`, 0, (signal) => accessed(arn, signal));
  return (
    <Listing
      title={t.lastAccessed}
      description={t.lastAccessedHint}
      asked={asked}
      items={asked.data ?? []}
      id={(service) => service.ServiceNamespace ?? ""}
      columns={[
        { id: "service", header: t.service, value: (service) => service.ServiceName, cell: (service) => service.ServiceName },
        { id: "when", header: t.lastAccessed, value: (service) => Number(service.LastAuthenticated ?? 0), cell: (service) => <When at={service.LastAuthenticated} /> },
        { id: "who", header: t.lastBy, value: (service) => service.LastAuthenticatedEntity, cell: (service) => service.LastAuthenticatedEntity ?? "-" },
      ]}
      empty={<Empty title={t.neverAccessed} hint={t.neverAccessedHint} />}
    />
  );
}
