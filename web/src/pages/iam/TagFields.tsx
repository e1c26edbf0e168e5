import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Input from "@cloudscape-design/components/input";
import { useStrings } from "../../i18n/language.ts";
import type { Tag } from "./entity.ts";

/** Fields for tags. */
export function TagFields({ tags, onChange }: { tags: Tag[]; onChange: (tags: Tag[]) => void }) {
  const strings = useStrings();
  const t = strings.iam;
  const change = (place: number, to: Partial<Tag>) => onChange(tags.map((tag, each) => (each === place ? { ...tag, ...to } : tag)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText={t.addTag}
      removeButtonText={strings.common.remove}
      removeButtonAriaLabel={(tag) => `${strings.common.remove} ${tag.Key}`}
      empty={t.noTags}
      onAddButtonClick={() => onChange([...tags, { Key: "", Value: "" }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.filter((_, each) => each !== detail.itemIndex))}
      definition={[
        { label: t.tagKey, control: (tag, place) => <Input ariaLabel={t.tagKey} value={tag.Key} onChange={({ detail }) => change(place, { Key: detail.value })} /> },
        { label: t.tagValue, control: (tag, place) => <Input ariaLabel={t.tagValue} value={tag.Value} onChange={({ detail }) => change(place, { Value: detail.value })} /> },
      ]}
    />
  );
}
