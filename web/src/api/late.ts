import { type ComponentType, lazy, type LazyExoticComponent } from "react";

const AGAIN_SECONDS = 3;

/**
 * A component whose code is loaded when it is first shown. While the server does not answer it is waited for, so that what is
 * typed beside it stays; code that the server no longer has (it was upgraded under the page) is an error as any other.
 */
export function late<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await loaded(load) }));
}

/** What `load` gives, as soon as the server answers. */
export async function loaded<T>(load: () => Promise<T>, answers = serverAnswers, again = AGAIN_SECONDS): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (problem) {
      // Asked before the last try: a server that was away for both would else look like one that has lost the code.
      if (await answers()) return load().catch(() => Promise.reject(problem));
      await new Promise((then) => setTimeout(then, again * 1000));
    }
  }
}

async function serverAnswers(): Promise<boolean> {
  return fetch("/healthz").then((answer) => answer.ok, () => false);
}
