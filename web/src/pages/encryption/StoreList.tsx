import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StoreVerification } from "../../api/shapes/sealcanvas.ts";
import { Go } from "../../components/Go.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { useSpeech } from "../../i18n/language.ts";
import { shortKey, type Store, storesOf, withoutKey } from "./stores.ts";
import { useKeyNames } from "./useKeyNames.ts";

/** Every store with the key that seals it. */
export function StoreList({ last }: { last: StoreVerification }) {
  const { strings, language } = useSpeech();
  const t = strings.encryption;
  const names = useKeyNames();
  const formats: Record<string, string> = t.formats;
  const columns: Column<Store>[] = [
    { id: "format", header: t.store, cell: (each) => formats[each.format] ?? each.format, value: (each) => formats[each.format] ?? each.format },
    {
      id: "key",
      header: t.key,
      cell: (each) => (each.key ? <Go to={`/keys/${each.key.split("/").at(-1)}`}>{shortKey(each.key, names)}</Go> : t.rootOrNothing[withoutKey(each)]),
      value: (each) => (each.key ? shortKey(each.key, names) : t.rootOrNothing[withoutKey(each)]),
    },
    { id: "files", header: t.files, cell: (each) => count(each.files, language), value: (each) => each.files },
    { id: "bytes", header: t.bytes, cell: (each) => bytes(each.bytes, language), value: (each) => each.bytes },
    {
      id: "state",
      header: t.status,
      width: 190,
      cell: (each) => (
        <StatusIndicator type={each.wrong ? "error" : each.unopenable ? "warning" : "success"} wrapText={false}>
          {each.wrong ? t.wrong(each.wrong) : each.unopenable ? t.unopenable(each.unopenable) : t.statuses.Authentic}
        </StatusIndicator>
      ),
      value: (each) => each.wrong,
    },
  ];
  return (
    <Listing
      title={t.stores}
      description={t.storesHint}
      asked={{ data: last, error: undefined, loading: false, reload: () => undefined }}
      items={storesOf(last.Groups ?? [])}
      columns={columns}
      id={(each) => `${each.format} ${each.key}`}
      empty={null}
    />
  );
}
