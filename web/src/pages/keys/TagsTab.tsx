import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { type Tag, TagFields } from "./TagFields.tsx";

/** The key's tags, changed together. */
export function TagsTab({ keyId, managed }: { keyId: string; managed: boolean }) {
  const strings = useStrings();
  const t = strings.keys;
  const { show } = useFlash();
  const asked = useAsked(`tags ${keyId}`, 0, (signal) => everyPage("kms", "ListResourceTags", { KeyId: keyId }, ["NextMarker", "Marker"], signal));
  const saved = asked.data?.flatMap((page) => page.Tags ?? []) as Tag[] | undefined;
  const [typed, setTyped] = useState<Tag[]>();
  const tags = typed ?? saved ?? [];
  const saving = useAction(
    useCallback(async () => {
      const given = tags.filter((tag) => tag.TagKey);
      const gone = (saved ?? []).map((tag) => tag.TagKey).filter((name) => !given.some((tag) => tag.TagKey === name));
      if (given.length) await call("kms", "TagResource", { KeyId: keyId, Tags: given });
      if (gone.length) await call("kms", "UntagResource", { KeyId: keyId, TagKeys: gone });
      setTyped(undefined);
      asked.reload();
      show({ type: "success", content: strings.policy.saved(t.tags) });
    }, [asked, keyId, saved, show, strings, t, tags]),
  );
  if (asked.error) return <Refusal error={asked.error} retry={asked.reload} />;
  if (!saved) return <Waiting />;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            !managed && (
              <SpaceBetween direction="horizontal" size="xs">
                {typed && <Button variant="link" onClick={() => setTyped(undefined)}>{strings.common.cancel}</Button>}
                <Button disabled={!typed} loading={saving.busy} onClick={() => void saving.run()}>{strings.common.save}</Button>
              </SpaceBetween>
            )
          }
        >
          {t.tags}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <TagFields tags={tags} onChange={setTyped} />
        <Refusal error={saving.error} retry={() => void saving.run()} />
      </SpaceBetween>
    </Container>
  );
}
