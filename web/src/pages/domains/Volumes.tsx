import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { KeyLink } from "../../components/KeyLink.tsx";
import { Listing } from "../../components/Listing.tsx";
import { bytes } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

/** The volumes of a domain: previews, homes, what apps keep; each sealed under key 1. */
export function Volumes({ domain }: { domain: string }) {
  const { strings, language } = useSpeech();
  const t = strings.domains;
  const asked = useAsked(`volumes ${domain}`, 0, (signal) => everyPage("sealcanvas", "ListVolumes", { DomainId: domain }, "NextToken", signal));
  return (
    <Listing
      title={t.volumes}
      description={t.volumesHint}
      asked={asked}
      items={(asked.data ?? []).flatMap((page) => page.Volumes ?? [])}
      id={(volume) => volume.VolumeId ?? ""}
      columns={[
        { id: "id", header: "ID", value: (volume) => volume.VolumeId, cell: (volume) => volume.VolumeId },
        { id: "kind", header: strings.iam.type, value: (volume) => t.volumeKinds[volume.Kind ?? "Domain"], cell: (volume) => t.volumeKinds[volume.Kind ?? "Domain"] },
        { id: "owner", header: t.owner, value: (volume) => volume.OwnerArn, cell: (volume) => volume.OwnerArn?.split("/").slice(1).join("/") },
        { id: "used", header: t.used, value: (volume) => volume.UsedBytes, cell: (volume) => bytes(volume.UsedBytes, language) },
        { id: "key", header: t.key, value: (volume) => volume.KeyArn, cell: (volume) => (volume.KeyArn ? <KeyLink arn={volume.KeyArn} /> : "-") },
        { id: "state", header: t.status, value: (volume) => volume.State, cell: (volume) => t.volumeStates[volume.State ?? "Attached"] },
        { id: "created", header: t.created, value: (volume) => Number(volume.CreationTime), cell: (volume) => <When at={volume.CreationTime} /> },
      ]}
      empty={<Empty title={t.noVolumes} hint={t.noVolumesHint} />}
    />
  );
}
