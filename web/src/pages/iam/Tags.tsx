import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useAction } from "../../api/useAction.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { type Entity, setTags, type Tag } from "./entity.ts";
import { TagFields } from "./TagFields.tsx";

/** The tags of a role or user, to change. */
export function Tags({ entity, tags, changed }: { entity: Entity; tags: readonly Tag[]; changed: () => void }) {
  const strings = useStrings();
  const [draft, setDraft] = useState<Tag[]>(() => [...tags]);
  const save = useAction(
    useCallback(async () => {
      await setTags(entity, tags, draft);
      changed();
    }, [changed, draft, entity, tags]),
  );
  const button = <Button variant="primary" loading={save.busy} onClick={() => void save.run()}>{strings.common.save}</Button>;
  return (
    <Container header={<Header variant="h2" description={strings.iam.tagsHint} actions={button}>{strings.iam.tags}</Header>}>
      <SpaceBetween size="m">
        <TagFields tags={draft} onChange={setDraft} />
        <Refusal error={save.error} retry={() => void save.run()} />
      </SpaceBetween>
    </Container>
  );
}
