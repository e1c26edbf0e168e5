/** What events are looked up by, as CloudTrail has it. */
export const ATTRIBUTES = ["ResourceName", "Username", "EventName", "EventSource", "EventId", "ReadOnly", "ResourceType", "AccessKeyId"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export interface Filter {
  attribute: Attribute;
  /** "" for all events. */
  value: string;
  /** Only what people did, not what services did by themselves or on somebody's way. */
  people: boolean;
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
  const attribute = ATTRIBUTES.find((each) => params.get(NAMES[each])) ?? "ResourceName";
  return { attribute, value: params.get(NAMES[attribute]) ?? "", people: params.get("who") === "people" };
}

/** The address's part for a filter, with its question mark. */
export function searchOf({ attribute, value, people }: Filter): string {
  const search = new URLSearchParams({ ...(value.trim() && { [NAMES[attribute]]: value.trim() }), ...(people && { who: "people" }) });
  return search.size ? `?${search}` : "";
}
