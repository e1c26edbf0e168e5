/** A time as the data has it, without a zone: the same hands on the clock wherever it is looked at. */
export function wallClock(text: string): Date {
  const bare = text.trim().replace(/Z$|\+00:00$/, "");
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(bare) ? `${bare}T00:00:00` : bare.replace(" ", "T"));
}
