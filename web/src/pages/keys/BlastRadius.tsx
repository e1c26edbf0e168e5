import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { count } from "../../components/numbers.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Sentence } from "../../components/Sentence.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { KINDS, useBlastRadius } from "./useBlastRadius.ts";

const MOST_NAMES = 4;

/** What stops working without a key, in a few lines: for before it is disabled or deleted. */
export function BlastRadius({ keyId }: { keyId: string }) {
  const { strings, language } = useSpeech();
  const t = strings.keys;
  const { data, error, reload } = useBlastRadius(keyId);
  if (error) return <Refusal error={error} retry={reload} />;
  if (!data) return <Box color="text-body-secondary"><Spinner /> {t.blastAsking}</Box>;
  const uses = data.Uses ?? [];
  if (!uses.length) return <Sentence type="success">{t.blastNothing}</Sentence>;
  return (
    <Alert type="warning" header={t.blast}>
      <SpaceBetween size="xxs">
        {KINDS.map((kind) => {
          const some = uses.filter((use) => use.Kind === kind);
          if (!some.length) return null;
          const names = some.flatMap((use) => (use.Name ? [use.Name] : []));
          const items = some.reduce((sum, use) => sum + (use.ItemCount ?? 0), 0);
          return (
            <Box key={kind}>
              <Box variant="strong">{t.kinds[kind]}{kind === "OtherAccounts" ? "" : `: ${count(some.length, language)}`}</Box>{" "}
              {items > 0 && <>({t.itemsOf(count(items, language))}) </>}
              {names.slice(0, MOST_NAMES).join(", ")}
              {names.length > MOST_NAMES && ` ${t.more(names.length - MOST_NAMES)}`}
            </Box>
          );
        })}
        {data.Complete === false && <Box>{t.blastIncomplete}</Box>}
      </SpaceBetween>
    </Alert>
  );
}
