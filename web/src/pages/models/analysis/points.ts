/** Points of a line from its two lists, in the order of x; undefined ones left out. */
export function points(x: readonly (number | null)[], y: readonly (number | null)[]): { x: number; y: number }[] {
  return x
    .map((value, place) => ({ x: value, y: y[place] ?? null }))
    .filter((each): each is { x: number; y: number } => each.x !== null && each.y !== null)
    .sort((a, b) => a.x - b.x);
}
