/** What events are looked up by, as CloudTrail has it. */
export const ATTRIBUTES = ["ResourceName", "Username", "EventName", "EventSource", "EventId", "ReadOnly", "ResourceType", "AccessKeyId"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export interface Filter {
  attribute: Attribute;
  /** "" for all events. */
  value: string;
}

const NAMES: Record<Attribute, string> = {
  ResourceName: "resource",
  Username: "user",
  EventName: "event",
  EventSource: "source",
  EventId: "id",
  ReadOnly: "readonly",
  ResourceType: "type",
  AccessKeyId: "key",
};

/** The filter that an address names: ?resource=arn:…. */
export function filterOf(search: string): Filter {
  const params = new URLSearchParams(search);
  const attribute = ATTRIBUTES.find((each) => params.get(NAMES[each]));
  return attribute ? { attribute, value: params.get(NAMES[attribute]) ?? "" } : { attribute: "ResourceName", value: "" };
}

/** The address's part for a filter, with its question mark. */
export function searchOf({ attribute, value }: Filter): string {
  return value.trim() ? `?${new URLSearchParams({ [NAMES[attribute]]: value.trim() })}` : "";
}
