import type { Destination } from "./destination.ts";

/** Names an upload of a file to a place: the same file, chosen again after the page was closed, goes on with it. */
function nameOf(file: File, to: Destination): string {
  return `upload ${JSON.stringify([file.name, file.size, file.lastModified, Object.entries(to).sort()])}`;
}

/** The upload id under which this file was begun to be sent there. */
export function rememberedUpload(file: File, to: Destination): string | null {
  return localStorage.getItem(nameOf(file, to));
}

export function rememberUpload(file: File, to: Destination, uploadId: string): void {
  localStorage.setItem(nameOf(file, to), uploadId);
}

export function forgetUpload(file: File, to: Destination): void {
  localStorage.removeItem(nameOf(file, to));
}
