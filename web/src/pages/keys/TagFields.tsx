import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Input from "@cloudscape-design/components/input";
import { useStrings } from "../../i18n/language.ts";

export interface Tag {
  TagKey: string;
  TagValue: string;
}

const MOST = 50;

/** Names and values of tags, to be typed. */
export function TagFields({ tags, onChange }: { tags: readonly Tag[]; onChange: (tags: Tag[]) => void }) {
  const t = useStrings().keys;
  const set = (place: number, change: Partial<Tag>) => onChange(tags.map((tag, at) => (at === place ? { ...tag, ...change } : tag)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText={t.addTag}
      removeButtonText={t.removeTag}
      disableAddButton={tags.length >= MOST}
      empty={t.noTags}
      onAddButtonClick={() => onChange([...tags, { TagKey: "", TagValue: "" }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.filter((_, at) => at !== detail.itemIndex))}
      definition={[
        { label: t.tagKey, control: (tag, at) => <Input ariaLabel={t.tagKey} value={tag.TagKey} onChange={({ detail }) => set(at, { TagKey: detail.value })} /> },
        { label: t.tagValue, control: (tag, at) => <Input ariaLabel={t.tagValue} value={tag.TagValue} onChange={({ detail }) => set(at, { TagValue: detail.value })} /> },
      ]}
    />
  );
}
