/** A random name: a ClientToken, by which a request sent twice makes nothing twice, or a place that nobody else has. */
export function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
