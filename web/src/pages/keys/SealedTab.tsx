import type { KeyUse } from "../../api/shapes/sealcanvas.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { useSpeech } from "../../i18n/language.ts";
import { pageOf, useBlastRadius } from "./useBlastRadius.ts";

/** Everything that lies under the key, works with it, or is set to use it. */
export function SealedTab({ keyId }: { keyId: string }) {
  const { strings, language } = useSpeech();
  const t = strings.keys;
  const asked = useBlastRadius(keyId);
  const columns: Column<KeyUse>[] = [
    { id: "name", header: t.name, cell: (use) => <Named use={use} />, value: (use) => use.Name },
    { id: "kind", header: t.kind, cell: (use) => t.kinds[use.Kind ?? "Objects"], value: (use) => t.kinds[use.Kind ?? "Objects"] },
    { id: "domain", header: t.domain, cell: (use) => use.DomainId ?? strings.common.none },
    { id: "items", header: t.items, cell: (use) => count(use.ItemCount, language), value: (use) => use.ItemCount },
    { id: "size", header: t.size, cell: (use) => bytes(use.SizeInBytes, language), value: (use) => use.SizeInBytes },
  ];
  return (
    <Listing
      title={t.sealed}
      description={asked.data?.Complete === false ? t.blastIncomplete : t.sealedHint}
      asked={asked}
      items={asked.data?.Uses ?? []}
      columns={columns}
      id={(use) => `${use.Kind} ${use.Arn}`}
      empty={<Empty title={t.sealedNothing} hint={t.sealedNothingHint} />}
    />
  );
}

function Named({ use }: { use: KeyUse }) {
  const t = useSpeech().strings.keys;
  const to = pageOf(use);
  const name = use.Name ?? t.kinds[use.Kind ?? "Objects"];
  return to ? <Go to={to}>{name}</Go> : name;
}
