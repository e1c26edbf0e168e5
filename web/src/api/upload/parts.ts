/** Of a part of an upload; parts of what is larger than 10,000 of them grow in whole MiB. */
export const PART_BYTES = 8 * 2 ** 20;
const MIB = 2 ** 20;
const MOST_PARTS = 10_000;

/** A range of a file, and its number in the upload, from one. */
export interface Part {
  number: number;
  start: number;
  end: number;
}

/** The parts that a file of so many bytes is sent in, always the same; an empty file is one empty part. */
export function partsOf(size: number): Part[] {
  const length = Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS / MIB) * MIB);
  return Array.from({ length: Math.max(1, Math.ceil(size / length)) }, (_, place) => ({
    number: place + 1,
    start: place * length,
    end: Math.min(size, (place + 1) * length),
  }));
}

/** What S3 has of a part: its number, its bytes and its tag. */
export interface Stored {
  PartNumber?: number;
  Size?: number;
  ETag?: string;
}

/** The tags of parts that are there already, whole. */
export function tagsOf(parts: readonly Part[], stored: readonly Stored[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const { PartNumber, Size, ETag } of stored) {
    const part = parts[(PartNumber ?? 0) - 1];
    if (part && ETag && Size === part.end - part.start) found.set(part.number, ETag);
  }
  return found;
}
