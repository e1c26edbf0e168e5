/** What is the browser's, whoever sits before it; everything else that is kept there belongs to whoever is signed in. */
const OF_THE_BROWSER: ReadonlySet<string> = new Set(["language", "appearance"]);
const OWNER = "owner";

/** Forget what the page keeps in this browser for whoever is signed in: work that is watched, uploads to go on with, the workspace. */
export function forgetBelongings(storage: Storage = localStorage): void {
  for (const name of Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? "")) if (!OF_THE_BROWSER.has(name)) storage.removeItem(name);
}

/** Somebody is signed in: what an earlier session left is kept if it was theirs, and forgotten if it was not. */
export function belongTo(owner: string, storage: Storage = localStorage): void {
  if (storage.getItem(OWNER) === owner) return;
  forgetBelongings(storage);
  storage.setItem(OWNER, owner);
}
